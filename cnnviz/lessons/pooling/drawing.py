"""Four windows, and what the largest and the mean of each are."""

from typing import Any

import numpy as np

from cnnviz.drawing.svg import Drawing, Mark, arrow, cells, drawing, words
from cnnviz.operations.pooling import pool
from cnnviz.words import say

MAP = np.array([[1.0, 3.0, 2.0, 0.0], [4.0, 8.0, 2.0, 0.0], [0.0, 1.0, 7.0, 5.0], [3.0, 0.0, 6.0, 2.0]])
SIDE = 30
LOOKS = ("one", "two", "three", "four")
CORNERS = [(row, column) for row in (0, 1) for column in (0, 1)]


def draw() -> Drawing:
    largest, mean = (pool(MAP, 2, kind=kind).numpy() for kind in ("max", "average"))
    windows = [
        cells(MAP[2 * r : 2 * r + 2, 2 * c : 2 * c + 2], 20 + 2 * c * SIDE, 22 + 2 * r * SIDE, side=SIDE, look=look)
        for (r, c), look in zip(CORNERS, LOOKS, strict=True)
    ]
    return drawing(
        176,
        say("Of each window of {k} × {k} values, max pooling keeps the largest and average pooling the mean.", k=2),
        *windows,
        arrow((150, 62), (214, 46)),
        arrow((150, 102), (214, 124)),
        words(262, 8, "max"),
        *_in_colours(largest, 18),
        words(262, 96, "average"),
        *_in_colours(mean, 108),
        words(80, 160, "feature map"),
    )


def _in_colours(values: Any, top: float) -> list[list[Mark]]:
    return [
        cells(values[r : r + 1, c : c + 1], 230 + 32 * c, top + 32 * r, side=32, look=look)
        for (r, c), look in zip(CORNERS, LOOKS, strict=True)
    ]
