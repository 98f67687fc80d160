"""A network that has looked at a picture, with everything it made on the way.

torch.fx takes the network apart, and its steps are run as they are. What each of them gave is kept: before a step
writes into its input, as an in-place ReLU does, a copy is put aside, so that what was there stays to be seen. Which
step the numbers come from that a later step finds there can be asked.
"""

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import torch
from torch import Tensor, fx, nn

from cnnviz.networks.steps import (
    INPUT,
    evaluating,
    flat,
    kind_of,
    layer_of,
    may_write,
    names_of,
    outermost,
    rebuilt,
)
from cnnviz.networks.taking_apart import nodes_of
from cnnviz.words import say

AXES = {1: "(C, length)", 2: "(C, H, W)", 3: "(C, D, H, W)"}
_SLIDING = re.compile(r"(conv|pool|pad|norm).*?([123])d$", re.IGNORECASE)


class Place(NamedTuple):
    """Where the numbers of a tensor lie in memory."""

    storage: int
    offset: int
    shape: tuple[int, ...]
    stride: tuple[int, ...]

    @classmethod
    def of(cls, value: Tensor) -> "Place":
        return cls(
            value.untyped_storage()._cdata, int(value.storage_offset()), tuple(value.shape), tuple(value.stride())
        )

    def at(self, index: tuple[int, ...]) -> int:
        """The number in memory of the value at an index, batch included."""
        return self.offset + sum(i * step for i, step in zip(index, self.stride, strict=True))

    def numbers(self) -> Tensor:
        """The same for all values, in the tensor's shape."""
        result = torch.full(self.shape, self.offset)
        for axis, (n, step) in enumerate(zip(self.shape, self.stride, strict=True)):
            result += (torch.arange(n) * step).reshape(-1, *(1,) * (len(self.shape) - axis - 1))
        return result


class Write(NamedTuple):
    """A step that has written over numbers, and where."""

    step: fx.Node
    place: Place


@dataclass(eq=False)
class Memory:
    """What steps have written over. order: of all steps; places, writes: of the tensors for which it matters."""

    order: dict[fx.Node, int] = field(default_factory=dict)
    places: dict[fx.Node, Place] = field(default_factory=dict)
    writes: list[Write] = field(default_factory=list)

    def between(self, source: fx.Node, reader: fx.Node) -> list[Write]:
        """What was written over the numbers of a step before another one read them."""
        if source not in self.places:
            return []
        here, first, last = self.places[source].storage, self.order[source], self.order[reader]
        return [one for one in self.writes if one.place.storage == here and first < self.order[one.step] < last]


@dataclass(frozen=True, eq=False)
class Opened:
    """What a network made of one input.

    image   (C, *size)
    steps   {name: step of the network}, in the order of computation; the input is the step "input"
    values  {step: what it gave}, a tensor (1, …) as a rule
    memory  which steps have written over what others gave
    """

    module: nn.Module
    image: Tensor
    steps: dict[str, fx.Node]
    values: dict[fx.Node, Any]
    memory: Memory = field(default_factory=Memory)

    @property
    def maps(self) -> dict[str, Tensor]:
        """{layer: (C, *size) or (features,)}, without the input."""
        return {
            name: value[0] for name, step in self.steps.items() if name != INPUT and is_map(value := self.values[step])
        }

    def layer(self, name: str) -> nn.Module | None:
        """The layer of a step, None for a function."""
        return layer_of(self.module, self.steps[name])

    def kind(self, name: str) -> str:
        """ "Conv2d", "add", …, as in the table of layers."""
        layer = self.layer(name)
        return kind_of(self.steps[name]) if layer is None else type(layer).__name__

    def read(self, reader: fx.Node, source: fx.Node) -> Any:
        """What a step found in the output of another one: others may have written over it before."""
        value = self.values[source]
        writes = self.memory.between(source, reader)
        if not writes:
            return value
        place = self.memory.places[source]
        if writes[-1].place == place:
            return self.values[writes[-1].step]
        found = value.clone()
        numbers = place.numbers()
        for step, there in writes:
            written: dict[int, Any] = dict(
                zip(there.numbers().flatten().tolist(), self.values[step].flatten().tolist(), strict=True)
            )
            inside = torch.tensor([number in written for number in numbers.flatten().tolist()]).reshape(numbers.shape)
            found[inside] = torch.tensor(
                [written[number] for number in numbers[inside].tolist()], dtype=found.dtype, device=found.device
            )
        return found

    def origin(self, reader: fx.Node, source: fx.Node, index: tuple[int, ...]) -> tuple[str, tuple[int, ...]]:
        """The step and the index, without the batch, of a number that a step reads in the output of another one."""
        for step, there in reversed(self.memory.between(source, reader)):
            number = self.memory.places[source].at((0, *index))
            found = (there.numbers() == number).nonzero()
            if len(found):
                return self.name(step), tuple(int(i) for i in found[0][1:])
        return self.name(source), index

    def name(self, step: fx.Node) -> str:
        """What a step is called. Raises LookupError for one that does not depend on the picture."""
        found = next((name for name, one in self.steps.items() if one is step), None)
        if found is None:
            raise LookupError("a step that reads no picture")
        return found


class _Unannounced(Exception):
    """A step has written into its input without saying so in its name."""


