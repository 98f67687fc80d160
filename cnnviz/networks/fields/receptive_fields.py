"""Receptive fields of every layer of any network, with its branches.

torch.fx takes the network apart and it is walked through once. Shapes come from its own layers, run on torch's meta
device, which computes no values; what the units see comes from `cnnviz.networks.fields.rules`.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from typing import Any, NamedTuple, Protocol, TypeVar

import torch
from torch import Tensor, fx, nn

from cnnviz import limits
from cnnviz.counting import Counter
from cnnviz.geometry import Layer, ReceptiveField
from cnnviz.networks.fields import kinds, results, rules
from cnnviz.networks.fields.axis import AxisFields, of_input
from cnnviz.networks.fields.maps import Map, maps_in
from cnnviz.networks.steps import (
    INPUT,
    attribute_of,
    evaluating,
    flat,
    function_of,
    kind_of,
    may_write,
    names_of,
    outermost,
    rebuilt,
    run_on_meta,
)
from cnnviz.networks.taking_apart import nodes_of
from cnnviz.words import linked, say

__all__ = ["INPUT", "Row", "Walked", "longest_path", "names_of", "nodes_of", "receptive_fields", "walk"]


class Row(NamedTuple):
    """One layer, or one place where branches meet.

    name     of the layer as in named_modules(), or of the place: "layer1.0.add"; a second use gets "#2"
    kind     "Conv2d", "MaxPool2d", "add", "cat", …
    shape    of its output without the batch: (channels, *size), or (features,)
    axes     for each axis of the input, what the units see, after flattening those of the map before; () if nobody
             knows
    window   for each axis kernel, stride, padding and dilation; None for all but convolution and pooling
    inputs   names of the rows it reads; "input" is the picture
    unknown  why nobody knows what the units see, a sentence; "" as a rule
    turned   for each axis of the input which one of the map's it is, where they are in another order; () as a rule
    """

    name: str
    kind: str
    shape: tuple[int, ...]
    axes: tuple[AxisFields, ...]
    window: tuple[Layer, ...] | None
    inputs: tuple[str, ...]
    unknown: str = ""
    turned: tuple[int, ...] = ()

    @property
    def fields(self) -> tuple[ReceptiveField, ...]:
        """Size, stride (the jump) and start for each axis.

        As on an input without borders: places in the padding count, so that a field may be larger than the picture.
        What joins several units, as a dense layer and global pooling do, has the field of all of them together.
        """
        return tuple(axis.field for axis in self.axes)

    @property
    def units(self) -> tuple[int, ...]:
        """How many units there are along each axis of the map: its size, after flattening that of the map before."""
        counts = tuple(len(axis.seen) for axis in self.axes)
        return tuple(counts[self.turned.index(place)] for place in range(len(counts))) if self.turned else counts

    @property
    def whole(self) -> bool:
        """Whether every unit sees the picture from border to border; False where nobody knows."""
        return not self.unknown and all(axis.whole for axis in self.axes)

    def pixels(self, unit: Sequence[int]) -> tuple[range, ...]:
        """For each axis of the input the pixels from the first to the last that a unit sees, cut off at the border.

        unit: an index along each axis of the map.
        Empty ranges for a unit that sees padding only. Raises ValueError where nobody knows.
        """
        if self.unknown:
            raise ValueError(self.unknown)
        unit = [unit[place] for place in self.turned] or unit
        seen = tuple(axis.pixels_of(i) for axis, i in zip(self.axes, unit, strict=True))
        return seen if all(seen) else (range(0),) * len(seen)

    def seen_by(self, index: Sequence[int]) -> tuple[range, ...]:
        """The same for one value of the output: index (channel, *unit), or (feature,) of a map that was flattened.

        Raises ValueError where nobody knows.
        """
        unit = list(index[1:])
        if len(index) == 1:
            place = index[0] % max(1, math.prod(self.units))
            for n in reversed(self.units):
                place, at = divmod(place, n)
                unit.insert(0, at)
        return self.pixels(unit)


class Walked(NamedTuple):
    """A row, the layer of the network that it is (None for a function), the parameters that it uses, and its products.

    weights: all that it reads, also those that an earlier row has used; multiply_adds: for one picture.
    """

    row: Row
    layer: nn.Module | None
    weights: tuple[nn.Parameter, ...]
    multiply_adds: int


@torch.no_grad()
def receptive_fields(module: nn.Module, input_size: Sequence[int] = (3, 224, 224)) -> list[Row]:
    """What the units of every layer see of an input (C, *size), in the order of computation.

    Weights play no role: a kernel counts as a whole, whatever stands in it. Normalisation counts as acting on each
    unit alone. Where branches meet, a unit sees from the first pixel to the last that any of them sees. Nothing is
    computed on values, so that `module` may live on the meta device; it is not changed, and is looked at in evaluation
    mode.

    Raises ValueError that names the layer if its input does not fit, if branches with different jumps meet, or if
    there is no rule for it. Source: Araujo, Norris & Sim 2019, "Computing Receptive Fields of Convolutional Neural
    Networks" (their r_0 is the size, S_0 the stride, P_0 is -first).
    """
    return [step.row for step in walk(module, input_size, strict=True)]


@torch.no_grad()
def walk(module: nn.Module, input_size: Sequence[int], *, strict: bool = False) -> list[Walked]:
    """The rows of all layers and functions, with what they cost.

    strict: raises ValueError where nobody knows what the units see, instead of leaving the row open. Always raises one
    that names the layer if its input does not fit.
    """
    module = outermost(module)
    channels, *sizes = input_size
    limits.check(max(sizes, default=0), limits.STEPS, "The input has", "pixels along an axis", lower="its size")
    pixels = {size: of_input(size) for size in sizes}
    dtype = next((weight.dtype for weight in module.parameters() if weight.is_floating_point()), torch.float32)
    batch = torch.empty(1, channels, *sizes, device="meta", dtype=dtype)
    axes = tuple(pixels[size] for size in sizes)
    picture = Map(batch, axes, (INPUT,), None, tuple(range(2, 2 + len(sizes))))
    with evaluating(module):
        nodes = nodes_of(module, batch)
        walker = _Walker(module, dict(names_of(nodes)), picture, strict)
        return [step for node in nodes for step in walker.step(node)]


class _Walker:
    """Walks through a network: what every step gave, what its units see, and what it took from the weights.

    A step that writes into its input changes what every other name for these numbers stands for, too.
    """

    def __init__(self, module: nn.Module, names: dict[fx.Node, str], picture: Map, strict: bool) -> None:
        self.module, self.names, self.picture, self.strict = module, names, picture, strict
        self.given: dict[fx.Node, Any] = {}
        self.maps: dict[fx.Node, Any] = {}
        self.weights: dict[fx.Node, tuple[nn.Parameter, ...]] = {}  # of steps that read no picture
        self.costs: dict[fx.Node, int] = {}
        self.stored: dict[int, list[fx.Node]] = {}
        self.layers = dict(module.named_modules(remove_duplicate=False))

    def step(self, node: fx.Node) -> Iterator[Walked]:
        if node.op == "output":
            return
        if node.op == "placeholder":
            self._placeholder(node)
            return
        if node.op == "get_attr":
            value = attribute_of(self.module, node)
            self.given[node] = value
            self.weights[node] = (value,) if isinstance(value, nn.Parameter) else ()
            return
        args, kwargs = _arguments(node, self.given.__getitem__)
        seen_args, seen_kwargs = _arguments(node, self._seen)
        name, layer = self.names[node], self.layers[str(node.target)] if node.op == "call_module" else None
        kind = type(layer).__name__ if layer else kind_of(node)
        below = list(maps_in((seen_args, seen_kwargs)))
        try:
            value, cost = self._run(node, layer, args, kwargs)
        except Exception as error:  # a layer may raise anything when its input does not fit
            raise ValueError(_sentence(name, kind, below, error)) from None
        self.given[node] = value
        sources = node.all_input_nodes
        weights = [w for source in sources for w in self.weights.get(source, ())]
        weights += [] if layer is None else layer.parameters()
        cost += sum(self.costs.pop(source, 0) for source in sources)  # for the first that reads it
        if not below or not any(isinstance(part, Tensor) for part in flat(value)):
            self.weights[node], self.costs[node], self.maps[node] = tuple(weights), cost, value
            return
        try:
            found = self._look(node, layer, seen_args, seen_kwargs, value, below)
        except Exception as error:  # a rule that meets what it was not made for
            if self.strict:
                raise ValueError(_sentence(name, kind, below, error)) from None
            found = _unknown(
                value, say("Nobody knows what the units of {name} see: {reason}.", name=name, reason=_reason(error))
            )
        maps = list(maps_in(found))
        first = maps[0]
        inputs = tuple(dict.fromkeys(source for part in below for source in part.sources))
        self.maps[node] = _from(found, name)
        self._remember(node, value)
        if may_write(node, layer):
            self._written(node)
        shape = tuple(first.tensor.shape[1:])
        places = [dim for dim in first.dims if dim is not None]
        turned = places != sorted(places) and len(places) == len(first.dims)
        order = tuple(sorted(places).index(dim) for dim in places) if turned else ()
        row = Row(name, kind, shape, first.axes, first.window, inputs, first.unknown, order)
        yield Walked(row, layer, tuple(weights), cost)

    def _placeholder(self, node: fx.Node) -> None:
        first = not self.given
        name = str(node.target)
        spare: Any = {} if name.startswith("**") else () if name.startswith("*") else None
        value = self.picture.tensor if first else node.args[0] if node.args else spare
        self.given[node], self.maps[node] = value, self.picture if first else value
        if first:
            self._remember(node, value)

    def _seen(self, node: fx.Node) -> Any:
        return self.maps.get(node, self.given[node])

    def _run(self, node: fx.Node, layer: nn.Module | None, args: Any, kwargs: Any) -> tuple[Any, int]:
        """What a step gives on the meta device, and the products it adds up."""
        if layer is not None and args and isinstance(args[0], Tensor):
            value: Any = results.settled(layer, args[0], args, kwargs)
            known = isinstance(layer, kinds.MULTIPLYING)
            if value is None:
                free = known or isinstance(layer, kinds.FREE_LAYERS)
                with nullcontext() if free else Counter() as counted:
                    value = run_on_meta(node, layer, args, kwargs)
                if counted is not None:
                    return value, counted.multiply_adds
            return value, results.multiply_adds(layer, args[0].shape, value.shape) if known else 0
        name = function_of(node)
        if layer is None:
            value = results.pointwise_result(name, args, kwargs, may_write(node, None))
            if value is not None:
                return value, 0
        if layer is None and name in kinds.FREE_NAMES:
            return run_on_meta(node, None, args, kwargs), 0
        with Counter() as counted:
            value = run_on_meta(node, layer, args, kwargs)
        return value, counted.multiply_adds

    def _look(
        self, node: fx.Node, layer: nn.Module | None, args: Any, kwargs: Any, value: Any, below: list[Map]
    ) -> Any:
        for part in below:
            if part.unknown:
                sources = linked(part.sources)
                return _unknown(
                    value,
                    say("Nobody knows what the units see, because nobody does of {sources} below.", sources=sources),
                )
        if layer is not None:
            if len(below) > 1 or not isinstance(args[0], Map):
                raise ValueError(say("there is no rule for {name} with several inputs", name=type(layer).__name__))
            return _of(rules.through(layer, args[0], value))
        name = function_of(node)
        if name == "getitem" and not isinstance(args[0], Map):
            return _of(args[0][args[1]])
        if name == "getattr" and not isinstance(args[0], Map):
            return _of(getattr(args[0], args[1]))
        return _of(rules.function(name, args, kwargs, value))

    def _remember(self, node: fx.Node, value: Any) -> None:
        for part in flat(value):
            if isinstance(part, Tensor):
                self.stored.setdefault(part.untyped_storage()._cdata, []).append(node)

    def _written(self, node: fx.Node) -> None:
        """The step has changed what it read: so has every other step whose numbers are the same ones."""
        new, value = self.maps[node], self.given[node]
        if not isinstance(new, Map) or not isinstance(value, Tensor):
            return
        for other in self.stored.get(value.untyped_storage()._cdata, ()):
            old, before = self.maps[other], self.given[other]
            if other is node or not isinstance(old, Map):
                continue
            if before.shape == value.shape and before.stride() == value.stride():
                self.maps[other] = new._replace(tensor=before)
                continue
            sources = tuple(dict.fromkeys((*old.sources, *new.sources)))
            known = not (old.unknown or new.unknown) and old.axes == new.axes and before.ndim == value.ndim
            unknown = (
                ""
                if known
                else say("Nobody knows what the units see where {names} has written in part.", names=self.names[node])
            )
            axes = old.axes if known else ()
            self.maps[other] = Map(before, axes, sources, None, old.dims if known else (), unknown)


def _arguments(node: fx.Node, look: Callable[[fx.Node], Any]) -> tuple[Any, Any]:
    """Arguments of a step with what `look` gives for others; most steps read one other, which needs no search."""
    if len(node.args) == 1 and not node.kwargs and isinstance(node.args[0], fx.Node):
        return (look(node.args[0]),), {}
    found: tuple[Any, Any] = fx.node.map_arg((node.args, node.kwargs), look)
    return found


def _of(found: Any) -> Any:
    if not isinstance(found, Map) and not list(maps_in(found)):
        raise ValueError("there is no rule for it")
    return found


def _unknown(value: Any, sentence: str) -> Any:
    return rebuilt(value, lambda part: Map(part, (), (), None, (), sentence) if isinstance(part, Tensor) else part)


def _from(value: Any, name: str) -> Any:
    """The maps as the next steps read them: they come from the row of this name, without the window that made them."""
    if isinstance(value, Map):
        return value._replace(sources=(name,), window=None)

    def change(part: Any) -> Any:
        return part._replace(sources=(name,), window=None) if isinstance(part, Map) else part

    return rebuilt(value, change, Map)


def _reason(error: Exception) -> str:
    text = str(error).strip().split("\n")[0].rstrip(".")
    return text or say("it raises {name}", name=type(error).__name__)


def _sentence(name: str, kind: str, below: list[Map], error: Exception) -> str:
    shapes = " and ".join(" × ".join(map(str, part.tensor.shape[1:])) for part in below)
    return say(
        "{name} ({kind}) cannot read a map of {shapes}: {reason}.",
        name=name, kind=kind, shapes=shapes or "this shape", reason=_reason(error),
    )  # fmt: skip


class Step(Protocol):
    """What a way through a network is made of: rows of this table, or of `layer_table`."""

    @property
    def name(self) -> str: ...
    @property
    def inputs(self) -> tuple[str, ...]: ...
    @property
    def fields(self) -> tuple[ReceptiveField, ...]: ...


AnyStep = TypeVar("AnyStep", bound=Step)


def longest_path(rows: Sequence[AnyStep], name: str) -> list[AnyStep]:
    """The rows from the input to the one called `name`, at every join along the branch with the largest field.

    Of equally large branches the first one is taken.
    """
    by_name = {row.name: row for row in rows}
    path: list[AnyStep] = []
    while name != INPUT:
        row = by_name[name]
        path.append(row)

        def size(source: str) -> tuple[int, ...]:
            return tuple(field.size for field in by_name[source].fields) if source != INPUT else (0,)

        name = max(row.inputs, key=size)
    return path[::-1]
