"""RoI pooling and RoI align: a box of any size, cut out of a feature map as a grid of fixed size.

Feature maps are (C, H, W), boxes (N, 4) in pixels of the picture; `scale` is what one pixel of the picture is in the
feature map, 1/16 behind four layers of stride 2. Gradients flow back into the feature maps.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

import torch
from torch import Tensor

from cnnviz.detection.boxes import Boxes, read_boxes
from cnnviz.words import say


class Bin(NamedTuple):
    """The cells of a feature map that one cell of the result comes from: rows y0 to y1 − 1, columns x0 to x1 − 1."""

    y0: int
    y1: int
    x0: int
    x1: int


def roi_pool(features: Tensor, boxes: Boxes, size: tuple[int, int], *, scale: float = 1.0) -> Tensor:
    """The maximum of every bin: (C, H, W), (N, 4) -> (N, C, h, w), with size = (h, w).

    A box is rounded to whole cells and each of its bins again, outwards, so that bins may overlap. A bin outside of the
    feature map is 0; equal maxima share the gradient. Raises ValueError for features of another shape and for
    a size or scale that is not positive.
    Source: Girshick 2015, "Fast R-CNN", section 2.1.
    """
    corners = _checked(features, boxes, size, scale)
    pooled = [
        features[:, bin.y0 : bin.y1, bin.x0 : bin.x1].amax((1, 2))
        if bin.y1 > bin.y0 and bin.x1 > bin.x0
        else features.new_zeros(len(features))
        for box in corners
        for bin in pool_bins(box.tolist(), size, features.shape[1:], scale)
    ]
    if not pooled:
        return features.new_zeros(0, len(features), *size)
    return torch.stack(pooled).reshape(len(corners), *size, -1).permute(0, 3, 1, 2)  # [N,C,h,w]


def pool_bins(box: list[float], size: tuple[int, int], room: tuple[int, ...], scale: float = 1.0) -> Iterator[Bin]:
    """The bins of one box in reading order, cut at the border of a feature map of `room` = (H, W).

    >>> list(pool_bins([0, 0, 4, 2], (1, 2), (8, 8)))
    [Bin(y0=0, y1=3, x0=0, x1=3), Bin(y0=0, y1=3, x0=2, x1=5)]
    """
    x0, y0, x1, y1 = (_rounded(edge * scale) for edge in box)
    rows = list(_parts(y0, max(y1 - y0 + 1, 1), size[0], room[0]))
    columns = list(_parts(x0, max(x1 - x0 + 1, 1), size[1], room[1]))
    yield from (Bin(*row, *column) for row in rows for column in columns)


def _parts(start: int, length: int, count: int, room: int) -> Iterator[tuple[int, int]]:
    """A length of whole cells in so many parts, rounded outwards: part k goes from ⌊k·l/n⌋ to ⌈(k + 1)·l/n⌉."""
    for k in range(count):
        first, last = start + k * length // count, start - (-(k + 1) * length // count)
        yield min(max(first, 0), room), min(max(last, 0), room)


def _rounded(value: float) -> int:
    """To the nearest whole number, halves away from 0, as C does."""
    return int(math.copysign(math.floor(abs(value) + 0.5), value))


def roi_align(
    features: Tensor,
    boxes: Boxes,
    size: tuple[int, int],
    *,
    scale: float = 1.0,
    samples: int = 0,
    aligned: bool = True,
) -> Tensor:
    """The mean of samples in every bin, nothing rounded: (C, H, W), (N, 4) -> (N, C, h, w), with size = (h, w).

    samples: per bin and direction; 0 takes as many as cells, rounded up, which gives 0 for a box without area. A sample
    is bilinear between the centres of four cells. aligned: cell (0, 0) has its centre at half a pixel, which is right;
    False leaves that half out, as the first implementations did, and makes every box at least one cell large.

    Raises ValueError as `roi_pool` does. Source: He et al. 2017, "Mask R-CNN", section 3.
    """
    corners = _checked(features, boxes, size, scale)
    if samples < 0:
        raise ValueError(say("The number of samples is {samples}: set it to 0 or more.", samples=samples))
    cut = [_mean_of_samples(features, *sample_places(box, size, scale, samples, aligned)) for box in corners]
    return torch.stack(cut) if cut else features.new_zeros(0, len(features), *size)


def sample_places(
    box: Tensor, size: tuple[int, int], scale: float = 1.0, samples: int = 0, aligned: bool = True
) -> tuple[Tensor, Tensor]:
    """Where the samples of one box lie, in cells of the feature map: y (h, n) and x (w, m), bin by bin."""
    first, last = (box * scale - (0.5 if aligned else 0)).chunk(2)  # [2] each: x and y
    side = last - first if aligned else (last - first).clamp(min=1)
    places = []
    for axis, bins in ((1, size[0]), (0, size[1])):
        step = side[axis] / bins
        count = samples or math.ceil(step)
        inside = (torch.arange(count, dtype=box.dtype) + 0.5) / count  # [n]
        places.append(first[axis] + (torch.arange(bins, dtype=box.dtype)[:, None] + inside) * step)  # [bins,n]
    return places[0], places[1]


def _mean_of_samples(features: Tensor, y: Tensor, x: Tensor) -> Tensor:
    """Features (C, H, W) at every y (h, n) and x (w, m), averaged in each bin: (C, h, w).

    Bilinear sampling along one axis is a matrix of weights, most of them 0; the mean of the samples of a bin is one
    row of it.
    """
    rows = _weights(y, features.shape[1]).to(features.dtype)  # [h,H]
    columns = _weights(x, features.shape[2]).to(features.dtype)  # [w,W]
    return rows @ features @ columns.T  # [C,h,w]


def _weights(places: Tensor, room: int) -> Tensor:
    """How much each cell counts in the mean of the samples of each bin: (bins, n) -> (bins, room)."""
    inside = (places >= -1) & (places <= room)  # beyond, a sample is 0
    place = places.clamp(0, room - 1)[..., None]  # [bins,n,1]
    near = (1 - (place - torch.arange(room, dtype=places.dtype)).abs()).clamp(min=0)  # [bins,n,room]
    return (near * inside[..., None]).sum(1) / max(places.shape[1], 1)


def _checked(features: Tensor, boxes: Boxes, size: tuple[int, int], scale: float) -> Tensor:
    if features.ndim != 3 or not features.numel():
        raise ValueError(
            say("The features have the shape {shape}: give them (C, H, W).", shape=str(tuple(features.shape)))
        )
    if min(size) < 1 or not scale > 0:
        raise ValueError("The size and the scale must be positive: raise them.")
    return read_boxes(boxes).detach().cpu().double()