class _Keeper(fx.Interpreter):
    """Runs the steps and keeps what they give. careful: any step may write into its input."""

    def __init__(self, module: nn.Module, nodes: list[fx.Node], careful: bool) -> None:
        super().__init__(module, graph=nodes[0].graph)
        self.extra_traceback = False
        self.careful = careful
        self.kept: dict[fx.Node, Any] = {}
        self.memory = Memory({node: number for number, node in enumerate(nodes)})
        self.sharing: dict[int, list[fx.Node]] = {}  # steps whose numbers lie in a storage and have no copy yet
        self.storages: list[Any] = []  # as long as they are here no other one gets their number

    def run_node(self, n: fx.Node) -> Any:
        args, kwargs = self.fetch_args_kwargs_from_env(n)
        read = [part for part in _tensors((args, kwargs)) if not part.is_inference()]
        versions = [part._version for part in read]
        writes = n.op.startswith("call_") and (self.careful or may_write(n, layer_of(self.module, n)))
        if writes:
            for part in read:
                self._put_aside(part)
        value = super().run_node(n)
        changed = [part for part, before in zip(read, versions, strict=True) if part._version != before]
        if changed and not writes:
            raise _Unannounced
        self._keep(n, value)
        if changed:
            target = value if isinstance(value, Tensor) and any(_same(value, part) for part in changed) else changed[0]
            self.memory.writes.append(Write(n, Place.of(target)))
            if not isinstance(value, Tensor):
                self.kept[n] = target.detach()
        return value

    def _keep(self, node: fx.Node, value: Any) -> None:
        self.kept[node] = rebuilt(value, lambda part: part.detach() if isinstance(part, Tensor) else part)
        for part in _tensors(value):
            storage = part.untyped_storage()
            self.storages.append(storage)
            self.sharing.setdefault(storage._cdata, []).append(node)
        if isinstance(value, Tensor):
            self.memory.places[node] = Place.of(value)

    def _put_aside(self, part: Tensor) -> None:
        for node in self.sharing.pop(part.untyped_storage()._cdata, ()):
            self.kept[node] = rebuilt(self.kept[node], lambda one: one.clone() if isinstance(one, Tensor) else one)

    def placeholder(self, target: Any, args: Any, kwargs: Any) -> Any:
        if not self.kept:
            return super().placeholder(target, args, kwargs)
        return {} if target.startswith("**") else () if target.startswith("*") else args[0] if args else None


def _same(one: Tensor, other: Tensor) -> bool:
    return one.untyped_storage()._cdata == other.untyped_storage()._cdata


def _tensors(value: Any) -> list[Tensor]:
    return [part for part in flat(value) if isinstance(part, Tensor)]


def is_map(value: Any) -> bool:
    """Whether this is a tensor of numbers with a batch in front."""
    return isinstance(value, Tensor) and value.is_floating_point() and value.ndim > 1


def axes_of(module: nn.Module) -> int:
    """How many axes the pictures of a network have besides the channels: as its first layer with a window says."""
    for layer in module.modules():
        if (found := _SLIDING.search(type(layer).__name__)) and type(layer).__name__ != "BatchNorm1d":
            return int(found[2])
    return 2


@torch.no_grad()
def look(module: nn.Module, image: Tensor) -> Opened:
    """Run the network in evaluation mode on an image (C, *size), or (N, C, *size) of which `Opened.maps` shows the
    first one.

    Raises ValueError if the image does not fit, or if what the network computes depends on values.
    """
    module = outermost(module)
    axes = axes_of(module)
    if image.ndim not in (axes + 1, axes + 2):
        raise ValueError(
            say(
                "An image has the axes {names}, but this one has {ndim}: {shape}. Give one with "
                "{axes} axes, or a batch with {with_batch}.",
                names=AXES[axes], ndim=image.ndim, shape=tuple(image.shape), axes=axes + 1, with_batch=axes + 2,
            )
        )  # fmt: skip
    batch = image.clone() if image.ndim == axes + 2 else image[None].clone()
    with evaluating(module):
        nodes = nodes_of(module, batch)
        keeper = _run(module, nodes, batch)
    steps = {INPUT: nodes[0]} | {name: node for node, name in names_of(nodes) if _reads_picture(node, keeper.kept)}
    memory = keeper.memory
    written = {one.place.storage for one in memory.writes}
    memory.places = {node: place for node, place in memory.places.items() if place.storage in written}
    return Opened(module, keeper.kept[nodes[0]][0], steps, keeper.kept, memory)


def _run(module: nn.Module, nodes: list[fx.Node], batch: Tensor) -> _Keeper:
    for careful in (False, True):
        keeper = _Keeper(module, nodes, careful)
        try:
            keeper.run(batch.clone())
        except _Unannounced:
            continue
        except Exception as error:  # a layer may raise anything when its input does not fit
            reason = str(error).split("\nWhile executing")[0].strip().rstrip(".") or type(error).__name__
            size = " × ".join(map(str, batch.shape[1:]))
            raise ValueError(
                say("This network cannot read an image of {size}: {reason}.", size=size, reason=reason)
            ) from None
        break
    return keeper


def _reads_picture(node: fx.Node, kept: dict[fx.Node, Any]) -> bool:
    """Whether what a step gives depends on the picture: others turn weights into weights."""
    seen = node.meta.get("reads")
    if seen is None:
        below = node.all_input_nodes
        seen = node.meta["reads"] = node.op == "placeholder" or any(_reads_picture(one, kept) for one in below)
    return bool(seen) and node in kept


def feature_maps(module: nn.Module, image: Tensor) -> dict[str, Tensor]:
    """{layer: tensor} in the order of computation; with a batch in front if the image has one.

    Raises ValueError as `look` does.
    """
    opened = look(module, image)
    maps = {name: opened.values[step] for name, step in opened.steps.items() if name != INPUT}
    batch = image.ndim > opened.image.ndim
    return {name: value if batch else value[0] for name, value in maps.items() if is_map(value)}
