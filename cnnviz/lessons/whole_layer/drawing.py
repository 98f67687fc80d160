"""One filter of a layer in numbers: shares of the channels, their sum, the bias, the activation."""

import numpy as np
import torch

from cnnviz.drawing.plates import number
from cnnviz.drawing.svg import Drawing, arrow, cells, drawing, words
from cnnviz.operations.whole_layer import run
from cnnviz.words import say

IMAGE = np.array(
    [[[1.0, 0.0, 2.0], [3.0, 1.0, 0.0], [0.0, 2.0, 1.0]], [[0.0, 1.0, 1.0], [2.0, 0.0, 1.0], [1.0, 3.0, 0.0]]]
)
BANK = torch.tensor([[[[1.0, 0.0], [0.0, 1.0]], [[-1.0, 0.0], [0.0, 0.0]]]])
BIAS = torch.tensor([-1.0])
SIDE = 29


def draw() -> Drawing:
    steps = run(IMAGE, BANK, BIAS, "ReLU")
    first, second = steps.shares[0].numpy()
    summed, biased, output = (values[0].numpy() for values in (steps.sums, steps.biased, steps.output))
    negative = [(int(row), int(column)) for row, column in np.argwhere(biased < 0)]
    return drawing(
        172,
        say(
            "What a filter makes of {n} channels is added, then its bias of {bias}; ReLU sets what is negative to 0.",
            n=len(IMAGE),
            bias=number(float(BIAS[0])),
        ),
        words(35, 10, "channel 0"),
        cells(first, 6, 22, side=SIDE, look="one"),
        words(35, 162, "channel 1"),
        cells(second, 6, 92, side=SIDE, look="two"),
        arrow((70, 51), (94, 74)),
        arrow((70, 121), (94, 98)),
        cells(summed, 98, 57, side=SIDE),
        arrow((160, 86), (192, 86)),
        cells(biased, 196, 57, side=SIDE, lit=negative),
        arrow((258, 86), (290, 86)),
        cells(output, 294, 57, side=SIDE, look="three", lit=negative),
        words(127, 42, "sum"),
        words(225, 42, say("bias {b}", b=number(float(BIAS[0])))),
        words(323, 42, "ReLU"),
        words(354, 134, "feature map", anchor="end"),
    )
