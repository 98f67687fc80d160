"""Is filtering a moved picture the same as moving the filtered one? f(T(x)) against T(f(x)), measured.

f is a cross-correlation whose padding keeps the size at stride 1; T shifts, turns or zooms. f is equivariant to T if
both orders give the same. Source: Goodfellow, Bengio & Courville 2016, "Deep Learning", section 9.2.
"""

import math
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from cnnviz.convolution import Values, cross_correlate, read_array
from cnnviz.operations.properties import CLOSE
from cnnviz.words import joined, say

KINDS = ("shift", "rotate", "zoom")
PADDING_MODES = ("zeros", "circular")
_NEARLY = 1e-3  # a mask value that interpolation has left below 1 by more than this reaches over the border


class Transformation(NamedTuple):
    """A shift down and right by whole pixels, a rotation counter-clockwise in degrees, or a zoom about the middle.

    Only the numbers of its kind count: dy and dx, degrees, or factor.
    """

    kind: str = "shift"
    dy: int = 0
    dx: int = 0
    degrees: float = 0.0
    factor: float = 1.0


class Raster(NamedTuple):
    """How a map lies on the picture: pixels per value, and the value (row, column) at the picture's middle."""

    step: int
    middle: tuple[float, float]


class Measurement(NamedTuple):
    """Both orders and how far they differ; maps are (H', W').

    moved_first   f(T(x))
    filtered_first T(f(x))
    difference    the first minus the second
    inside        where every value that counts comes from inside the picture, away from its border
    everywhere    the largest absolute difference
    interior      the same, inside only; None if nothing is inside
    """

    moved_first: Tensor
    filtered_first: Tensor
    difference: Tensor
    inside: Tensor
    everywhere: float
    interior: float | None

    @property
    def worst(self) -> tuple[tuple[int, int], tuple[float, float]]:
        """Row and column of the largest difference, and f(T(x)) and T(f(x)) there."""
        row, column = divmod(int(self.difference.abs().argmax()), self.difference.shape[1])
        return (row, column), (float(self.moved_first[row, column]), float(self.filtered_first[row, column]))

    @property
    def equal_inside(self) -> bool:
        """Whether nothing but the rounding of float32 is left away from the border."""
        largest = max(1.0, float(self.filtered_first.abs().max()))
        return self.interior is not None and self.interior <= CLOSE * largest


