"""Experiments of the lesson on LeNet-5: where its parameters and its multiplications are, and how sure it is."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cnnviz.lessons.experiment import Experiment
from cnnviz.lessons.lenet import claim, experiment
from cnnviz.networks.designs.comparison import count
from cnnviz.networks.stack.summary import Summary
from cnnviz.words import say

if TYPE_CHECKING:
    from torch import Tensor

START = {"lenet-f1": "6", "lenet-f2": "16", "lenet-u1": "120", "lenet-u2": "84"}
FACTORS = {"once": "Hardly more: less than 1.25 times", "some": "1.25 to 1.75 times", "twice": "About twice as many"}
SURE = {"chance": "Below 25 %", "half": "25 % to 75 %", "sure": "Above 75 %"}


def _work(summary: Summary) -> tuple[bool, str]:
    share = summary.share("multiply_adds", "dense")
    return share > 0.5, (
        say(
            "The dense layers have {parameters:.1%} of the parameters and **{share:.1%}** of the multiply-adds. A "
            "dense layer uses each weight once for a picture, a convolution uses it at every place.",
            parameters=summary.share("parameters", "dense"), share=share,
        )
    )  # fmt: skip


def _twice(summary: Summary, sizes: tuple[int, int, int, int]) -> tuple[str, str]:
    first, second, *units = sizes
    fewer = count({"": experiment.network(max(1, first // 2), second, (units[0], units[1]))})[""]
    total, before = summary.total("parameters"), fewer.total("parameters")
    factor = total / before
    return "once" if factor < 1.25 else "some" if factor < 1.75 else "twice", (
        say(
            "**{before:,}** parameters with {half} filters in the first layer, **{total:,}** with {first}: "
            "{factor:.3g} times as many. Only both convolutions have more; the dense layers read what the second one "
            "gives.",
            before=before, half=max(1, first // 2), total=total, first=first, factor=factor,
        )
    )  # fmt: skip


def _pooling(summary: Summary) -> tuple[bool, str]:
    pools = [row for row in summary.rows if row.layer and "pool" in row.layer.kind]
    found = sum(row.parameters for row in pools)
    return found > 0, say(
        "The {pools} pooling layers have **{found}** parameters: the largest of four values and their mean need no "
        "weights.",
        pools=len(pools), found=found,
    )  # fmt: skip


def _sure(outputs: "Mapping[str, Tensor]", trained: bool) -> tuple[str, str]:
    best = float(outputs["softmax"].max())
    why = (
        "It has learnt digits like this one."
        if trained
        else "Its weights are random, and ten equal shares would be 10 % each."
    )
    return "chance" if best < 0.25 else "half" if best < 0.75 else "sure", say(
        "Its highest probability is **{best:.1%}**. {why}", best=best, why=why
    )


EXPERIMENTS = (
    Experiment(
        "claim",
        "Nearly all parameters of LeNet-5 are in its dense layers.",
        claim.where,
    ),
    Experiment(
        "work",
        "Most of the multiply-adds of LeNet-5 are in its dense layers.",
        _work,
        START,
    ),
    Experiment(
        "twice",
        "The first layer gets twice as many filters. How many times as many parameters has the network then?",
        _twice,
        START | {"lenet-f1": "12"},
        choices=FACTORS,
    ),
    Experiment(
        "pooling",
        "Max pooling in the place of average pooling adds parameters.",
        _pooling,
        START | {"lenet-pooling": "max"},
    ),
    Experiment(
        "sure",
        "Before any training, how sure is the network of the digit that it names?",
        _sure,
        START | {"lenet-activation": "tanh", "lenet-digit": "3"},
        choices=SURE,
    ),
)
