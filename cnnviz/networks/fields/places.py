"""What units see behind a step that puts them elsewhere, takes some of them, or brings several together."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from cnnviz.networks.fields.axis import AxisFields, everything, join, slide, spread
from cnnviz.networks.fields.maps import Map, seen_by
from cnnviz.words import say


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
