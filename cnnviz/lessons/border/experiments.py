"""The experiments of the lesson 'The border problem'."""

import numpy as np
from numpy.typing import NDArray

from cnnviz.lessons.border import claim
from cnnviz.lessons.experiment import Experiment, Number
from cnnviz.operations.border import Border
from cnnviz.words import say


def _corner(found: Border, k: int) -> tuple[int, str]:
    return found.corner, say(
        "The corner pixel is used **{corner}** times, the middle one {centre} times; the kernel has {weights} weights. "
        "Along each axis the kernel reaches the corner from one place, and from one more for each padded pixel.",
        corner=found.corner, centre=found.centre, weights=k * k,
    )  # fmt: skip


def _share(counts: NDArray[np.int64]) -> tuple[float, str]:
    most = int(counts.max())
    share = 100 * float((counts < most).mean())
    return share, say(
        "**{share:.3g} %** of the {pixels:,} pixels are used less often than the most used ones, {most} times. The "
        "rim is k − 1 pixels wide, and in a small picture the rim is most of it. On the small maps of deep layers "
        "nearly every value stands at the border.",
        share=share, pixels=counts.size, most=most,
    )  # fmt: skip


def _exactly_once(counts: NDArray[np.int64]) -> tuple[bool, str]:
    least, most, unused = int(counts.min()), int(counts.max()), int((counts == 0).sum())
    return least == most == 1, say(
        "Pixels are used between **{least}** and **{most}** times, and {unused} of {pixels} not at all. Windows side "
        "by side cover the picture only if its size is a multiple of the kernel's: the rest at the far end is dropped.",
        least=least, most=most, unused=unused, pixels=counts.size,
    )  # fmt: skip


ONE = {"border-n": "10", "border-k": "3", "border-s": "1", "border-d": "1"}

EXPERIMENTS = (
    Experiment(
        "claim",
        "Pixels at the corners are used less often than those in the middle.",
        claim.corners,
        {**ONE, "border-p": "full"},
    ),
    Experiment(
        "corner",
        "How often is the pixel in the corner used?",
        _corner,
        {**ONE, "border-p": "same"},
        number=Number("times"),
    ),
    Experiment(
        "share",
        "How many percent of the pixels are used less often than those in the middle?",
        _share,
        {**ONE, "border-k": "5", "border-p": "valid"},
        number=Number("%", 0.1),
    ),
    Experiment(
        "exactly-once",
        "With a stride as large as the kernel, each pixel is used exactly once.",
        _exactly_once,
        {**ONE, "border-s": "3", "border-p": "valid"},
    ),
)
