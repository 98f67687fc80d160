"""How often each pixel is used, without padding and with full padding."""

import numpy as np

from cnnviz.drawing.svg import Drawing, cells, drawing, words
from cnnviz.operations.border import usage_map
from cnnviz.words import say

SIZE, KERNEL, SIDE = 5, 3, 26


def draw() -> Drawing:
    without = usage_map((SIZE, SIZE), (KERNEL, KERNEL))
    full = usage_map((SIZE, SIZE), (KERNEL, KERNEL), padding=KERNEL - 1)
    corner, middle = int(without[0, 0]), int(without[SIZE // 2, SIZE // 2])
    most = float(np.max(full))
    return drawing(
        176,
        say(
            "Without padding the corner is used {corner} time, the middle {middle} times; with full padding all alike.",
            corner=corner,
            middle=middle,
        ),
        words(91, 12, "without padding"),
        cells(without, 26, 26, side=SIDE, signed=most),
        words(269, 12, "full padding"),
        cells(full, 204, 26, side=SIDE, signed=most),
        words(180, 168, "how often each pixel is used"),
    )
