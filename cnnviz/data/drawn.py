"""A drawing as a picture of a data set: strokes become pixels, and the digit stands where the data set's digits stand.

MNIST scales every digit into a box of 20×20 pixels and moves its centre of mass to the middle of 28×28 (LeCun et al.
1998, section III.A); other data sets have boxes of their own, so box and place are read off their training pictures.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from cnnviz import convolution, images

if TYPE_CHECKING:
    from cnnviz.data.dataset import Dataset

SIDE = 256  # pixels of a drawing
INK = 0.2  # share of the brightest pixel from which on a pixel counts as drawn
MOST_STROKES, MOST_POINTS = 1000, 50_000
_LOOKED_AT = 2000  # training pictures from which box and place are read
_FINER = 8  # a drawing is placed on a grid so much finer than the pixels, and then averaged

Stroke = Sequence[float]
"""width, x0, y0, x1, y1, …: a line in shares of the drawing's side, x to the right and y down."""


@dataclass(frozen=True)
class Layout:
    """Where a data set's drawings stand. size: (height, width) in pixels.

    box: (height, width) that nearly all fit into, centre: (y, x) of their mean centre of mass, both in pixels;
    thickness: of their strokes, as a share of the box's longer side.
    """

    size: tuple[int, int]
    box: tuple[int, int]
    centre: tuple[float, float]
    thickness: float


def layout(dataset: "Dataset") -> Layout | None:
    """That of a data set of white drawings on black; None if its pictures are no such drawings."""
    channels, height, width = dataset.shape
    if channels != 1:
        return None
    pictures = dataset.images[dataset.train[:_LOOKED_AT], 0].float() / 255
    corners = pictures[:, [0, 0, -1, -1], [0, -1, 0, -1]]
    if corners.median() > 0.02:
        return None
    ink = pictures > INK
    pictures, ink = pictures[ink.any(2).any(1)], ink[ink.any(2).any(1)]
    box = (_extent(ink.any(2)).quantile(0.98), _extent(ink.any(1)).quantile(0.98))
    mass = pictures.sum((1, 2))
    y = (pictures.sum(2) * (torch.arange(height) + 0.5)).sum(1) / mass
    x = (pictures.sum(1) * (torch.arange(width) + 0.5)).sum(1) / mass
    thickness = _thickness(pictures) / float(max(box))
    return Layout(
        (height, width), (round(box[0].item()), round(box[1].item())), (y.mean().item(), x.mean().item()), thickness
    )


def rasterise(strokes: Sequence[Stroke], side: int = SIDE) -> Tensor:
    """The strokes in white on black, with round ends: float32 (1, side, side) in [0, 1].

    Raises ValueError for numbers that are no drawing, and for more of them than anybody draws.
    """
    from PIL import Image, ImageDraw

    lines = [_checked(stroke) for stroke in strokes[: MOST_STROKES + 1]]
    if len(lines) > MOST_STROKES or sum(len(line) for line in lines) > MOST_POINTS:
        raise ValueError("This drawing has more strokes than can be read: clear it and draw with fewer.")
    scale = 4  # drawn larger and averaged: smooth edges
    image = Image.new("L", (side * scale, side * scale))
    pen = ImageDraw.Draw(image)
    for line in lines:
        radius = max(line[0] * side * scale / 2, scale / 2)
        ends = zip(line[1::2], line[2::2], strict=True)
        points = [(x * side * scale - 0.5, y * side * scale - 0.5) for x, y in ends]  # whole numbers are pixel centres
        if len(points) > 1:
            pen.line(points, fill=255, width=round(2 * radius))
        for x, y in points:
            pen.ellipse((x - radius + 0.5, y - radius + 0.5, x + radius - 0.5, y + radius - 0.5), fill=255)
    fine = torch.from_numpy(np.asarray(image, dtype=np.float32) / 255)
    return F.avg_pool2d(fine[None, None], scale)[0]


