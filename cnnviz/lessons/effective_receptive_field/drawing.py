"""How many ways lead from each pixel to one unit, through three layers."""

import numpy as np

from cnnviz.drawing.cones import cone
from cnnviz.drawing.svg import Drawing, box, drawing, words
from cnnviz.words import say

LAYERS = 3
WIDE = 42


def draw() -> Drawing:
    seen = cone([(3, 1)] * LAYERS, 180, 12, wide=WIDE, high=26)
    paths = np.ones(1, dtype=int)
    for _ in range(LAYERS):
        paths = np.convolve(paths, np.ones(3, dtype=int))
    left = 180 - (len(paths) - 1) / 2 * WIDE
    bars = [
        [
            *box(left + place * WIDE - 13, 154 - 8 * count, 26, 8 * count, look="one"),
            words(left + place * WIDE, 166, str(count)),
        ]
        for place, count in enumerate(paths.tolist())
    ]
    return drawing(
        176,
        say(
            "Through three layers {most} ways lead from the middle pixel to the unit, but only {least} from the "
            "outermost.",
            most=int(paths.max()),
            least=int(paths[0]),
        ),
        seen.marks,
        *bars,
        words(8, 130, "ways", anchor="start"),
    )
