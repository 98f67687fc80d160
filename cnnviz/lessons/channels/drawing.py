"""Three channels, a slice of the filter for each, and one sum."""

import numpy as np

from cnnviz.convolution import channel_responses
from cnnviz.drawing.svg import Drawing, Mark, arrow, cells, drawing, words
from cnnviz.words import say

IMAGE = np.array([[[1.0, 2.0], [0.0, 1.0]], [[2.0, 0.0], [1.0, 1.0]], [[0.0, 1.0], [3.0, 0.0]]])
FILTER = np.array([[[1.0, 1.0], [0.0, 2.0]], [[-1.0, 0.0], [1.0, 0.0]], [[0.0, 2.0], [1.0, 0.0]]])


def draw() -> Drawing:
    shares = channel_responses(IMAGE, FILTER).numpy().reshape(3)
    total = float(shares.sum())
    rows: list[Mark] = []
    for row, (name, look) in enumerate((("red", "two"), ("green", "three"), ("blue", "one"))):
        y = 8 + row * 50
        rows += [
            words(54, y + 22, name, anchor="end"),
            *cells(IMAGE[row], 64, y, side=22, look=look),
            words(128, y + 22, "⋆", size=28),
            *cells(FILTER[row], 146, y, side=22, look=look),
            words(208, y + 22, "=", size=18),
            *cells([[shares[row]]], 226, y + 9, side=26),
            *arrow((258, y + 22), (296, 78 + 2 * row)),
        ]
    return drawing(
        176,
        say("Each slice of a filter meets its own channel, and the results are added to one value, {sum}.", sum=total),
        rows,
        cells([[total]], 302, 64, side=32, lit=[(0, 0)], size=16),
        words(318, 110, "one value"),
        words(86, 166, "channels"),
        words(168, 166, "filter"),
    )