def place(drawing: Tensor, like: Layout) -> Tensor:
    """A white drawing on black (1, H, W) in [0, 1] as a picture (1, *like.size): scaled into the box, at the centre.

    The ink's bounding box keeps its proportions. Its centre of mass comes to the data set's, as far as all of it stays
    inside. Raises ValueError if there is no ink.
    """
    ink = drawing[0] > INK
    if not ink.any():
        raise ValueError("There is nothing to be seen yet: draw something, or choose another picture.")
    rows, columns = (ink.any(axis).nonzero()[:, 0] for axis in (1, 0))
    cut = drawing[:, int(rows[0]) : int(rows[-1]) + 1, int(columns[0]) : int(columns[-1]) + 1]
    height, width = (side * _FINER for side in like.size)
    scale = min(box * _FINER / side for box, side in zip(like.box, cut.shape[1:], strict=True))
    h, w = (max(1, min(round(side * scale), most)) for side, most in zip(cut.shape[1:], (height, width), strict=True))
    scaled = images.scale(cut[None], (h, w))[0, 0]
    mass = scaled.sum()
    y = ((scaled.sum(1) * (torch.arange(h) + 0.5)).sum() / mass).item()
    x = ((scaled.sum(0) * (torch.arange(w) + 0.5)).sum() / mass).item()
    top = min(max(round(like.centre[0] * _FINER - y), 0), height - h)
    left = min(max(round(like.centre[1] * _FINER - x), 0), width - w)
    fine = torch.zeros(1, 1, height, width)
    fine[0, 0, top : top + h, left : left + w] = scaled
    return F.avg_pool2d(fine, _FINER)[0]


def from_photo(picture: Tensor) -> Tensor:
    """A photo (C, H, W) of something drawn on paper as white on black (1, H, W) in [0, 1], at most SIDE pixels a side.

    Whichever of dark and bright is at the border is the paper; what lies between paper and ink is stretched.
    """
    grey = convolution.grey(picture.float().clamp(0, 1))[None]
    longest = max(grey.shape[1:])
    if longest > SIDE:
        height, width = (max(1, round(side * SIDE / longest)) for side in grey.shape[1:])
        grey = images.scale(grey[None], (height, width))[0]
    border = torch.cat([grey[0, 0], grey[0, -1], grey[0, :, 0], grey[0, :, -1]])
    ink = (grey - border.median()).abs()
    paper = 2 * (border - border.median()).abs().quantile(0.9)  # shadows and grain
    return ((ink - paper) / (ink.max() - paper).clamp_min(1e-6)).clamp(0, 1) if ink.max() - paper > 0.05 else ink * 0


def _extent(covered: Tensor) -> Tensor:
    """How far what is covered (N, side) reaches from its first to its last place, float (N,)."""
    side = covered.shape[1]
    places = torch.arange(side)
    first = torch.where(covered, places, side).amin(1)
    last = torch.where(covered, places, -1).amax(1)
    return (last - first + 1).float()


def _thickness(pictures: Tensor) -> float:
    """Typical width of the strokes in pixels: a line has 2 · area / width of border, blurred edges or not."""
    area = pictures.sum((1, 2))
    across = (
        F.pad(pictures, (1, 1)).diff(dim=2).abs().sum((1, 2)),
        F.pad(pictures, (0, 0, 1, 1)).diff(dim=1).abs().sum((1, 2)),
    )
    border = torch.stack(across).square().sum(0).sqrt()
    return float((2 * area / border).median())


def _checked(stroke: Any) -> list[float]:
    """A stroke as numbers near the drawing. Raises ValueError."""
    whole = isinstance(stroke, (list, tuple)) and len(stroke) >= 3 and len(stroke) % 2 == 1
    if not whole or not all(isinstance(value, (int, float)) and math.isfinite(value) for value in stroke):
        raise ValueError("This drawing cannot be read: clear it and draw again.")
    width, *places = stroke
    return [min(max(float(width), 0.0), 0.5), *(min(max(float(value), -0.5), 1.5) for value in places)]
