"""Experiments of the lesson on tracing a number: how many terms its sum has, and which of them count."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cnnviz.lessons.experiment import Experiment, Number, measured
from cnnviz.words import say

if TYPE_CHECKING:
    from cnnviz.networks.inside.terms import Term
    from cnnviz.networks.inside.tracing import Trace

START = {"trace-network": "tiny_vgg", "trace-weights": "shipped"}
NO_SUM = "This value is no sum of several: click a value of a convolution, or one behind it."


def _terms(steps: "Sequence[Trace]") -> "list[Term]":
    return [term for term in steps[-1].terms if term.role not in ("bias", "shift", "constant")]


def _count(steps: "Sequence[Trace]") -> tuple[int | None, str]:
    found = _terms(steps)
    if len(found) < 2:
        return None, NO_SUM
    window = steps[-1].window
    if not window:
        return len(found), say("**{found}**: one for each value that the layer reads.", found=len(found))
    return len(found), say(
        "{channels} channels of {height} × {width} values: **{found}** products, and one bias where there is one.",
        channels=window[0], height=window[-2], width=window[-1], found=len(found),
    )  # fmt: skip


def _few(steps: "Sequence[Trace]") -> tuple[bool | None, str]:
    products = sorted((abs(term.product) for term in _terms(steps)), reverse=True)
    if len(products) < 2 or not sum(products):
        return None, NO_SUM
    share = sum(products[:3]) / sum(products)
    return share > 0.5, say(
        "Without their signs, the three largest of {count} products make **{share:.1%}** of all. A unit answers to a "
        "pattern, that is to many values together.",
        count=len(products), share=share,
    )  # fmt: skip


def _cancel(steps: "Sequence[Trace]") -> tuple[bool | None, str]:
    products = [term.product for term in _terms(steps)]
    if len(products) < 2:
        return None, NO_SUM
    up, down = sum(p for p in products if p > 0), sum(p for p in products if p < 0)
    return down == 0, say(
        "The positive products add up to {up:.4g}, the negative ones to **{down:.4g}**. A large value is one where the "
        "first outweigh the second.",
        up=up, down=down,
    )  # fmt: skip


EXPERIMENTS = (
    Experiment("claim", "Every value of a feature map depends on the whole picture.", measured),
    Experiment(
        "count",
        "How many products does the last sum above add up?",
        _count,
        START,
        number=Number("products"),
    ),
    Experiment(
        "few",
        "It is three products that decide: together they are more than all others.",
        _few,
        START,
    ),
    Experiment(
        "positive",
        "All products of the value at which the trace begins are positive or zero.",
        _cancel,
        START,
    ),
)
