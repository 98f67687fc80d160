"""One pixel with all its channels, weighed and added; its neighbours play no part."""

import numpy as np

from cnnviz.drawing.svg import Drawing, arrow, cells, drawing, words
from cnnviz.drawing.windows import sentence
from cnnviz.operations.pointwise import mix
from cnnviz.words import say

IMAGE = np.array([[[3.0, 1.0], [0.0, 2.0]], [[2.0, 4.0], [1.0, 0.0]], [[1.0, 0.0], [5.0, 2.0]]])
WEIGHTS = np.array([[2.0, 1.0, -1.0]])
AT = (0, 1)
LOOKS = ("two", "three", "one")


def draw() -> Drawing:
    output = mix(IMAGE, WEIGHTS).numpy()[0]
    total = sentence(IMAGE[:, AT[0], AT[1]], WEIGHTS[0], float(output[AT]))
    tops = [20 + 48 * channel for channel in range(3)]
    return drawing(
        180,
        say("The channels of one pixel are weighed and added: {sum}. Its neighbours play no part.", sum=total),
        *(cells(IMAGE[c], 30, tops[c], side=22, look=LOOKS[c], lit=[AT]) for c in range(3)),
        *(cells([[WEIGHTS[0, c]]], 148, tops[c] + 9, side=26, look=LOOKS[c]) for c in range(3)),
        *(arrow((80, tops[c] + 11), (144, tops[c] + 22)) for c in range(3)),
        *(arrow((178, tops[c] + 22), (250, 88 + 2 * c)) for c in range(3)),
        cells(output, 258, 64, side=26, lit=[AT]),
        words(52, 8, "channels"),
        words(161, 8, "weights"),
        words(284, 52, "output"),
        words(350, 168, total, size=16, anchor="end", look="strong"),
    )
