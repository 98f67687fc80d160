"""The experiments of the lesson 'ResNeXt: groups'."""

from collections.abc import Callable, Mapping

from cnnviz.lessons.experiment import Experiment
from cnnviz.lessons.resnext import claim
from cnnviz.networks.stack.summary import Summary


def _as_counted(
    what: str, counted: Mapping[str, Summary], measure: Callable[[], Mapping[str, float]]
) -> tuple[bool | None, str]:
    if what != "groups":
        return None, "This is measured on single convolutions: look at the number of groups in the lab."
    return claim.as_counted(counted, measure)


def _as_much(what: str, counted: Mapping[str, Summary]) -> tuple[bool | None, str]:
    if what != "block":
        return None, "This is measured on two whole blocks: look at the whole block in the lab."
    return claim.as_much(counted)


EXPERIMENTS = (
    Experiment(
        "claim",
        "A convolution with g groups costs 1/g of the multiply-adds, and so 1/g of the time.",
        _as_counted,
        {"resnext-what": "groups"},
    ),
    Experiment(
        "wider",
        "At the same cost, groups make the middle of a block wider: 32 groups of 4 channels cost as much as 64 "
        "channels without groups.",
        _as_much,
        {"resnext-what": "block"},
    ),
)
