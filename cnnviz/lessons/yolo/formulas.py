"""What the surest cell says, in LaTeX, in its numbers."""

import math

from cnnviz.lessons.yolo.claim import Surest
from cnnviz.words import say
from cnnviz.writing.tex import aligned, factor, number, said


def explain(cell: Surest) -> list[str]:
    """From its raw numbers to a confidence, a box in pixels, and a score."""
    sure, x, y, high, wide = cell.raw
    sigma = [1 / (1 + math.exp(-value)) for value in (sure, x, y)]
    sides = [anchor * math.exp(value) for anchor, value in zip(cell.anchor, (high, wide), strict=True)]
    pixels = said(say("pixels"))
    head = said(say("row {row}, column {column}: {name}", row=cell.row + 1, column=cell.column + 1, name=cell.name))
    return [
        head,
        aligned(
            [
                rf"p &= \sigma(t_p) = \sigma({number(sure)}) = {number(sigma[0])}",
                rf"b_x &= \sigma({number(x)}) + {cell.column} = {number(sigma[1] + cell.column)} \;\to\; "
                rf"{number((sigma[1] + cell.column) * cell.cell)} \;{pixels}",
                rf"b_y &= \sigma({number(y)}) + {cell.row} = {number(sigma[2] + cell.row)} \;\to\; "
                rf"{number((sigma[2] + cell.row) * cell.cell)} \;{pixels}",
                rf"b_w &= {number(cell.anchor[1])} \cdot e^{{{number(wide)}}} = {number(sides[1])} \;\to\; "
                rf"{number(sides[1] * cell.cell)} \;{pixels}",
                rf"b_h &= {number(cell.anchor[0])} \cdot e^{{{number(high)}}} = {number(sides[0])} \;\to\; "
                rf"{number(sides[0] * cell.cell)} \;{pixels}",
            ]
        ),
        rf"p \cdot c = {number(sigma[0])} \cdot {factor(cell.share)} = {number(sigma[0] * cell.share)}",
    ]
