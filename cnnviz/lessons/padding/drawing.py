"""What stands beyond the border, in four modes."""

import numpy as np

from cnnviz.drawing.svg import Drawing, cells, drawing, words
from cnnviz.operations.padding import pad_by_rule
from cnnviz.words import say

ROW = np.arange(1, 5, dtype=np.float32)[None]
P = 2
MODES = ("zeros", "replicate", "reflect", "circular")
LEFT, SIDE = 106, 28


def draw() -> Drawing:
    shape = ROW.shape[1]
    rows = []
    for place, mode in enumerate(MODES):
        y = 8 + 38 * place
        padded = pad_by_rule(ROW, ((0, 0), (P, P)), mode)
        rows += [words(LEFT - 10, y + SIDE / 2, mode, anchor="end")]
        for first, last, look in ((0, P, "two"), (P, P + shape, "one"), (P + shape, shape + 2 * P, "two")):
            rows += cells(padded[:, first:last], LEFT + first * SIDE, y, side=SIDE, look=look)
    return drawing(
        174,
        say(
            "A row of {n} pixels with {p} more on each side: zeros, the border pixel, a mirror image, or the other "
            "side.",
            n=shape,
            p=P,
        ),
        rows,
        words(LEFT + P * SIDE / 2, 166, "padding"),
        words(LEFT + (P + shape / 2) * SIDE, 166, "picture"),
        words(LEFT + (P + shape + P / 2) * SIDE, 166, "padding"),
    )
