"""Padding strategies: which pixel each padded position repeats, and what the names valid, same and full add."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cnnviz import limits
from cnnviz.geometry import output_size, resolve_padding
from cnnviz.geometry.axes import Padding
from cnnviz.geometry.padding_modes import source


def pad_by_rule(
    image: NDArray[np.float32], padding: tuple[tuple[int, int], tuple[int, int]], padding_mode: str
) -> NDArray[np.float32]:
    """An image (H, W) with ((top, bottom), (left, right)) pixels of border, each looked up with `source`."""
    height, width = (n + sum(sides) for n, sides in zip(image.shape, padding, strict=True))
    limits.check(height * width, limits.VALUES, "With its border the image has", "pixels", lower="the padding")
    framed = np.pad(image, ((0, 1), (0, 1)))  # the last row and column are the zeros that None stands for
    rows, columns = (
        [-1 if (i := source(at, n, padding_mode)) is None else i for at in range(-before, n + after)]
        for n, (before, after) in zip(image.shape, padding, strict=True)
    )
    return framed[np.ix_(rows, columns)]


class Reach(NamedTuple):
    """One axis under a padding: its size after padding, the output, and outputs whose window holds no pixel at all."""

    padded: int
    output: int
    blind: int


def reach(size: int, kernel: int, padding: Padding, *, stride: int = 1, dilation: int = 1) -> Reach:
    """What a padding makes of an axis of `size` pixels; arguments and errors as for `output_size`.

    "full" is the largest padding without a blind output: one pixel more, and the outermost windows see no picture.

    >>> reach(5, 3, "full"), reach(5, 3, 3)
    (Reach(padded=9, output=7, blind=0), Reach(padded=11, output=9, blind=2))
    """
    before, after = resolve_padding(kernel, padding, dilation=dilation, stride=stride)
    outputs = output_size(size, kernel, stride=stride, padding=(before, after), dilation=dilation)
    limits.check(outputs * kernel, limits.VALUES, "There are", "products", lower="the input, the padding or the kernel")
    met = np.arange(outputs)[:, None] * stride + np.arange(kernel) * dilation - before
    return Reach(size + before + after, outputs, int((~((met >= 0) & (met < size)).any(1)).sum()))
