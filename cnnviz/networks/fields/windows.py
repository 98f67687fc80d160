"""What units see behind a step that reads a window of each axis: convolution, pooling, interpolation, padding."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import floor, gcd
from typing import Any

from torch import Tensor

from cnnviz.geometry import Layer
from cnnviz.networks.fields.axis import AxisFields, everything, slide
from cnnviz.networks.fields.maps import Map, seen_by
from cnnviz.networks.fields.results import each


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
