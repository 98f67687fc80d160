"""Two boxes and all that is measured between them, one number after another. Nothing here needs torch."""

import math
from collections.abc import Sequence
from typing import NamedTuple

Box = tuple[float, float, float, float]
"""Left, top, right and bottom edge."""


class Compared(NamedTuple):
    """What `compare` works out; the names are those of the formulas.

    width, height: of the intersection; common, areas, union: areas of the intersection, of both boxes and of the union;
    hull: width and height of the smallest box around both; apart, diagonal: squares of the distance of the centres and
    of the hull's diagonal; shapes, alpha: v and α of CIoU
    """

    width: float
    height: float
    common: float
    areas: tuple[float, float]
    union: float
    iou: float
    hull: tuple[float, float]
    giou: float
    apart: float
    diagonal: float
    diou: float
    shapes: float
    alpha: float
    ciou: float
    l1: float


def compare(one: Sequence[float], other: Sequence[float], *, pixels: bool = False) -> Compared:
    """One box with another, both (x0, y0, x1, y1) with x0 ≤ x1 and y0 ≤ y1; what has nothing to be divided by is 0.

    pixels: x1 and y1 name the last pixel inside, so that every width and height is one more.

    >>> found = compare((0, 0, 4, 2), (2, 0, 6, 2))
    >>> found.common, found.union, round(found.iou, 4), found.hull
    (4, 12, 0.3333, (6, 2))
    """
    (ax0, ay0, ax1, ay1), (bx0, by0, bx1, by1) = one, other
    if pixels:
        ax1, ay1, bx1, by1 = ax1 + 1, ay1 + 1, bx1 + 1, by1 + 1
    width = max(min(ax1, bx1) - max(ax0, bx0), 0)
    height = max(min(ay1, by1) - max(ay0, by0), 0)
    areas = ((ax1 - ax0) * (ay1 - ay0), (bx1 - bx0) * (by1 - by0))
    union = sum(areas) - width * height
    iou = _ratio(width * height, union)
    hull = (max(ax1, bx1) - min(ax0, bx0), max(ay1, by1) - min(ay0, by0))
    apart = ((ax0 + ax1 - bx0 - bx1) ** 2 + (ay0 + ay1 - by0 - by1) ** 2) / 4
    diagonal = hull[0] ** 2 + hull[1] ** 2
    diou = iou - _ratio(apart, diagonal)
    shapes = 4 / math.pi**2 * (math.atan2(ax1 - ax0, ay1 - ay0) - math.atan2(bx1 - bx0, by1 - by0)) ** 2
    alpha = _ratio(shapes, 1 - iou + shapes)
    return Compared(
        width,
        height,
        width * height,
        areas,
        union,
        iou,
        hull,
        iou - _ratio(hull[0] * hull[1] - union, hull[0] * hull[1]),
        apart,
        diagonal,
        diou,
        shapes,
        alpha,
        diou - alpha * shapes,
        sum(abs(a - b) for a, b in zip(one, other, strict=True)),
    )


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
