"""A feature map on its way through a network, and what its units see."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from torch import Tensor

from cnnviz.geometry import Layer
from cnnviz.networks.fields.axis import AxisFields, everything, spread


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


def gathered(below: Map) -> Map:
    """A map for a step that may read any of its values: those that were flattened have no place of their own then, and
    all see what they see together."""
    if None not in below.dims:
        return below
    pairs = zip(below.axes, below.dims, strict=True)
    return below._replace(axes=tuple(everything(axis) if dim is None else axis for axis, dim in pairs))


def maps_in(values: Any) -> Iterator[Map]:
    """All maps in nested tuples, lists and dicts."""
    if isinstance(values, Map):
        yield values
    elif isinstance(values, tuple | list):
        for value in values:
            yield from maps_in(value)
    elif isinstance(values, dict):
        yield from maps_in(list(values.values()))
