"""Experiments of the lesson on DenseNet: how channels, parameters and memory grow."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from cnnviz.lessons.densenet import claim
from cnnviz.lessons.experiment import Experiment, Number
from cnnviz.networks.stack.summary import Summary
from cnnviz.words import say

START = {"dense-in": "64", "dense-k": "32", "dense-layers": "6", "dense-n": "28"}


def _channels(given: Sequence[int], growth: int) -> tuple[int, str]:
    return given[-1], say(
        "{first} + {layers} · {growth} = **{last}**: every layer adds {growth} maps to those that are there.",
        first=given[0], layers=len(given) - 1, growth=growth, last=given[-1],
    )  # fmt: skip


def _doubles(given: Sequence[int]) -> tuple[bool, str]:
    factors = [after / before for before, after in pairwise(given)]
    return all(factor == 2 for factor in factors), (
        say(
            "From {first} channels to {last}. The first layer makes it {first_factor:.3g} times as many, the last one "
            "{last_factor:.3g} times: the same number is added each time, so they grow along a straight line.",
            first=given[0], last=given[-1], first_factor=factors[0], last_factor=factors[-1],
        )
    )  # fmt: skip


def _memory(counted: Mapping[str, Summary]) -> tuple[bool, str]:
    kept = list(counted["dense block"].rows)
    copied = sum(row.memory for row in kept if len(row.path) == 1)
    new = sum(row.memory for row in kept if row.layer and row.layer.kind == "convolution")
    return copied <= new, (
        say(
            "The new maps of all layers take **{new:,}** bytes, the concatenations of them with all earlier maps "
            "**{copied:,}**, if each is written out: then every map is copied again in each layer behind it.",
            new=new, copied=copied,
        )
    )  # fmt: skip


def _last(counted: Mapping[str, Summary]) -> tuple[bool, str]:
    weights = [row.parameters for row in counted["dense block"].rows if row.parameters]
    return max(weights) == min(weights), (
        say(
            "The first layer has **{first:,}** weights, the last one **{last:,}**: each adds as many maps, but a "
            "later one reads more.",
            first=weights[0], last=weights[-1],
        )
    )  # fmt: skip


EXPERIMENTS = (
    Experiment(
        "claim",
        "A dense block has far fewer parameters than plain layers that are as wide.",
        claim.fewer,
    ),
    Experiment(
        "channels",
        "How many channels leave the block?",
        _channels,
        START,
        number=Number(),
    ),
    Experiment(
        "doubles",
        "The channels double from layer to layer.",
        _doubles,
        START,
    ),
    Experiment(
        "equal",
        "All layers of the block have equally many weights.",
        _last,
        START,
    ),
    Experiment(
        "memory",
        "Keeping all concatenations takes no more memory than the new maps themselves.",
        _memory,
        START,
    ),
)
