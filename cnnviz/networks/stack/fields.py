"""Receptive fields through a network with branches, followed backwards from one unit to the pixels.

A field is the interval from the first to the last place that a unit can see along one axis, with places in the padding
counted as in `cnnviz.geometry.receptive_field`; branches see together the union of what each of them sees. Flatten
leaves every unit the field it had; a dense layer and global pooling see what all units of the map see together. So a
field may be larger than the picture; how much of it lies there is asked for with padding=False. The tables of
`cnnviz.networks.fields`, which go through a network forwards, give the same two numbers.
"""

from collections.abc import Sequence
from typing import NamedTuple

Interval = tuple[int, int]
MOST_UNITS = 16  # neighbours compared where transposed convolutions make their fields differ


class Window(NamedTuple):
    """A convolution or pooling along one axis, over `inputs` places (0: any number of them)."""

    kernel: int
    stride: int = 1
    padding: int = 0
    dilation: int = 1
    inputs: int = 0
    transposed: bool = False


class Flattened(NamedTuple):
    """Flatten, which leaves every unit its place, of `size` places along this axis."""

    size: int


class Everything(NamedTuple):
    """A layer whose units see its whole input: a dense layer, or global pooling of `size` places."""

    size: int = 0


class Branches(NamedTuple):
    """Branches on the same input, whose outputs meet at the same place."""

    branches: tuple[tuple["Step", ...], ...]


Step = Window | Flattened | Everything | Branches
EVERY_UNIT = (-(10**18), 10**18)


def seen(steps: Sequence[Step], units: Interval | None, *, padding: bool = True) -> Interval | None:
    """The interval of the input that these units of the output see; None if they see nothing but the bias.

    padding=False leaves out all places outside of any layer's input, and what such a place would see.
    Source: Araujo, Norris & Sim 2019, "Computing Receptive Fields of Convolutional Neural Networks", equations for
    u and v, extended to transposed convolution, of which output o holds input i where i * s - p + d * t = o.

    >>> seen([Window(3, 1, 1), Window(2, 2)], (0, 0))
    (-1, 2)
    """
    for step in reversed(steps):
        if units is None:
            return None
        if isinstance(step, Everything):
            units = (0, step.size - 1) if step.size else EVERY_UNIT
        elif isinstance(step, Flattened):
            units = _within(units, step.size)
        elif isinstance(step, Branches):
            fields = [field for branch in step.branches if (field := seen(branch, units, padding=padding))]
            units = (min(a for a, _ in fields), max(b for _, b in fields)) if fields else None
        else:
            units = (_seen_transposed if step.transposed else _seen)(step, *units)
            if units and step.inputs and not padding:
                units = _within(units, step.inputs)
    return units


def _seen(step: Window, first: int, last: int) -> Interval:
    start, reach = -step.padding, step.dilation * (step.kernel - 1)
    return first * step.stride + start, last * step.stride + start + reach


def _seen_transposed(step: Window, first: int, last: int) -> Interval | None:
    """The inputs that some kernel entry t = 0, d, 2d, ... carries to an output from first to last."""
    place, width = first + step.padding, last - first
    reach = step.dilation * (step.kernel - 1)
    nearest = _first_multiple(step.dilation, step.stride, place, width)
    farthest = _first_multiple(-step.dilation, step.stride, place - reach, width)
    if nearest is None or farthest is None or nearest >= step.kernel:
        return None
    low = -((reach - step.dilation * farthest - place) // step.stride)
    high = (place + width - step.dilation * nearest) // step.stride
    return low, high


def _first_multiple(by: int, of: int, place: int, width: int) -> int | None:
    """The smallest t from 0 on for which a multiple of `of` lies from place - by * t to width further; None if never.

    By Euclid's algorithm, so that the largest kernel takes a few steps.
    """
    least = place % of
    return 0 if least + width >= of else _first_between(by % of, of, least, least + width)


def _first_between(by: int, of: int, least: int, most: int) -> int | None:
    """The smallest t from 0 on with least <= by * t mod of <= most, where 0 <= least <= most < of and 0 <= by < of."""
    if least == 0 or by == 0:
        return None if least else 0
    turns = -(-least // by)
    if turns * by <= most:
        return turns
    rounds = _first_between(of % by, by, -most % by, -least % by)
    return None if rounds is None else -(-(least + of * rounds) // by)


def _within(places: Interval, count: int) -> Interval | None:
    """Those of the places that are among 0 to count - 1."""
    first, last = max(0, places[0]), min(count - 1, places[1])
    return (first, last) if first <= last else None


def field_size(steps: Sequence[Step], units: int, *, padding: bool = True) -> int:
    """Pixels from the first to the last one that the middle of `units` units sees.

    Of neighbouring units that see differently much (behind a transposed convolution) the one that sees most counts.
    Pixels in the padding count, so that the field may be larger than the picture; padding=False leaves them out.

    >>> field_size([Window(11, 4, 2), Window(3, 2), Window(5, 1, 2)], 27)
    51
    """
    middle, period = units // 2, min(_period(steps), MOST_UNITS)
    neighbours = range(middle, middle + period if padding else max(middle + 1, min(middle + period, units)))
    fields = [seen(steps, (unit, unit), padding=padding) for unit in neighbours]
    return max((last - first + 1 for first, last in filter(None, fields)), default=0)


def _period(steps: Sequence[Step]) -> int:
    """After how many units the fields of a stack repeat at the latest."""
    period = 1
    for step in steps:
        if isinstance(step, Branches):
            for branch in step.branches:
                period *= _period(branch)
        elif isinstance(step, Window) and step.transposed:
            period *= step.stride
    return period
