"""A map for each class, and the mean of each as its score."""

import numpy as np

from cnnviz.drawing.svg import Drawing, Mark, arrow, cells, drawing, words
from cnnviz.operations.pooling import pool
from cnnviz.words import say

MAPS = np.array([[[0.0, 1.0], [2.0, 1.0]], [[5.0, 7.0], [4.0, 8.0]], [[0.0, 0.0], [3.0, 1.0]]])
SIDE = 24


def draw() -> Drawing:
    scores = pool(MAPS, kind="global").numpy().ravel()
    best = int(scores.argmax())
    rows: list[Mark] = []
    for name, top in enumerate((20, 74, 128)):
        rows += [
            words(96, top + SIDE, say("class {c}", c=name), anchor="end"),
            *cells(MAPS[name], 108, top, side=SIDE, look=("two", "three", "one")[name]),
            *arrow((166, top + SIDE), (222, top + SIDE)),
            words(194, top + SIDE - 12, "mean"),
            *cells([[scores[name]]], 230, top + 9, side=30, lit=[(0, 0)] if name == best else []),
        ]
    return drawing(
        184,
        say("The mean of each map is the score of its class; class {best} has the largest.", best=best),
        rows,
        words(132, 8, "maps"),
        words(245, 8, "scores"),
        words(316, 98, say("class {best}", best=best), look="strong"),
    )
