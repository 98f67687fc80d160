"""Experiments of the lesson on AlexNet: where its parameters sit, and what normalisation and dropout do."""

from typing import TYPE_CHECKING

from cnnviz.lessons.alexnet import claim
from cnnviz.lessons.experiment import Experiment
from cnnviz.networks.stack.presets import PRESETS
from cnnviz.networks.stack.summary import Summary, summarize
from cnnviz.networks.stack.text import parse_network
from cnnviz.words import say

if TYPE_CHECKING:
    from torch import Tensor

FACTORS = {"same": "As many", "some": "More, but fewer than 3.5 times", "four": "3.5 times or more"}
CHANGES = {"half": "It falls to about half", "same": "It stays within a tenth", "other": "Something else"}


def _larger(summary: Summary, side: int) -> tuple[str, str]:
    normal = summarize(parse_network(PRESETS["AlexNet"].text), fields=False)
    factor = summary.total("parameters") / normal.total("parameters")
    work = summary.total("multiply_adds") / normal.total("multiply_adds")
    return "same" if factor == 1 else "some" if factor < 3.5 else "four", (
        say(
            "**{factor:.3g}** times as many parameters at {side} × {side} pixels as at 224 × 224, and {work:.3g} times "
            "the multiply-adds. The convolutions keep their weights; the first dense layer has one for each value that "
            "it reads.",
            factor=factor, side=side, work=work,
        )
    )  # fmt: skip


def _nothing(before: "Tensor", after: "Tensor", k: float, beta: float) -> tuple[bool, str]:
    gap = float((after - before).abs().max())
    return gap == 0, (
        say(
            "The maps differ by up to **{gap:.3g}**. Without neighbours each value is still divided by k to the power "
            "β: {k:g} to the power {beta:g} is {divisor:.3f}. It does nothing only with k = 1 or β = 0.",
            gap=gap, k=k, beta=beta, divisor=k**beta,
        )
    )  # fmt: skip


def _mean(before: "Tensor", after: "Tensor", percent: int) -> tuple[str, str]:
    first, then = float(before.mean()), float(after.mean())
    share = then / first if first else 1.0
    zeros = float((after[before != 0] == 0).float().mean()) if bool((before != 0).any()) else 0.0
    return "same" if abs(share - 1) <= 0.1 else "half" if abs(share - 0.5) <= 0.1 else "other", (
        say(
            "The mean goes from {first:.4f} to **{then:.4f}**, although {zeros:.1%} of the values that were not zero "
            "are now. Those that are kept are divided by 1 − {percent} %, so that the sum of a layer stays as it is "
            "on average.",
            first=first, then=then, zeros=zeros, percent=percent,
        )
    )  # fmt: skip


EXPERIMENTS = (
    Experiment(
        "claim",
        "Nearly all parameters of AlexNet sit in its dense layers.",
        claim.where,
    ),
    Experiment(
        "larger",
        "Its pictures become twice as wide and twice as high. How many times as many parameters has it then?",
        _larger,
        {"alex-side": "448"},
        choices=FACTORS,
    ),
    Experiment(
        "no-neighbours",
        "With α = 0 the normalisation leaves the maps as they are.",
        _nothing,
        {"alex-lrn": "true", "alex-drop": "false", "alex-alpha": "0.0", "alex-k": "2.0", "alex-beta": "0.75"},
    ),
    Experiment(
        "dropout",
        "Dropout sets half of all values to zero. What becomes of the mean of the maps?",
        _mean,
        {"alex-lrn": "false", "alex-drop": "true", "alex-p": "50"},
        choices=CHANGES,
    ),
)
