"""The experiments of the lesson 'The laws of convolution'."""

import numpy as np
from numpy.typing import NDArray

from cnnviz.lessons.experiment import Experiment, Number, measured
from cnnviz.operations import algebra
from cnnviz.words import joined, say

Table = NDArray[np.floating]

WHY = (
    "Associativity needs every overlap (full): what same or valid cut off after the first step is missing in the "
    "second. And only convolution has it: cross-correlation turns the kernel in the brackets once more."
)


def _exchanged(x: Table, g: Table, operation: str) -> tuple[str, str]:
    one, other = (algebra.combine(*pair, operation) for pair in ((x, g), (g, x)))
    gap, turned = float(np.abs(one - other).max()), float(np.abs(one - other[::-1, ::-1]).max())
    close = algebra.CLOSE * max(1.0, float(np.abs(one).max()))
    return "same" if gap <= close else "turned" if turned <= close else "other", say(
        "With every overlap kept, the two orders differ by up to **{gap:.4g}**; after a half turn of one result by "
        "**{turned:.2g}**. In cross-correlation the places decide which of the two slides, and in which direction; "
        "convolution turns one of them, and then it makes no odds.",
        gap=gap, turned=turned,
    )  # fmt: skip


def _brackets(x: Table, g: Table, h: Table, operation: str, mode: str) -> tuple[bool, str]:
    law = algebra.measure("associative", x, g, h, operation, mode)
    found = law.reason if law.gap is None else say("The largest difference is **{gap:.4g}**.", gap=law.gap)
    return law.holds, joined([found, WHY], " ")


def _as_one(g: Table, h: Table) -> tuple[int, str]:
    both = algebra.combine(g, h)
    return both.size, say(
        "g has {g} weights, h has {h}, and g ∗ h has {rows} × {columns} = **{both}**. One pass with it gives what two "
        "passes give, because (x ∗ g) ∗ h = x ∗ (g ∗ h): two layers without an activation between them are one.",
        g=g.size, h=h.size, rows=both.shape[0], columns=both.shape[1], both=both.size,
    )  # fmt: skip


EXPERIMENTS = (
    Experiment(
        "claim",
        "All three laws of convolution hold for cross-correlation as well.",
        measured,
    ),
    Experiment(
        "exchanged",
        "x and g change places. What becomes of the result?",
        _exchanged,
        {
            "algebra-input": "numbers",
            "algebra-law": "commutative",
            "algebra-operation": "cross-correlation",
            "algebra-mode": "full",
        },
        {"same": "The same", "turned": "It is turned round", "other": "Something else"},
    ),
    Experiment(
        "brackets",
        "Two filters in a row may be put together first: (x ∗ g) ∗ h = x ∗ (g ∗ h).",
        _brackets,
        {
            "algebra-input": "numbers",
            "algebra-law": "associative",
            "algebra-operation": "convolution",
            "algebra-mode": "same",
        },
    ),
    Experiment(
        "as-one",
        "Two filters g and h become one, g ∗ h. How many weights does it have?",
        _as_one,
        {"algebra-input": "photo", "algebra-law": "associative", "algebra-mode": "full"},
        number=Number("weights"),
    ),
)
