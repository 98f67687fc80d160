"""A signal, another that is turned and slides, and the sum of the products at one place."""

import numpy as np

from cnnviz.drawing.svg import Drawing, arrow, cells, drawing, words
from cnnviz.drawing.windows import sentence
from cnnviz.operations.algebra import combine
from cnnviz.words import say

F = np.array([1.0, 2.0, 3.0, 2.0])
G = np.array([1.0, 2.0, 4.0])
T = 2
LEFT, SIDE = 138, 28


def draw() -> Drawing:
    result = combine(F[None], G[None])[0]
    turned = G[::-1]
    first = T + 1 - len(G)
    under = F[first : T + 1]
    total = sentence(under, turned, float(result[T]))
    at = LEFT + first * SIDE
    return drawing(
        152,
        say(
            "The second signal is turned round and pushed to place {t}; the products there add up: {sum}",
            t=T,
            sum=total,
        ),
        words(126, 22, "f stays", anchor="end"),
        cells(F[None], LEFT, 8, side=SIDE, lit=[(0, place) for place in range(first, T + 1)]),
        words(126, 62, "g turned, slides", anchor="end"),
        cells(turned[None], at, 48, side=SIDE, look="one"),
        arrow((at + len(G) * SIDE + 8, 62), (at + len(G) * SIDE + 48, 62)),
        words(126, 102, "result f ∗ g", anchor="end"),
        cells(result[None], LEFT, 88, side=SIDE, lit=[(0, T)]),
        words(180, 138, total, size=16, look="strong"),
    )
