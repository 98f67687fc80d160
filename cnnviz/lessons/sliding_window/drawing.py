"""Windows on a picture, and the map of scores that one pass gives."""

import numpy as np

from cnnviz.drawing.svg import Drawing, Mark, arrow, cells, drawing, line, words
from cnnviz.geometry import output_size
from cnnviz.words import say

PICTURE, WINDOW, STEP = 8, 6, 2
SIDE = 17
LOOKS = ("one", "two", "three", "four")


def draw() -> Drawing:
    along = output_size(PICTURE, WINDOW, stride=STEP)
    frames: list[Mark] = []
    scores: list[Mark] = []
    for place, look in enumerate(LOOKS):
        row, column = divmod(place, along)
        left, top = 12 + column * STEP * SIDE + place, 10 + row * STEP * SIDE + place
        right, bottom = left + WINDOW * SIDE, top + WINDOW * SIDE
        frames.append(line((left, top), (right, top), (right, bottom), (left, bottom), (left, top), look=look))
        scores += cells([[place + 1]], 262 + 34 * column, 44 + 34 * row, side=34, look=look)
    return drawing(
        176,
        say(
            "A picture of {n} pixels a side has {m} × {m} windows of {w} pixels in steps of {s}, and one pass gives "
            "a map of {m} × {m} scores.",
            n=PICTURE,
            m=along,
            w=WINDOW,
            s=STEP,
        ),
        cells(np.full((PICTURE, PICTURE), np.nan), 12, 10, side=SIDE, look="soft"),
        frames,
        words(82, 162, say("{n} windows", n=along**2)),
        arrow((160, 78), (250, 78)),
        words(205, 62, "one pass"),
        scores,
        words(296, 128, "map of scores"),
        words(284, 152, say("({n} − {w}) / {s} + 1 = {m}", n=PICTURE, w=WINDOW, s=STEP, m=along)),
    )
