"""How each kind of torch layer and function changes what units see; `cnnviz.networks.fields.receptive_fields` applies
it.

Every rule gets a feature map and what torch made of it (on the meta device: a shape without values) and says what the
new units see.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from math import floor, gcd
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from cnnviz.geometry import Layer
from cnnviz.networks.fields.axis import AxisFields, everything, join, slide, spread
from cnnviz.networks.fields.kinds import (
    ADAPTIVE,
    CONVOLUTIONS,
    MIXERS,
    PADS,
    POINTWISE_LAYERS,
    POINTWISE_NAMES,
    POOLS,
    REDUCTIONS,
    RESHAPES,
    SPLITS,
    TRANSPOSED,
    TURNS,
)
from cnnviz.networks.fields.results import convolution_padding, each
from cnnviz.words import say


class Map(NamedTuple):
    """A feature map on its way through a network.

    tensor: on the meta device, (1, C, *size), (1, features) or any other; axes: what its units see along each axis of
    the picture; sources: names of the rows it comes from; window: for each axis the window that made it, if it was
    one; dims: the dimension of the tensor along which each axis lies, None where it has a single unit left or has been
    flattened; unknown: a sentence if nobody knows what the units see, and axes is ().
    """

    tensor: Tensor
    axes: tuple[AxisFields, ...]
    sources: tuple[str, ...]
    window: tuple[Layer, ...] | None = None
    dims: tuple[int | None, ...] = ()
    unknown: str = ""


def seen_by(tensor: Tensor, axes: tuple[AxisFields, ...], dims: Sequence[int | None], sources: tuple[str, ...]) -> Map:
    """A map of which each axis has as many units as the tensor; one unit is repeated where there are several.

    Raises ValueError if the two do not fit, which no rule should lead to.
    """
    shape, count = tensor.shape, len(axes)
    if len(shape) == count + 2 and None in dims:
        free = [place for place in range(2, len(shape)) if place not in dims]
        dims = [free.pop(0) if dim is None else dim for dim in dims]
    whole = list(axes)
    for number, (axis, dim) in enumerate(zip(axes, dims, strict=True)):
        if dim is not None and len(axis.seen) != shape[dim]:
            if len(axis.seen) != 1:
                raise ValueError("there is no rule for where its units lie")
            whole[number] = spread(axis, shape[dim])
    return Map(tensor, tuple(whole), sources, None, tuple(dims))


def through(layer: nn.Module, below: Map, result: Any) -> Any:
    """What the units of a layer see: a map for each tensor that it gave. Raises ValueError if there is no rule."""
    if isinstance(result, tuple | list):
        if not isinstance(layer, POOLS + ADAPTIVE) or len(result) != 2:
            raise ValueError(say("there is no rule for {name}", name=type(layer).__name__))
        return tuple(through(layer, below, part) for part in result)
    if not isinstance(result, Tensor):
        return result
    if isinstance(layer, CONVOLUTIONS):
        settings = layer.kernel_size, layer.stride, convolution_padding(layer), layer.dilation
        windows = [Layer(*one) for one in zip(*settings, strict=True)]
        return slid(gathered(below), result, windows, layer.padding_mode)
    if isinstance(layer, POOLS):
        padding = getattr(layer, "padding", 0)
        return pooled(gathered(below), result, layer.kernel_size, layer.stride, padding, getattr(layer, "dilation", 1))
    if isinstance(layer, nn.Linear):
        below, last = gathered(below), below.tensor.ndim - 1
        if last > 1 and last in below.dims:
            raise ValueError("a dense layer reads a flat input, so flatten it first")
        return seen_by(result, below.axes, below.dims, below.sources)
    if isinstance(layer, nn.Softmax | nn.LogSoftmax | nn.Softmin | nn.GLU):
        dim = layer.dim
        if dim is None:
            dim = 1 if below.tensor.ndim in (2, 4) else 0
        return mixed(gathered(below), result, (dim,))
    if isinstance(layer, POINTWISE_LAYERS):
        return Map(result, below.axes, below.sources, None, below.dims)
    below = gathered(below)
    if isinstance(layer, nn.Flatten | nn.Unflatten):
        return refolded(below, result)
    if isinstance(layer, nn.Upsample):
        return interpolated(below, result, layer.mode, bool(layer.align_corners), _scale(layer))
    if isinstance(layer, ADAPTIVE):
        return adaptive(below, result)
    for mode, kinds in PADS.items():
        if isinstance(layer, kinds):
            count = result.ndim - 2
            sides = layer.padding if isinstance(layer.padding, tuple) else (layer.padding,) * 2 * count
            return padded(below, result, sides, mode)
    if isinstance(layer, TRANSPOSED):
        settings = layer.kernel_size, layer.stride, layer.padding, layer.dilation  # type: ignore[assignment]
        return enlarged(below, result, list(zip(*settings, strict=True)))
    if isinstance(layer, nn.PixelShuffle):
        return shuffled(below, result, layer.upscale_factor)
    if isinstance(layer, nn.PixelUnshuffle):
        windows = [Layer(layer.downscale_factor, layer.downscale_factor)] * (result.ndim - 2)
        return slid(below, result, windows)._replace(window=None)
    if isinstance(layer, nn.ChannelShuffle):
        return seen_by(result, below.axes, below.dims, below.sources)
    raise ValueError(say("there is no rule for {name}", name=type(layer).__name__))


def gathered(below: Map) -> Map:
    """A map for a step that may read any of its values: those that were flattened have no place of their own then, and
    all see what they see together."""
    if None not in below.dims:
        return below
    pairs = zip(below.axes, below.dims, strict=True)
    return below._replace(axes=tuple(everything(axis) if dim is None else axis for axis, dim in pairs))


def _scale(layer: Any) -> Any:
    return None if layer.recompute_scale_factor else layer.scale_factor


def _along(
    below: Map, result: Tensor, rule: Callable[[AxisFields, int, Any], AxisFields], settings: Iterable[Any]
) -> Map:
    """The rule for every axis; axes that are alike are worked out once. settings: for the dimensions from the third."""
    settings = list(settings)
    if result.ndim != len(settings) + 2:
        raise ValueError("there is a rule for maps with a batch in front only")
    done: dict[Any, AxisFields] = {}
    axes = []
    for axis, dim in zip(below.axes, below.dims, strict=True):
        if dim is None:
            axes.append(axis)
            continue
        if dim < 2:
            raise ValueError("it takes an axis of the picture for channels")
        units, setting = result.shape[dim], settings[dim - 2]
        key = (id(axis), units, setting)
        if key not in done:
            done[key] = rule(axis, units, setting)
        axes.append(done[key])
    return seen_by(result, tuple(axes), below.dims, below.sources)


def slid(below: Map, result: Tensor, windows: Sequence[Layer], padding_mode: str = "zeros") -> Map:
    """Convolution and pooling: one window per axis."""

    def rule(axis: AxisFields, units: int, window: Layer) -> AxisFields:
        kernel, stride, padding, dilation = window
        before = padding[0] if isinstance(padding, tuple | list) else padding
        assert isinstance(before, int)
        if (kernel, stride, before, units) == (1, 1, 0, len(axis.seen)):
            return axis
        span = dilation * (kernel - 1) + 1

        def reads(i: int) -> range:
            return range(i * stride - before, i * stride - before + span, dilation)

        return slide(axis, units, reads, moves=stride, padding_mode=padding_mode)

    return _along(below, result, rule, windows)._replace(window=tuple(windows))


def pooled(below: Map, result: Tensor, kernel: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1) -> Map:
    """Pooling with torch's arguments; the stride is the kernel if it is left out."""
    count = result.ndim - 2
    settings = [each(value, count) for value in (kernel, stride or kernel, padding, dilation)]
    return slid(below, result, [Layer(*one) for one in zip(*settings, strict=True)])


