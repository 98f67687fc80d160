"""A stride of 2, and a dilation of 2, of three weights on a row of pixels."""

import numpy as np

from cnnviz.drawing.svg import Drawing, Mark, cells, drawing, line, words
from cnnviz.geometry import output_size
from cnnviz.words import say

PIXELS, KERNEL = 9, 3
LEFT, SIDE = 84, 28
EMPTY = np.full((1, PIXELS), np.nan)


def draw() -> Drawing:
    every = output_size(PIXELS, KERNEL)
    strided = output_size(PIXELS, KERNEL, stride=2)
    span = 2 * (KERNEL - 1) + 1
    return drawing(
        176,
        say(
            "A stride of 2 computes {few} of {all} outputs; a dilation of 2 lets {k} weights cover {span} pixels.",
            few=strided,
            all=every,
            k=KERNEL,
            span=span,
        ),
        words(LEFT - 8, 18, "stride 2", anchor="end"),
        cells(np.arange(PIXELS)[None], LEFT, 4, side=SIDE),
        *(_bracket(place * 2, place * 2 + KERNEL - 1, 40 + 8 * place) for place in range(strided)),
        words(LEFT, 80, say("{few} of {all} outputs are computed", few=strided, all=every), anchor="start"),
        words(LEFT - 8, 116, "dilation 2", anchor="end"),
        cells(np.arange(PIXELS)[None], LEFT, 102, side=SIDE, lit=[(0, 2 * weight) for weight in range(KERNEL)]),
        _bracket(0, span - 1, 138),
        words(LEFT, 158, say("{k} weights cover {span} pixels", k=KERNEL, span=span), anchor="start"),
    )


def _bracket(first: int, last: int, y: float) -> Mark:
    """A line below these pixels, from the first to the last."""
    left, right = LEFT + first * SIDE + 3, LEFT + (last + 1) * SIDE - 3
    return line((left, y - 4), (left, y), (right, y), (right, y - 4), look="one" if first % 4 == 0 else "two")
