"""Experiments of the lesson on residual blocks: what they cost, what gradients arrive, and which network learns."""

import math
from collections.abc import Mapping, Sequence

from cnnviz.lessons.experiment import Experiment
from cnnviz.lessons.residual import claim
from cnnviz.networks.stack.layers import Network
from cnnviz.networks.stack.summary import summarize
from cnnviz.training.runs.metrics import Row
from cnnviz.words import say

START = {"residual-shallow": "1", "residual-deep": "10", "residual-c": "8", "residual-seed": "0"}
TRAIN = "Your prediction is kept. Train the networks in the lab: their losses decide."
WORSE = {
    "plain": "Only the plain one",
    "residual": "Only the residual one",
    "both": "Both",
    "none": "None of them",
}
SIDES = {"plain": "In the plain network", "residual": "In the residual network"}


def _deeper(metrics: Mapping[str, Sequence[Row]]) -> tuple[str | None, str]:
    if not metrics:
        return None, TRAIN
    return claim.deeper(metrics)


def _ends(sizes: Sequence[Sequence[float]]) -> tuple[tuple[float, float], tuple[float, float]]:
    """First and last convolution of the deepest plain network, and of the residual one."""
    plain, residual = sizes[-2], sizes[-1]
    return (plain[0], plain[-1]), (residual[0], residual[-1])


def _ratio(one: float, other: float) -> float:
    """How many times as large, where the other may be zero: in a plain network nothing may arrive at all."""
    return one / other if other else math.inf if one else 1.0


def _vanishes(sizes: Sequence[Sequence[float]]) -> tuple[bool, str]:
    (first, last), _residual = _ends(sizes)
    return first < last / 2, (
        say(
            "In the deep plain network {last:.3g} arrives at the last convolution and **{first:.3g}** at the first, "
            "{ratio:.3g} times as much. Batch norm keeps gradients from vanishing; without the additions they may grow "
            "on their way back instead.",
            last=last, first=first, ratio=_ratio(first, last),
        )
    )  # fmt: skip


def _even(sizes: Sequence[Sequence[float]]) -> tuple[str, str]:
    def uneven(ends: tuple[float, float]) -> float:
        return _ratio(max(ends), min(ends))

    plain, residual = _ends(sizes)
    return "plain" if uneven(plain) < uneven(residual) else "residual", (
        say(
            "First and last convolution differ by a factor of {plain:.3g} in the plain network and of "
            "**{residual:.3g}** in the residual one, where the gradient has a way around every block.",
            plain=uneven(plain), residual=uneven(residual),
        )
    )  # fmt: skip


def _free(nets: Sequence[Network]) -> tuple[bool, str]:
    plain, residual = (summarize(net, fields=False).total("parameters") for net in nets[-2:])
    return residual > plain, (
        say(
            "**{plain:,}** parameters in the plain network, **{residual:,}** in the residual one: an addition has "
            "none.",
            plain=plain, residual=residual,
        )
    )  # fmt: skip


def _without(sizes: Sequence[Sequence[float]]) -> tuple[str, str]:
    (plain, _last), (residual, _end) = _ends(sizes)
    return "plain" if plain > residual else "residual", (
        say(
            "At the first convolution {plain:.3g} arrives in the plain network and **{residual:.3g}** in the residual "
            "one. Every addition adds to the values and to the gradients; without batch norm nothing brings them back.",
            plain=plain, residual=residual,
        )
    )  # fmt: skip


EXPERIMENTS = (
    Experiment(
        "claim",
        "Which of the two networks trains worse when it is deep than when it is shallow?",
        _deeper,
        choices=WORSE,
    ),
    Experiment(
        "vanishes",
        "In a deep plain network the gradient vanishes on its way back: less than half of it arrives at the first "
        "convolution.",
        _vanishes,
        START | {"residual-bn": "true"},
    ),
    Experiment(
        "even",
        "In which of the two deep networks do first and last convolution get gradients of more equal size?",
        _even,
        START | {"residual-deep": "20", "residual-bn": "true"},
        choices=SIDES,
    ),
    Experiment(
        "without",
        "Without batch norm, in which of the two deep networks does the larger gradient arrive at the first "
        "convolution?",
        _without,
        START | {"residual-bn": "false"},
        choices=SIDES,
    ),
    Experiment(
        "free",
        "The short cuts of a residual network have to be paid for with more parameters.",
        _free,
        START,
    ),
)
