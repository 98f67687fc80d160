"""A small picture as a tensor, and what one dense unit and one filter need for it."""

import numpy as np

from cnnviz.drawing.svg import Drawing, Mark, arrow, box, cells, drawing, words
from cnnviz.geometry.cost import dense_cost
from cnnviz.geometry.layer import convolution_parameters
from cnnviz.words import say

SIDE, CHANNELS, KERNEL = 6, 3, 3
CELL = 18


def draw() -> Drawing:
    values = SIDE * SIDE * CHANNELS
    dense = dense_cost(values, 1).parameters
    shared = convolution_parameters((KERNEL, KERNEL), CHANNELS, 1)
    empty = np.full((SIDE, SIDE), np.nan)
    window = [(row, column) for row in range(KERNEL) for column in range(KERNEL)]
    sheets: list[Mark] = []
    for channel, look in enumerate(("one", "three", "two")):
        sheets += cells(
            empty, 36 - 14 * channel, 8 + 14 * channel, side=CELL, look=look, lit=window if channel == 2 else []
        )
    return drawing(
        176,
        say(
            "A picture of {n} × {n} pixels in {c} channels is {values} numbers; a dense unit needs {dense} "
            "parameters for them, a filter {shared}.",
            n=SIDE,
            c=CHANNELS,
            values=values,
            dense=dense,
            shared=shared,
        ),
        sheets,
        words(78, 164, say("{n} × {n} × {c} = {values}", n=SIDE, c=CHANNELS, values=values)),
        arrow((152, 46), (182, 46)),
        box(186, 22, 168, 48, look="soft"),
        words(270, 36, "one dense unit"),
        words(270, 56, say("{n} parameters", n=dense), look="strong"),
        arrow((152, 116), (182, 116)),
        box(186, 92, 168, 48, look="lit"),
        words(270, 106, say("one filter {k} × {k} × {c}", k=KERNEL, c=CHANNELS), look="dark"),
        words(270, 126, say("{n} parameters", n=shared), look="dark"),
        words(270, 156, "bias included"),
    )
