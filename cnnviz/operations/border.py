"""The border problem: how many output values use each pixel, counted in whole numbers.

A kernel reaches a corner from one place only and the middle from k · k places. Along one axis, output o lets its
kernel entry a meet pixel o·s + a·d − p (stride s, dilation d, padding p before the first pixel); the rows and the
columns of an image are counted one by one and multiplied. Nothing here needs torch.
"""

from typing import NamedTuple, Unpack

import numpy as np
from numpy.typing import NDArray

from cnnviz import limits
from cnnviz.geometry.sizes import window_count
from cnnviz.geometry.window import Moves, read_axis

Counts = NDArray[np.int64]


def usage_along(size: int, kernel: int, **moves: Unpack[Moves[int]]) -> Counts:
    """How many output values use each pixel of one axis, (size,): pairs (o, a) with o·s + a·d − p = i, for every i.

    Arguments and errors as for `cnnviz.geometry.output_size` on one axis. Padding uses no pixel: it stands for zeros.

    >>> usage_along(5, 3).tolist()
    [1, 2, 3, 2, 1]
    """
    axis = read_axis(size, kernel, moves)
    places = window_count(axis)
    limits.check(places * kernel, limits.VALUES, "There are", "products", lower="the input, the padding or the kernel")
    limits.check(size, limits.VALUES, "This axis has", "pixels", lower="its size")
    met = np.arange(places)[:, None] * axis.stride + np.arange(kernel) * axis.dilation - axis.before
    return np.bincount(met[(met >= 0) & (met < size)], minlength=size)


def usage_map(size: tuple[int, int], kernel: tuple[int, int], **moves: Unpack[Moves[int]]) -> Counts:
    """How many output values use each pixel of an image (H, W): the counts of its row times those of its column.

    size and kernel are (height, width); other arguments and errors as for `usage_along`.

    >>> usage_map((3, 3), (2, 2)).tolist()
    [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
    """
    limits.check(size[0] * size[1], limits.VALUES, "This image has", "pixels", lower="its height or width")
    rows, columns = (usage_along(n, k, **moves) for n, k in zip(size, kernel, strict=True))
    return np.outer(rows, columns)


class Border(NamedTuple):
    """How often the upper left corner and the middle pixel are used, and the share of pixels that never are."""

    corner: int
    centre: int
    unused: float

    @property
    def ratio(self) -> float:
        """Corner against centre; not a number where the centre is never used."""
        return self.corner / self.centre if self.centre else float("nan")


def border(counts: Counts) -> Border:
    """What a map of counts (H, W) says about the border; the middle pixel of an even axis is the lower or right one."""
    height, width = counts.shape
    return Border(int(counts[0, 0]), int(counts[height // 2, width // 2]), float((counts == 0).mean()))