def adaptive(below: Map, result: Tensor) -> Map:
    """Unit i of o averages the units from floor(i n / o) to ceil((i + 1) n / o)."""

    def rule(axis: AxisFields, units: int, _: None) -> AxisFields:
        n = len(axis.seen)
        if units == 1:
            return everything(axis)
        shared = gcd(n, units)
        return slide(
            axis,
            units,
            lambda i: range(i * n // units, -(-(i + 1) * n // units)),
            every=units // shared,
            moves=n // shared,
        )

    return _along(below, result, rule, [None] * (result.ndim - 2))


def enlarged(below: Map, result: Tensor, settings: Sequence[tuple[int, ...]]) -> Map:
    """Transposed convolution: unit m below adds to the units m s - p + d t for t = 0 … k - 1."""

    def rule(axis: AxisFields, units: int, setting: tuple[int, ...]) -> AxisFields:
        kernel, stride, padding, dilation = setting

        def reads(i: int) -> list[int]:
            reach = range(i + padding, i + padding - dilation * kernel, -dilation)
            return [place // stride for place in reach if place % stride == 0]

        return slide(axis, units, reads, every=stride)

    return _along(below, result, rule, settings)


def interpolated(
    below: Map, result: Tensor, mode: str = "nearest", align_corners: bool = False, scales: Any = None
) -> Map:
    """Enlarging or shrinking by interpolation, as torch.nn.functional.interpolate does it without antialiasing.

    scales: the factors, if they were given and are used as they are, instead of the quotient of the sizes.
    """
    if mode == "area":
        return adaptive(below, result)
    before, after = {"nearest": (0, 0), "nearest-exact": (0, 0), "bicubic": (1, 2)}.get(mode, (0, 1))

    def rule(axis: AxisFields, units: int, factor: Any) -> AxisFields:
        n = len(axis.seen)
        ends = 1 if align_corners else 0
        scale = Fraction(n - ends, max(1, units - ends))
        if factor and not align_corners:
            scale = 1 / Fraction(factor).limit_denominator(1000)
        half = 0 if mode == "nearest" or align_corners else Fraction(1, 2)

        def reads(i: int) -> Iterable[int]:
            place = (i + half) * scale - (0 if mode.startswith("nearest") else half)
            low = floor(place)
            return range(low - before, low + after + 1) if place != low or before == after else (low,)

        return slide(axis, units, reads, every=scale.denominator, moves=scale.numerator)

    return _along(below, result, rule, each(scales, result.ndim - 2))


def shuffled(below: Map, result: Tensor, factor: int) -> Map:
    """Pixel shuffle: unit i reads unit i // factor."""

    def rule(axis: AxisFields, units: int, _: None) -> AxisFields:
        return slide(axis, units, lambda i: (i // factor,), every=factor)

    return _along(below, result, rule, [None] * (result.ndim - 2))


def padded(below: Map, result: Tensor, sides: Sequence[int], mode: str = "zeros") -> Map:
    """torch.nn.functional.pad: sides holds (before, after), beginning with the last axis."""
    pairs = list(zip(sides[::2], sides[1::2], strict=True))[::-1]
    pairs = [(0, 0)] * (result.ndim - len(pairs)) + pairs
    if any(pair != (0, 0) for pair in pairs[:2]) and any(dim is not None and dim < 2 for dim in below.dims):
        raise ValueError("there is no rule for padding here")
    pairs = pairs[2:]
    mode = "zeros" if mode == "constant" else mode

    def rule(axis: AxisFields, units: int, pair: tuple[int, int]) -> AxisFields:
        return slide(axis, units, lambda i: (i - pair[0],), padding_mode=mode)

    return _along(below, result, rule, pairs)


def refolded(below: Map, result: Tensor) -> Map:
    """Another shape for the same numbers: axes that are a dimension before and behind stay what they are.

    After flattening to (N, features) every unit still sees what it saw, but nobody can tell its place any more.
    """
    if result.ndim == 2 and below.tensor.ndim > 2:
        return Map(result, below.axes, below.sources, None, (None,) * len(below.axes))
    moves = _kept_dims(tuple(below.tensor.shape), tuple(result.shape))
    dims: list[int | None] = []
    for axis, dim in zip(below.axes, below.dims, strict=True):
        if len(axis.seen) == 1:
            dims.append(None)
        elif dim not in moves:
            raise ValueError(say("there is no rule for a change of shape to {shape}", shape=tuple(result.shape[1:])))
        else:
            dims.append(moves[dim])
    return seen_by(result, below.axes, dims, below.sources)


def _kept_dims(before: tuple[int, ...], after: tuple[int, ...]) -> dict[int | None, int]:
    """{dimension before: the same one behind} of those that a change of shape neither splits nor merges."""
    old, new = ([place for place, n in enumerate(shape) if n != 1] for shape in (before, after))
    kept: dict[int | None, int] = {}
    while old and new:
        if before[old[0]] == after[new[0]]:
            kept[old.pop(0)] = new.pop(0)
            continue
        left, right = before[old.pop(0)], after[new.pop(0)]
        while left != right:
            if left < right:
                left *= before[old.pop(0)]
            else:
                right *= after[new.pop(0)]
    return kept


def turned(below: Map, result: Tensor, name: str, given: Sequence[Any]) -> Map:
    """Dimensions in another order."""
    places = torch.empty(tuple(range(below.tensor.ndim)), device="meta")  # each dimension is as long as its number
    ndim = below.tensor.ndim
    order = list(range(ndim))
    if name == "permute":
        flat = given[0] if len(given) == 1 and isinstance(given[0], tuple | list) else given
        order = [d % ndim for d in flat]
    elif name in ("transpose", "swapaxes", "swapdims", "t", "mT", "mH", "adjoint"):
        first, second = given if len(given) == 2 else (-1, -2)
        order[first % ndim], order[second % ndim] = order[second % ndim], order[first % ndim]
    elif name in ("movedim", "moveaxis"):
        order = [int(n) for n in places.movedim(*given).shape]
    else:
        order.reverse()
    dims = [None if dim is None else order.index(dim) for dim in below.dims]
    return seen_by(result, below.axes, dims, below.sources)


def indexed(below: Map, result: Tensor, index: Any) -> Map:
    """A part of a map, by numbers and slices."""
    items = list(index) if isinstance(index, tuple) else [index]
    if not all(isinstance(item, int | slice | None | type(...)) and not isinstance(item, bool) for item in items):
        raise ValueError("there is no rule for picking values by a tensor")
    ndim = below.tensor.ndim
    taken = sum(isinstance(item, int | slice) for item in items)
    at = next((n for n, item in enumerate(items) if item is ...), None)
    if at is None:
        items += [slice(None)] * (ndim - taken)
    else:
        items[at : at + 1] = [slice(None)] * (ndim - taken)
    axes, dims = list(below.axes), list(below.dims)
    source = target = 0
    for item in items:
        if item is None:
            target += 1
            continue
        if source in below.dims:
            number, n = below.dims.index(source), below.tensor.shape[source]
            if isinstance(item, int):
                axes[number], dims[number] = _one_unit(axes[number], item % n), None
            else:
                axes[number], dims[number] = _part(axes[number], range(n)[item]), target
        source += 1
        target += not isinstance(item, int)
    return seen_by(result, tuple(axes), dims, below.sources)


def _part(axis: AxisFields, units: range) -> AxisFields:
    if units == range(len(axis.seen)):
        return axis
    start, step = units.start, units.step
    return slide(axis, len(units), lambda i: (start + i * step,), moves=step)


def _one_unit(axis: AxisFields, unit: int) -> AxisFields:
    return spread(AxisFields((axis.seen[unit],), 0, (axis.seen[unit],), axis.pixels), 1)


def pieces(below: Map, results: Sequence[Tensor], dim: int, drops: bool) -> tuple[Map, ...]:
    """The parts that a map is split into along one dimension; drops: it is gone behind."""
    dim %= below.tensor.ndim
    index: tuple[Any, ...] = (slice(None),) * dim
    found, start = [], 0
    for part in results:
        size = 1 if drops else part.shape[dim]
        item = start if drops else slice(start, start + size)
        found.append(indexed(below, part, (*index, item)))
        start += size
    return tuple(found)


def reduced(below: Map, result: Tensor, dim: Any) -> Map:
    """A sum, mean, maximum, … over some dimensions: over the picture's axes it is global pooling."""
    ndim = below.tensor.ndim
    given = range(ndim) if dim is None else dim if isinstance(dim, tuple | list) else (dim,)
    gone = {d % ndim for d in given}
    keeps = result.ndim == ndim
    axes, dims = list(below.axes), list(below.dims)
    for number, place in enumerate(below.dims):
        if place in gone:
            axes[number] = everything(axes[number])
            dims[number] = place if keeps else None
        elif place is not None and not keeps:
            dims[number] = place - sum(d < place for d in gone)
    return seen_by(result, tuple(axes), dims, below.sources)


def mixed(below: Map, result: Tensor, dim: Any) -> Map:
    """A function of all values along some dimensions, such as softmax: along the picture every unit sees everything."""
    given = dim if isinstance(dim, tuple | list) else (dim,)
    over = {d % below.tensor.ndim for d in given}
    axes = tuple(
        everything(axis) if place in over else axis for axis, place in zip(below.axes, below.dims, strict=True)
    )
    return seen_by(result, axes, below.dims, below.sources)


def joined(maps: Sequence[Map], result: Tensor) -> Map:
    """Branches that are added, multiplied or concatenated."""
    first = maps[0]
    sources = tuple(dict.fromkeys(source for part in maps for source in part.sources))
    if len(maps) == 1 and result.shape == first.tensor.shape:
        return Map(result, first.axes, sources, None, first.dims)
    done: dict[tuple[int, ...], AxisFields] = {}
    axes: list[AxisFields] = []
    dims: list[int | None] = []
    for number in range(len(first.axes)):
        branches = [part.axes[number] for part in maps]
        dims.append(_meeting_place(maps, number, result.ndim))
        key = tuple(map(id, branches))
        if key not in done:
            done[key] = join(branches)
        axes.append(done[key])
    return seen_by(result, tuple(axes), dims, sources)


def _meeting_place(maps: Sequence[Map], number: int, ndim: int) -> int | None:
    """The dimension of an axis behind branches, which meet beginning with their last dimensions."""
    several: set[int] = set()
    single: list[int] = []
    for part in maps:
        dim = part.dims[number]
        if dim is not None:
            here = several.add if len(part.axes[number].seen) > 1 else single.append
            here(dim + ndim - part.tensor.ndim)
    if len(several) > 1:
        raise ValueError("there is no rule for branches whose axes lie in different places")
    return several.pop() if several else single[0] if single else None


def concatenated(maps: Sequence[Map], result: Tensor, dim: int = 0) -> Map:
    """Concatenation along the channels."""
    place = dim % result.ndim
    if any(place in part.dims for part in maps) and len(maps) > 1:
        raise ValueError(say("there is a rule for concatenating channels (dim=1) only, not for dim={dim}", dim=dim))
    return joined(maps, result)


def function(name: str, args: Any, kwargs: dict[str, Any], result: Any) -> Any:
    """What a function or method of this name made of maps; args and kwargs hold maps where torch's held tensors.

    Returns a map, several for a split, or the result itself if it is no tensor. Raises ValueError if there is no rule.
    """
    maps = list(maps_in((args, kwargs)))
    if not maps:
        return result
    if name in ("expand_as", "view_as", "reshape_as", "type_as"):
        maps = maps[:1]
    if len(maps) > 1 or name not in POINTWISE_NAMES:
        maps = [gathered(part) for part in maps]
    first = maps[0]

    def setting(place: int, key: str, default: Any = None) -> Any:
        return args[place] if len(args) > place else kwargs.get(key, default)

    if name in SPLITS:
        dim = setting(1, "dim", 0) if name == "unbind" else setting(2, "dim", 0)
        return pieces(first, result, dim, name == "unbind")
    if name in ("max", "min") and len(maps) > 1:
        return joined(maps, result)
    if name in REDUCTIONS:
        dim = setting(2 if name in ("norm", "vector_norm") else 1, "dim", setting(9, "axis"))
        if isinstance(result, tuple):
            return tuple(reduced(first, part, dim) for part in result)
        return reduced(first, result, dim)
    if isinstance(result, tuple | list) and name.startswith(("max_pool", "adaptive_max_pool")):
        return tuple(function(name, args, kwargs, part) for part in result)
    if not isinstance(result, Tensor):
        raise ValueError(say("there is no rule for the function {name}", name=name))
    if name in POINTWISE_NAMES:
        return joined(maps, result)
    if name in ("cat", "concat", "concatenate"):
        return concatenated(maps, result, setting(1, "dim", 0))
    if name == "stack":
        dim = setting(1, "dim", 0) % result.ndim
        behind = joined(maps, first.tensor)
        dims = [None if d is None else d + (d >= dim) for d in behind.dims]
        return seen_by(result, behind.axes, dims, behind.sources)
    if len(maps) > 1:
        raise ValueError(say("there is no rule for the function {name}", name=name))
    if name.startswith(("max_pool", "avg_pool", "lp_pool")):
        rest = [setting(place, key) for place, key in enumerate(("kernel_size", "stride", "padding", "dilation"), 1)]
        kernel, stride, padding, dilation = rest
        if name.startswith("lp"):
            kernel, stride, padding = setting(2, "kernel_size"), setting(3, "stride"), 0
        return pooled(first, result, kernel, stride, padding or 0, (dilation or 1) if name[0] == "m" else 1)
    if name.startswith("adaptive_"):
        return adaptive(first, result)
    if name == "interpolate" and not setting(6, "antialias"):
        scale = None if setting(5, "recompute_scale_factor") else setting(2, "scale_factor")
        return interpolated(first, result, setting(3, "mode", "nearest"), bool(setting(4, "align_corners")), scale)
    if name == "pad":
        return padded(first, result, setting(1, "pad"), setting(2, "mode", "constant"))
    if name in RESHAPES:
        return refolded(first, result)
    if name in TURNS or (name == "getattr" and args[1] in TURNS):
        given = [*args[1:], *kwargs.values()] if name != "getattr" else []
        return turned(first, result, name if name != "getattr" else args[1], given)
    if name == "getattr" and args[1] == "data":
        return joined(maps, result)
    if name == "getitem":
        return indexed(first, result, args[1])
    if name in ("select", "narrow"):
        dim, start = (
            int(setting(1, "dim")) % first.tensor.ndim,
            int(setting(2, "index" if name == "select" else "start")),
        )
        item: Any = start if name == "select" else slice(start, start + int(setting(3, "length")))
        return indexed(first, result, (*(slice(None),) * dim, item))
    if name in MIXERS:
        return _mixing(name, first, result, setting)
    if name == "pixel_shuffle":
        return shuffled(first, result, int(setting(1, "upscale_factor")))
    raise ValueError(say("there is no rule for the function {name}", name=name))


def _mixing(name: str, below: Map, result: Tensor, setting: Callable[..., Any]) -> Map:
    place, key = {"normalize": (2, "dim"), "flip": (1, "dims"), "roll": (2, "dims")}.get(name, (1, "dim"))
    dim = setting(place, key, {"normalize": 1, "glu": -1, "sort": -1}.get(name))
    over = {d % below.tensor.ndim for d in (dim if isinstance(dim, tuple | list) else (dim,)) if d is not None}
    if (not over or over & set(below.dims)) and name not in ("softmax", "log_softmax", "softmin", "normalize"):
        raise ValueError(say("there is no rule for {name} along the picture", name=name))
    if not over:
        raise ValueError(say("there is no rule for {name} without dim", name=name))
    return mixed(below, result, tuple(over))


def maps_in(values: Any) -> Iterator[Map]:
    """All maps in nested tuples, lists and dicts."""
    if isinstance(values, Map):
        yield values
    elif isinstance(values, tuple | list):
        for value in values:
            yield from maps_in(value)
    elif isinstance(values, dict):
        yield from maps_in(list(values.values()))
