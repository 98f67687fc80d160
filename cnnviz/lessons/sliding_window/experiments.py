"""Experiments of the lesson on sliding windows: the same scores, what they cost, and how the windows stand."""

from dataclasses import replace
from typing import TYPE_CHECKING

from cnnviz.lessons.experiment import Experiment, Number, measured
from cnnviz.words import say

if TYPE_CHECKING:
    from torch import Tensor

    from cnnviz.networks.designs.windows import Detector

START = {"sliding-along": "14", "sliding-w": "14", "sliding-k": "5", "sliding-pool": "2"}
EQUAL = {"equal": "To the last digit", "rounding": "But for rounding", "different": "They differ"}
SAVES = {"less": "It saves less", "as much": "It saves as much", "more": "It saves more"}


def _equal(cropped: "Tensor", whole: "Tensor") -> tuple[str, str]:
    from cnnviz.networks.designs import windows

    gap = windows.difference(cropped, whole)
    return "equal" if gap == 0 else "rounding" if gap < windows.SAME else "different", (
        say(
            "The largest difference of all {count} scores is **{gap:.1g}** of the largest score. The sums are the "
            "same, but their terms are added in another order, and float32 rounds after each.",
            count=cropped.numel(), gap=gap,
        )
    )  # fmt: skip


def _windows(along: int) -> tuple[int, str]:
    return along**2, say(
        "{along} in each direction: **{count}** windows, each with a score for every class.",
        along=along,
        count=along**2,
    )


def _step(detector: "Detector") -> tuple[int, str]:
    return detector.pool, say(
        "By **{pool}** pixels. One step to the side in the map of scores is one step in the map behind the pooling, "
        "whose stride is {pool}.",
        pool=detector.pool,
    )


def _fewer_shared(detector: "Detector", along: int) -> tuple[str, str]:
    many, one = detector.costs(along)
    denser = replace(detector, pool=1)
    many_2, one_2 = denser.costs(along)
    here, at_one = many / one, many_2 / one_2
    return "less" if here < at_one else "more" if here > at_one else "as much", (
        say(
            "With a pooling of {pool} one pass takes **{here:.3g}** times fewer multiply-adds than all windows one by "
            "one, without pooling {at_one:.3g} times. Without pooling the dense layer reads more values, and it is "
            "computed for every window either way: only the first convolution is shared.",
            pool=detector.pool, here=here, at_one=at_one,
        )
    )  # fmt: skip


EXPERIMENTS = (
    Experiment(
        "claim",
        "One pass of the sliding-window detector takes fewer multiply-adds than cropping each window.",
        measured,
    ),
    Experiment(
        "equal",
        "How equal are the scores of both ways?",
        _equal,
        START,
        choices=EQUAL,
    ),
    Experiment(
        "windows",
        "How many windows does the picture have?",
        _windows,
        START | {"sliding-along": "20"},
        number=Number(),
    ),
    Experiment(
        "step",
        "By how many pixels does the window move from one score to the next?",
        _step,
        START | {"sliding-pool": "5"},
        number=Number("pixels"),
    ),
    Experiment(
        "without-pooling",
        "With pooling, windows overlap less than without it. What does one pass save then, as a factor?",
        _fewer_shared,
        START,
        choices=SAVES,
    ),
)
