"""Both ways round the square: first shift, then filter, or first filter, then shift."""

import numpy as np

from cnnviz.convolution import cross_correlate
from cnnviz.drawing.svg import Drawing, arrow, cells, drawing, words
from cnnviz.words import say

ROW = np.array([[0.0, 1.0, 3.0, 0.0, 0.0, 0.0]])
KERNEL = np.array([[-1.0, 0.0, 1.0]])
SIDE = 24


def draw() -> Drawing:
    moved = np.roll(ROW, 1, axis=1)
    found, of_moved = (cross_correlate(row, KERNEL, padding=(0, 1)).numpy() for row in (ROW, moved))
    same = bool((np.roll(found, 1, axis=1)[:, 1:] == of_moved[:, 1:]).all())
    assert same
    return drawing(
        172,
        say("Shifting a row and filtering it gives the same numbers as filtering it and shifting the result."),
        words(78, 10, "x"),
        cells(ROW, 6, 22, side=SIDE, look="one"),
        arrow((156, 34), (200, 34)),
        words(178, 20, "T"),
        words(278, 10, "T(x)"),
        cells(moved, 206, 22, side=SIDE, look="one"),
        arrow((78, 52), (78, 104)),
        words(92, 78, "f"),
        arrow((278, 52), (278, 104)),
        words(292, 78, "f"),
        cells(found, 6, 110, side=SIDE, look="three"),
        arrow((156, 122), (200, 122)),
        words(178, 108, "T"),
        cells(of_moved, 206, 110, side=SIDE, look="three"),
        words(78, 150, "f(x)"),
        words(278, 150, "f(T(x)) = T(f(x))"),
    )