def same_border(kernel: Tensor) -> tuple[tuple[int, int], tuple[int, int]]:
    """Padding ((top, bottom), (left, right)) that keeps the size at stride 1, the odd pixel after."""
    height, width = kernel.shape
    return ((height - 1) // 2, height // 2), ((width - 1) // 2, width // 2)


def raster_of(size: tuple[int, int], kernel: Tensor, stride: int) -> Raster:
    """The raster of the output of f on a picture (height, width): value q is centred at stride * q + origin."""
    (top, _), (left, _) = same_border(kernel)
    origins = ((kernel.shape[0] - 1) / 2 - top, (kernel.shape[1] - 1) / 2 - left)
    row, column = (((n - 1) / 2 - origin) / stride for n, origin in zip(size, origins, strict=True))
    return Raster(stride, (row, column))


def move(values: Tensor, change: Transformation, *, circular: bool = False, raster: Raster | None = None) -> Tensor:
    """T: a map (H, W) shifted, turned or zoomed; what comes in from outside is 0, or for circular shifts the far side.

    On a map with a stride, a shift of the picture by dy is one by dy / stride, and only a whole number of values can
    be done exactly: the nearest is taken. Turning and zooming interpolate bilinearly. raster None is the picture's own.
    Raises ValueError for an unknown kind or a factor that is not positive.
    """
    height, width = values.shape
    raster = raster or Raster(1, ((height - 1) / 2, (width - 1) / 2))
    if change.kind == "shift":
        dy, dx = round(change.dy / raster.step), round(change.dx / raster.step)
        if circular:
            return values.roll((dy, dx), (0, 1))
        dy, dx = max(-height, min(height, dy)), max(-width, min(width, dx))
        return F.pad(values, (dx, -dx, dy, -dy))  # a negative border cuts off
    if change.kind == "rotate":
        cosine, sine = math.cos(math.radians(change.degrees)), math.sin(math.radians(change.degrees))
        return _sampled(values, ((cosine, sine), (-sine, cosine)), raster.middle)
    if change.kind == "zoom":
        if not change.factor > 0:
            raise ValueError(say("The zoom is {factor:g}: use a factor above 0, such as 1.5.", factor=change.factor))
        return _sampled(values, ((1 / change.factor, 0.0), (0.0, 1 / change.factor)), raster.middle)
    raise ValueError(
        say("There is no transformation called {kind!r}: use one of {KINDS}.", kind=change.kind, KINDS=joined(KINDS))
    )


def measure(
    image: Values, kernel: Values, change: Transformation, *, stride: int = 1, padding_mode: str = "zeros"
) -> Measurement:
    """f(T(x)) against T(f(x)) for a picture (H, W) and a kernel (h, w).

    With padding_mode "circular" the picture goes on at the opposite side, and a shift moves it round in a circle.
    A value is inside if it is the same whether zeros or anything else lies beyond the border, in both orders: a
    picture of ones tells, for a kernel of ones. Raises ValueError that says what to change.
    """
    picture, weights = read_array("image", image, (2,)), read_array("kernel", kernel, (2,)).float()
    if padding_mode not in PADDING_MODES:
        raise ValueError(
            say(
                "The padding mode is {padding_mode!r}: use one of {PADDING_MODES}.",
                padding_mode=padding_mode,
                PADDING_MODES=joined(PADDING_MODES),
            )
        )
    if min(picture.shape) < max(weights.shape):
        raise ValueError(
            say(
                "The picture is {height} × {width} and the kernel {kernel_height} × "
                "{kernel_width}: use a larger picture or a smaller kernel.",
                height=picture.shape[0], width=picture.shape[1], kernel_height=weights.shape[0],
                kernel_width=weights.shape[1],
            )
        )  # fmt: skip
    circular = padding_mode == "circular"
    raster = raster_of((picture.shape[0], picture.shape[1]), weights, stride)

    def response(values: Tensor, kernel: Tensor, mode: str) -> Tensor:
        return cross_correlate(values, kernel, stride=stride, padding=same_border(kernel), padding_mode=mode)

    moved_first = response(move(picture, change, circular=circular), weights, padding_mode)
    filtered_first = move(response(picture, weights, padding_mode), change, circular=circular, raster=raster)
    ones, window = torch.ones_like(picture), torch.ones_like(weights)
    whole = window.numel() * (1 - _NEARLY)
    inside = response(move(ones, change), window, "zeros") >= whole
    inside &= move((response(ones, window, "zeros") >= whole).float(), change, raster=raster) >= 1 - _NEARLY
    difference = moved_first - filtered_first
    gap = difference.abs()
    interior = float(gap[inside].max()) if bool(inside.any()) else None
    return Measurement(moved_first, filtered_first, difference, inside, float(gap.max()), interior)


def _sampled(
    values: Tensor, matrix: tuple[tuple[float, float], tuple[float, float]], middle: tuple[float, float]
) -> Tensor:
    """Value at p becomes the one at middle + matrix (p - middle), bilinearly; 0 outside. p is (row, column)."""
    height, width = values.shape
    rows = torch.arange(height, dtype=torch.float64)[:, None] - middle[0]
    columns = torch.arange(width, dtype=torch.float64) - middle[1]
    from_row = matrix[0][0] * rows + matrix[0][1] * columns + middle[0]
    from_column = matrix[1][0] * rows + matrix[1][1] * columns + middle[1]
    # grid_sample counts from -1 to 1 between the outer edges of the border pixels, columns first
    grid = torch.stack([(2 * from_column + 1) / width - 1, (2 * from_row + 1) / height - 1], -1)
    sampled = F.grid_sample(values.double()[None, None], grid[None], padding_mode="zeros", align_corners=False)
    return sampled[0, 0].to(values.dtype)
