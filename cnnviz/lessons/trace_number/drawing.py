"""One value is a sum of values below it, each of them a sum of pixels."""

import numpy as np

from cnnviz.convolution import cross_correlate
from cnnviz.drawing.svg import Drawing, cells, drawing, line, words
from cnnviz.drawing.windows import sentence
from cnnviz.words import say

PIXELS = np.array([[1.0, 0.0, 2.0, 3.0, 0.0, 1.0, 2.0]])
FIRST = np.array([[1.0, 2.0, 0.0]])
SECOND = np.array([[0.0, 2.0, 1.0]])
AT, STEP = 1, 1  # the value that is traced, and which of its products is followed
SIDE, LEFT = 25, 6


def draw() -> Drawing:
    hidden = cross_correlate(PIXELS, FIRST).numpy()
    output = cross_correlate(hidden, SECOND).numpy()
    width, below = SECOND.shape[1], AT + STEP
    window = hidden[:, AT : AT + width]
    tops = (16, 72, 128)
    lefts = (LEFT + 2 * SIDE, LEFT + SIDE, LEFT)

    def under(level: int, first: int, count: int) -> list[tuple[float, float]]:
        """The lower corners of a value, the upper ones of what it reads."""
        x, y = lefts[level] + first * SIDE, tops[level] + SIDE
        start = lefts[level + 1] + first * SIDE
        return [(x, y), (start, tops[level + 1]), (x + SIDE, y), (start + count * SIDE, tops[level + 1])]

    edges = [under(0, AT, width), under(1, below, FIRST.shape[1])]
    first = sentence(window, SECOND, float(output[0, AT]))
    second = sentence(PIXELS[:, below : below + FIRST.shape[1]], FIRST, float(hidden[0, below]))
    return drawing(
        172,
        say("A value, traced down: {first}; one of the values in it: {second}", first=first, second=second),
        *(line(*ends, look="two") for edge in edges for ends in (edge[:2], edge[2:])),
        cells(output, lefts[0], tops[0], side=SIDE, lit=[(0, AT)]),
        cells(hidden, lefts[1], tops[1], side=SIDE, look="one", lit=[(0, below)]),
        cells(PIXELS, lefts[2], tops[2], side=SIDE, lit=[(0, below + place) for place in range(FIRST.shape[1])]),
        words(194, tops[0] + 4, "output", anchor="start", size=13),
        words(194, tops[0] + 24, first, anchor="start", size=13, look="strong"),
        words(194, tops[1] + 4, "map below it", anchor="start", size=13),
        words(194, tops[1] + 24, second, anchor="start", size=13, look="strong"),
        words(194, tops[2] + SIDE / 2, "pixels", anchor="start", size=13),
    )
