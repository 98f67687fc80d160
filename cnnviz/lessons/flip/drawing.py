"""A single bright pixel, answered by both operations."""

import numpy as np

from cnnviz.convolution import convolve, cross_correlate
from cnnviz.drawing.svg import Drawing, arrow, cells, drawing, words
from cnnviz.words import say

PIXEL = np.pad([[1.0]], 1)
KERNEL = np.array([[1.0, 2.0], [3.0, 4.0]])


def draw() -> Drawing:
    correlated = cross_correlate(PIXEL, KERNEL).numpy()
    convolved = convolve(PIXEL, KERNEL).numpy()
    return drawing(
        166,
        say("Cross-correlation answers one bright pixel with the kernel turned by 180°, convolution with the kernel."),
        cells(PIXEL, 14, 34, side=28, lit=[(1, 1)]),
        words(56, 136, "one bright pixel"),
        words(142, 50, "⋆", size=30),
        words(142, 104, "∗", size=20),
        cells(KERNEL, 166, 49, side=28),
        words(194, 136, "kernel"),
        arrow((230, 64), (266, 44)),
        arrow((230, 90), (266, 118)),
        cells(correlated, 274, 14, side=28, look="two"),
        cells(convolved, 274, 92, side=28, look="one"),
        words(302, 80, "turned"),
        words(302, 158, "as it is"),
    )
