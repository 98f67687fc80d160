"""One output value: the window, the kernel, and the sum of their products."""

import numpy as np

from cnnviz.convolution import cross_correlate
from cnnviz.drawing.svg import Drawing, cells, drawing, words
from cnnviz.drawing.windows import sentence, window_cells
from cnnviz.words import say

INPUT = np.arange(9.0).reshape(3, 3)
KERNEL = np.arange(4.0).reshape(2, 2)
AT = (1, 0)


def draw() -> Drawing:
    output = cross_correlate(INPUT, KERNEL).numpy()
    below = window_cells(*AT, KERNEL.shape)
    window = INPUT[below[..., 0], below[..., 1]]
    total = sentence(window, KERNEL, float(output[AT]))
    return drawing(
        148,
        say("A window of an input, times a kernel, gives one value of the output: {sum}", sum=total),
        cells(INPUT, 20, 8, side=30, lit=[(row, column) for row, column in below.reshape(-1, 2).tolist()]),
        words(133, 53, "⋆", size=30),
        cells(KERNEL, 156, 23, side=30),
        words(241, 53, "=", size=20),
        cells(output, 270, 23, side=30, lit=[AT]),
        words(65, 108, "input"),
        words(186, 108, "kernel"),
        words(300, 108, "output"),
        words(180, 136, total, size=16, look="strong"),
    )
