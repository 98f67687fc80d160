"""A residual block on three numbers: what enters goes round the layers and is added to what they give."""

import torch

from cnnviz.drawing.svg import Drawing, arrow, box, cells, drawing, words
from cnnviz.words import say

ENTERS = torch.tensor([[2.0, 1.0, 4.0]])
LEARNT = torch.tensor([[1.0, -3.0, 0.0]])
SIDE = 28


def draw() -> Drawing:
    leaves = torch.relu(LEARNT + ENTERS)
    return drawing(
        180,
        say(
            "What enters the block is added to what its two layers give, and ReLU follows; no number is lost on the "
            "way."
        ),
        words(48, 12, "a[l]"),
        cells(ENTERS, 6, 26, side=SIDE, look="one"),
        arrow((94, 40), (122, 40)),
        box(126, 20, 92, 40, "two layers", look="soft"),
        arrow((218, 40), (246, 40)),
        words(292, 12, "z[l+2]"),
        cells(LEARNT, 250, 26, side=SIDE, look="two"),
        words(292, 66, "+", size=22),
        arrow((48, 58), (48, 92), (246, 92)),
        words(146, 80, "short cut"),
        cells(ENTERS, 250, 78, side=SIDE, look="one"),
        arrow((292, 110), (292, 140)),
        words(302, 124, "ReLU", anchor="start"),
        cells(leaves, 250, 144, side=SIDE, lit=[(0, 0), (0, 1), (0, 2)]),
        words(240, 158, "added, not concatenated", anchor="end"),
    )
