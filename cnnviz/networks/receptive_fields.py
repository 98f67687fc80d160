"""Receptive fields of every layer of any network, with its branches.

torch.fx takes the network apart and it is walked through once. Shapes come from its own layers, run on torch's meta
device, which computes no values; what the units see comes from `cnnviz.networks.field_rules`.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

import torch
from torch import fx, nn

from cnnviz.geometry import Layer, ReceptiveField
from cnnviz.networks import field_rules
from cnnviz.networks.field_rules import Map, maps_in, tensors_in
from cnnviz.networks.fields import AxisFields, of_input

__all__ = ["INPUT", "Row", "longest_path", "names_of", "nodes_of", "receptive_fields"]

INPUT = "input"
_ONE_AT_A_TIME = threading.Lock()


class Row(NamedTuple):
    """One layer, or one place where branches meet.

    name    of the layer as in named_modules(), or of the place: "layer1.0.add"; a second use gets "#2"
    kind    "Conv2d", "MaxPool2d", "add", "cat", …
    shape   of its output without the batch: (channels, *size), or (features,)
    axes    for each axis of the input, what the units see; after flattening one unit sees all
    window  for each axis kernel, stride, padding and dilation; None for all but convolution and pooling
    inputs  names of the rows it reads; "input" is the picture
    """

    name: str
    kind: str
    shape: tuple[int, ...]
    axes: tuple[AxisFields, ...]
    window: tuple[Layer, ...] | None
    inputs: tuple[str, ...]

    @property
    def fields(self) -> tuple[ReceptiveField, ...]:
        """Size, stride (the jump) and start for each axis."""
        return tuple(axis.field for axis in self.axes)

    @property
    def units(self) -> tuple[int, ...]:
        """How many units there are along each axis: the size of the feature map."""
        return tuple(len(axis.seen) for axis in self.axes)

    @property
    def whole(self) -> bool:
        """Whether every unit sees the picture from border to border."""
        return all(axis.whole for axis in self.axes)

    def pixels(self, unit: Sequence[int]) -> tuple[range, ...]:
        """For each axis the pixels from the first to the last that a unit sees, cut off at the border.

        Empty ranges for a unit that sees padding only.
        """
        seen = tuple(axis.pixels_of(i) for axis, i in zip(self.axes, unit, strict=True))
        return seen if all(seen) else (range(0),) * len(seen)


@torch.no_grad()
def receptive_fields(module: nn.Module, input_size: Sequence[int] = (3, 224, 224)) -> list[Row]:
    """What the units of every layer see of an input (C, *size), in the order of computation.

    Weights play no role: a kernel counts as a whole, whatever stands in it. Normalisation counts as acting on each
    unit alone. Where branches meet, a unit sees from the first pixel to the last that any of them sees. Nothing is
    computed on values, so that `module` may live on the meta device; it is not changed.

    Raises ValueError that names the layer if its input does not fit, if branches with different jumps meet, or if
    there is no rule for it. Source: Araujo, Norris & Sim 2019, "Computing Receptive Fields of Convolutional Neural
    Networks" (their r_0 is the size, S_0 the stride, P_0 is -first).
    """
    channels, *sizes = input_size
    pixels = {size: of_input(size) for size in sizes}
    dtype = next((weight.dtype for weight in module.parameters() if weight.is_floating_point()), torch.float32)
    picture = Map(
        torch.empty(1, channels, *sizes, device="meta", dtype=dtype), tuple(pixels[size] for size in sizes), INPUT
    )
    rows: list[Row] = []
    values: dict[fx.Node, Any] = {}
    if fx.Tracer().is_leaf_module(module, ""):
        module = nn.Sequential(module)
    nodes = nodes_of(module)
    names = dict(names_of(nodes))
    for node in nodes:
        if node.op == "placeholder":
            values[node] = node.args[0] if values else picture  # further arguments keep their defaults
        elif node.op != "output":
            args, kwargs = fx.node.map_arg((node.args, node.kwargs), values.__getitem__)
            name = names[node]
            layer = module.get_submodule(str(node.target)) if node.op == "call_module" else None
            kind = type(layer).__name__ if layer else _function_name(node)
            try:
                value = _apply(node, kind, layer, args, kwargs)
            except (ValueError, RuntimeError, IndexError, TypeError) as error:
                raise ValueError(_sentence(name, kind, (args, kwargs), error)) from None
            maps = list(maps_in(value))
            if maps:
                first = maps[0]
                sources = tuple(dict.fromkeys(part.source for part in maps_in((args, kwargs))))
                rows.append(Row(name, kind, tuple(first.tensor.shape[1:]), first.axes, first.window, sources))
                value = _from(value, name)
            values[node] = value
    return rows


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


class _Value(fx.Proxy):
    """A value on its way through a network that is being taken apart."""

    @classmethod
    def __torch_function__(
        cls, called: Callable[..., Any], types: Any, args: Any = None, kwargs: Any = None
    ) -> fx.Proxy:
        """As fx does it, but functions of torch itself are known by their name: the list in which fx looks them up
        takes longer to make than a network takes to walk through."""
        given = args[0] if args else None
        name = getattr(called, "__name__", "")
        if isinstance(given, cls) and called is getattr(torch, name, None):
            return given.tracer.create_proxy("call_function", called, args, kwargs or {}, name=name)
        return super().__torch_function__(called, types, args, kwargs)


class _Tracer(fx.Tracer):
    """fx puts itself in the place of nn.Module's own methods while it traces; networks that other threads are running
    at that moment must not notice."""

    def __init__(self, leaves: tuple[type[nn.Module], ...]) -> None:
        super().__init__(autowrap_modules=())  # type: ignore[arg-type]
        self.leaves, self.thread = leaves, threading.get_ident()

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        return isinstance(m, self.leaves) or super().is_leaf_module(m, module_qualified_name)

    def proxy(self, node: fx.Node) -> fx.Proxy:
        return _Value(node, self)

    def call_module(self, m: nn.Module, forward: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        if threading.get_ident() != self.thread:
            return forward(*args, **kwargs)
        name = self.path_of_module(m)
        if self.is_leaf_module(m, name):  # a layer has no inside whose steps would need its scope
            return self.create_proxy("call_module", name, args, kwargs)
        return super().call_module(m, forward, args, kwargs)

    def getattr(self, attr: str, attr_val: Any, parameter_proxy_cache: dict[str, Any]) -> Any:
        if threading.get_ident() != self.thread:
            return attr_val
        return super().getattr(attr, attr_val, parameter_proxy_cache)


def nodes_of(module: nn.Module, *, leaves: tuple[type[nn.Module], ...] = ()) -> list[fx.Node]:
    """The steps of a network, taken apart by torch.fx. Raises ValueError if they depend on values.

    leaves: kinds of modules that are one step each, besides torch's own layers.
    """
    try:
        with _ONE_AT_A_TIME:
            return list(_Tracer(leaves).trace(module).nodes)
    except (fx.proxy.TraceError, TypeError, ValueError, RuntimeError) as error:
        raise ValueError(
            f"What this network computes depends on values, so it cannot be taken apart: {error}"
        ) from None


def names_of(nodes: Iterable[fx.Node]) -> Iterator[tuple[fx.Node, str]]:
    """Each step of a network that has been taken apart, with the name of its row."""
    used: dict[str, int] = {}
    for node in nodes:
        if node.op in ("placeholder", "output"):
            continue
        name = str(node.target)
        if node.op != "call_module":
            inside = [path for path in node.meta.get("nn_module_stack", {}) if path]
            name = f"{inside[-1]}.{_function_name(node)}" if inside else _function_name(node)
        used[name] = used.get(name, 0) + 1
        yield node, name if used[name] == 1 else f"{name}#{used[name]}"


def _function_name(node: fx.Node) -> str:
    return node.target if isinstance(node.target, str) else node.name.rstrip("_0123456789")


def _apply(node: fx.Node, kind: str, layer: nn.Module | None, args: Any, kwargs: Any) -> Any:
    if layer is not None:
        return field_rules.through(layer, args[0])
    if node.op == "get_attr":
        raise ValueError("it uses weights outside of a layer, for which there is no rule")
    tensors, settings = tensors_in(args), tensors_in(kwargs)
    result = field_rules.pointwise_result(kind, tensors, settings)
    if result is not None:
        pass
    elif node.op == "call_method":
        result = getattr(tensors[0], kind)(*tensors[1:], **settings)
    else:
        result = node.target(*tensors, **settings)  # type: ignore[operator]
    return field_rules.function(kind, args, kwargs, result)


def _from(value: Any, name: str) -> Any:
    if isinstance(value, Map):
        return value._replace(source=name, window=None)
    return tuple(_from(part, name) for part in value)


def _sentence(name: str, kind: str, values: Any, error: Exception) -> str:
    shapes = " and ".join(" × ".join(map(str, part.tensor.shape[1:])) for part in maps_in(values))
    reason = str(error).rstrip(".")
    return f"{name} ({kind}) cannot read a map of {shapes}: {reason}."
