"""A row and the same row moved by one: one maximum stays in its window, another does not."""

from typing import Any

import numpy as np

from cnnviz.drawing.svg import Drawing, Mark, arrow, cells, drawing, words
from cnnviz.operations.pooling import pool
from cnnviz.words import say

ROW = np.array([[4.0, 0.0, 0.0, 6.0, 0.0, 0.0]])
SIDE = 28


def draw() -> Drawing:
    moved = np.roll(ROW, 1, axis=1)
    before, after = (_pooled(row) for row in (ROW, moved))
    changed = [(0, int(place)) for place in np.flatnonzero(before != after)]
    same = before.size - len(changed)
    return drawing(
        176,
        say(
            "The row is moved by one pixel; behind max pooling {same} of {all} values stay the same.",
            same=same,
            all=before.size,
        ),
        *_row("a row", ROW, before, 26, []),
        *_row("moved by one", moved, after, 104, changed),
        words(318, 168, say("{n} of {all} change", n=len(changed), all=before.size), anchor="end", look="strong"),
    )


def _pooled(row: Any) -> Any:
    """Of windows of two; pooling is made for pictures, so the row is laid twice."""
    return pool(np.repeat(row, 2, axis=0), 2).numpy()


def _row(name: str, row: Any, maxima: Any, top: float, lit: list[tuple[int, int]]) -> list[Mark]:
    windows = [
        cells(
            row[:, 2 * window : 2 * window + 2],
            16 + 2 * window * (SIDE + 3),
            top,
            side=SIDE,
            look="one" if window % 2 else "three",
        )
        for window in range(row.size // 2)
    ]
    return [
        words(16, top - 14, name, anchor="start"),
        *(mark for marks in windows for mark in marks),
        *arrow((206, top + SIDE / 2), (232, top + SIDE / 2)),
        words(282, top - 14, "max of two"),
        *cells(maxima, 240, top, side=SIDE, lit=lit),
    ]
