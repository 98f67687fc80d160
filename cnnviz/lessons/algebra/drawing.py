"""Two operands in both orders: a convolution does not notice, a cross-correlation comes out turned round."""

import numpy as np

from cnnviz.drawing.svg import Drawing, Mark, cells, drawing, words
from cnnviz.operations.algebra import OPERATIONS, combine, formula
from cnnviz.words import say

X = np.array([[1.0, 2.0, 3.0]])
G = np.array([[1.0, 4.0]])
SIDE = 30
LEFT = 84


def draw() -> Drawing:
    rows: list[Mark] = []
    ends: list[str] = []
    for operation, top in zip(OPERATIONS, (48, 120), strict=True):
        both = combine(X, G, operation), combine(G, X, operation)
        for row, (values, name) in enumerate(zip(both, formula("commutative", operation), strict=True)):
            y = top + 32 * row
            rows.append(words(LEFT - 10, y + SIDE / 2, name, anchor="end", size=16))
            rows += cells(values, LEFT, y, side=SIDE, look="one" if operation == "convolution" else "two")
        equal = bool(np.array_equal(both[0], both[1]))
        ends.append("equal" if equal else "turned round")
        rows.append(words(222, top + 22, operation, anchor="start"))
        rows.append(words(222, top + 42, ends[-1], anchor="start", look="strong"))
    return drawing(
        185,
        say(
            "Both orders of two operands: the results of the convolution are {first}, those of the cross-correlation "
            "{second}.",
            first=ends[0],
            second=ends[1],
        ),
        words(72, 18, "x", anchor="end", size=16),
        cells(X, LEFT, 3, side=SIDE, look="soft"),
        words(212, 18, "g", anchor="end", size=16),
        cells(G, 224, 3, side=SIDE, look="soft"),
        rows,
    )
