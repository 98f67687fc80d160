"""Experiments of the lesson Network in Network: two heads, their parameters and the sizes that they take."""

from collections.abc import Mapping

from cnnviz.lessons.experiment import Experiment, Number
from cnnviz.lessons.network_in_network import claim
from cnnviz.networks.stack.summary import Summary
from cnnviz.words import say

RUNS = {"both": "Both", "average": "Only 1 × 1 and average", "dense": "Only the dense layers", "none": "Neither"}


def _heads(counted: Mapping[str, Summary]) -> tuple[int, int]:
    dense, pointwise = (summary.total("parameters") for summary in counted.values())
    return dense, pointwise


def _other(answers: Mapping[str, object], side: int, other: int) -> tuple[str, str]:
    dense, average = (isinstance(answer, tuple) for answer in answers.values())
    found = {(True, True): "both", (False, True): "average", (True, False): "dense"}.get((dense, average), "none")
    return found, say(
        "Built for maps of {side} × {side}, given maps of {other} × {other}. A dense layer has one weight for each "
        "value that it reads, so it takes one size only; a 1 × 1 convolution and a mean do not count pixels.",
        side=side, other=other,
    )  # fmt: skip


def _alike(counted: Mapping[str, Summary], side: int) -> tuple[bool, str]:
    dense, pointwise = _heads(counted)
    return dense == pointwise, (
        say(
            "The dense layers have **{dense:,}** parameters, the 1 × 1 convolution **{pointwise:,}**. On a map of "
            "{side} × {side} a dense layer has {places} times as many weights as the convolution.",
            dense=dense, pointwise=pointwise, side=side, places=side**2,
        )
    )  # fmt: skip


def _pointwise(counted: Mapping[str, Summary], c_in: int, classes: int) -> tuple[int, str]:
    found = _heads(counted)[1]
    return found, say(
        "({c_in} · 1 · 1 + 1) · {classes} = **{found:,}**: a weight for each channel in and one bias, for each class. "
        "The size of the map does not occur.",
        c_in=c_in, classes=classes, found=found,
    )  # fmt: skip


EXPERIMENTS = (
    Experiment(
        "claim",
        "A 1 × 1 convolution and global average pooling need less than half the parameters of dense layers.",
        claim.smaller,
    ),
    Experiment(
        "other-size",
        "Both heads are built for maps of one size and then get maps of another. Which of them still answer?",
        _other,
        {"nin-n": "7", "nin-other": "9"},
        choices=RUNS,
    ),
    Experiment(
        "no-hidden",
        "Without hidden units the dense layer has no more parameters than the 1 × 1 convolution.",
        _alike,
        {"nin-units": "0", "nin-n": "7"},
    ),
    Experiment(
        "one-pixel",
        "On maps of a single pixel, and without hidden units, a dense layer and a 1 × 1 convolution have equally many "
        "parameters.",
        _alike,
        {"nin-units": "0", "nin-n": "1"},
    ),
    Experiment(
        "pointwise",
        "How many parameters does the 1 × 1 convolution have, biases included?",
        _pointwise,
        {"nin-in": "512", "nin-n": "7", "nin-classes": "10"},
        number=Number(),
    ),
)
