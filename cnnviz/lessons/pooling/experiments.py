"""The experiments of the lesson 'Pooling'."""

from collections.abc import Mapping
from typing import Any

from torch import Tensor

from cnnviz.lessons.experiment import Experiment
from cnnviz.lessons.pooling import claim
from cnnviz.operations import properties
from cnnviz.operations.pooling import pool
from cnnviz.words import say


def _learnt(kind: str, window: int, image: Tensor, settings: Mapping[str, Any]) -> tuple[bool, str]:
    return claim.learnt(kind, window, len(image), **settings)


def _twice(kind: str, image: Tensor) -> tuple[bool | None, str]:
    height, width = (n - n % 4 for n in image.shape[-2:])
    if min(height, width) < 4:
        return (
            None,
            "The input has less than 4 rows or columns, so nothing can be pooled twice: type a larger one.",
        )
    whole = image[..., :height, :width]
    twice, once = pool(pool(whole, 2, kind=kind), 2, kind=kind), pool(whole, 4, kind=kind)
    same = twice.shape == once.shape and properties.agree(twice, once)
    return same, say(
        "On the {height} × {width} values that windows of 4 × 4 cover, the two differ by up to **{gap:.3g}**. The "
        "largest of four largest values is the largest of all sixteen; means of equally many values, and roots of sums "
        "of squares, behave alike. Weights that fall off from the middle do not.",
        height=height, width=width, gap=properties.difference(twice, once) if twice.shape == once.shape else 0.0,
    )  # fmt: skip


def _relu_first(kind: str, window: int, image: Tensor, settings: Mapping[str, Any]) -> tuple[bool, str]:
    centred = image - image.mean()
    first = pool(centred.relu(), window, kind=kind, **settings)
    last = pool(centred, window, kind=kind, **settings).relu()
    return properties.agree(first, last), say(
        "On your input less its mean, so that half of it is negative, the two orders differ by up to **{gap:.3g}**. A "
        "maximum does not care whether negative values are raised to zero before or after it. In a mean the negative "
        "values count, unless ReLU has taken them away first.",
        gap=properties.difference(first, last),
    )


def _above_average(window: int, image: Tensor, settings: Mapping[str, Any]) -> tuple[bool, str]:
    plain = {name: value for name, value in settings.items() if name != "sigma"}
    largest, mean = (pool(image, window, kind=kind, **plain) for kind in ("max", "average"))
    below = int((largest < mean - properties.CLOSE).sum())
    return below == 0, say(
        "In **{below}** of {windows:,} windows the maximum is smaller than the mean; on the average it lies "
        "{more:.3g} above it. Max pooling makes bright areas larger, average pooling keeps the brightness. Padding "
        "counts as zeros for the mean, but never wins a maximum.",
        below=below, windows=mean.numel(), more=float((largest - mean).mean()),
    )  # fmt: skip


def _negative(kind: str, window: int, image: Tensor, settings: Mapping[str, Any]) -> tuple[bool, str]:
    of_negative, negated = pool(-image, window, kind=kind, **settings), -pool(image, window, kind=kind, **settings)
    return properties.agree(of_negative, negated), say(
        "Pooled after the signs were changed, and with the signs changed after pooling: the two differ by up to "
        "**{gap:.3g}**. A mean is a convolution and keeps the sign. A maximum is none: on the negative it finds what "
        "was the smallest value. So pooling by maximum prefers bright things to dark ones.",
        gap=properties.difference(of_negative, negated),
    )


EXPERIMENTS = (
    Experiment("claim", "Pooling has no parameters.", _learnt),
    Experiment(
        "twice",
        "Pooling windows of 2 × 2 twice gives the same as windows of 4 × 4 once.",
        _twice,
        {"pool-input": "photo", "pool-kind": "max"},
    ),
    Experiment(
        "relu-first",
        "ReLU and pooling may change places.",
        _relu_first,
        {"pool-input": "photo", "pool-kind": "average", "pool-k": "2", "pool-s": "2"},
    ),
    Experiment(
        "above-average",
        "Max pooling never gives less than average pooling.",
        _above_average,
        {"pool-input": "numbers", "pool-k": "2", "pool-s": "2", "pool-p": "0"},
    ),
    Experiment(
        "negative",
        "Pooling treats a negative like the picture itself, only with the other sign.",
        _negative,
        {"pool-input": "photo", "pool-kind": "max", "pool-k": "4", "pool-s": "4"},
    ),
)
