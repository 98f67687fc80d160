"""A kernel along one, two and three axes, and how many weights it has."""

import numpy as np

from cnnviz.drawing.svg import Drawing, Mark, cells, drawing, words
from cnnviz.geometry.layer import convolution_parameters
from cnnviz.words import say

SIDE, KERNEL, CELL = 5, 3, 15


def _sheets(rows: int, depth: int, x: float, y: float) -> list[Mark]:
    """A volume, its front sheet here and the others behind it; the kernel lies in the front corner."""
    empty, marks = np.full((rows, SIDE), np.nan), []
    for behind in reversed(range(depth)):
        under = [(row, column) for row in range(min(rows, KERNEL)) for column in range(KERNEL) if behind < KERNEL]
        marks += cells(empty, x + 9 * behind, y - 9 * behind, side=CELL, look="one", lit=under)
    return marks


def draw() -> Drawing:
    weights = [convolution_parameters((KERNEL,) * axes, 1, 1, bias=False) for axes in (1, 2, 3)]
    middles = (44, 154, 290)
    return drawing(
        180,
        say("A kernel of width {k} has {one} weights along one axis, {two} along two and {three} along three.",
            k=KERNEL, one=weights[0], two=weights[1], three=weights[2]),
        _sheets(1, 1, 6, 78),
        _sheets(SIDE, 1, 116, 48),
        _sheets(SIDE, SIDE, 234, 48),
        *(words(x, 146, name) for x, name in zip(middles, ("a heartbeat", "a picture", "a CT scan"), strict=True)),
        *(
            words(x, 168, say("{n} weights", n=count), look="strong")
            for x, count in zip(middles, weights, strict=True)
        ),
    )  # fmt: skip
