"""Experiments of the lesson on an opened network: what grows with depth, and how sure it is of what it cannot know."""

from collections.abc import Sequence
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING

from cnnviz import plain
from cnnviz.lessons.experiment import Experiment, measured
from cnnviz.words import Sentence, say

if TYPE_CHECKING:
    from cnnviz.networks.inside.table import Row

SURE = {"low": "Below 50 %", "middle": "50 % to 90 %", "high": "Above 90 %"}
START = {"open-network": "tiny_vgg", "open-weights": "shipped"}


def _range(probability: float) -> str:
    return "low" if probability < 0.5 else "middle" if probability <= 0.9 else "high"


def _sure(probabilities: Sequence[float], names: Sequence[str], trained: bool) -> tuple[str, str]:
    best = max(probabilities)
    name = names[list(probabilities).index(best)]
    why = (
        "Softmax deals out 100 % among these classes whatever it sees, and “none of them” is not among them."
        if trained
        else "The weights are random: all scores are about equal, and so are the shares."
    )
    return _range(best), say(
        "It says “{name}” with **{best:.1%}**, one of the {count} classes that it has. {why}",
        name=name if isinstance(name, Sentence) else plain.markdown(name), best=best, count=len(names), why=why,
    )  # fmt: skip


def _fewer(rows: "Sequence[Row]") -> tuple[bool | None, str]:
    maps = [row for row in rows if len(row.output_shape) == 3]
    if not maps:
        return None, "This network has no maps: choose one with convolutions."
    sizes = [prod(row.output_shape) for row in maps]
    for place, (before, after) in enumerate(pairwise(sizes)):
        if after > before:
            return False, say(
                "{layer} makes **{after:,}** numbers of the {before:,} before it: more maps, that are not smaller. "
                "From the first maps, {first:,}, to the last ones, {last:,}, they become fewer, but not in every "
                "step.",
                layer=f"`{maps[place + 1].name}`", after=after, before=before, first=sizes[0], last=sizes[-1],
            )  # fmt: skip
    return True, say(
        "The first maps hold {first:,} numbers, the last ones {last:,}, and none holds more than those before it.",
        first=sizes[0], last=sizes[-1],
    )  # fmt: skip


EXPERIMENTS = (
    Experiment("claim", "Deeper units see larger patterns.", measured),
    Experiment(
        "known",
        "The tiny VGG has learnt drawn shapes, but has never seen this one. How sure is it of its answer?",
        _sure,
        START | {"open-at": "known", "open-example": "5"},
        choices=SURE,
    ),
    Experiment(
        "photo",
        "The tiny VGG has seen nothing but six drawn shapes. How sure is it of its answer to a photo?",
        _sure,
        START,
        choices=SURE,
    ),
    Experiment(
        "random",
        "With random weights, how sure is the network of its answer?",
        _sure,
        {"open-network": "tiny_vgg", "open-weights": "random"},
        choices=SURE,
    ),
    Experiment(
        "fewer",
        "The deeper a layer, the fewer numbers its maps hold together.",
        _fewer,
        START,
    ),
)
