"""Experiments of the lesson on groups: what they save, in counts and in time, and blocks at the same cost."""

from collections.abc import Callable, Mapping

from cnnviz.lessons.experiment import Experiment, Number
from cnnviz.lessons.resnext import claim
from cnnviz.networks.stack.summary import Summary
from cnnviz.words import say

GROUPS = {"resnext-what": "groups", "resnext-in": "256", "resnext-n": "28", "resnext-k": "3"}
BLOCK = {"resnext-what": "block", "resnext-in": "256", "resnext-n": "28", "resnext-width": "64"}
GROUPS_FIRST = "This is measured on single convolutions: look at the number of groups in the lab."
BLOCK_FIRST = "This is measured on two whole blocks: look at the whole block in the lab."


def _as_counted(
    what: str, counted: Mapping[str, Summary], measure: Callable[[], Mapping[str, float]]
) -> tuple[bool | None, str]:
    if what != "groups":
        return None, GROUPS_FIRST
    return claim.as_counted(counted, measure)


def _depthwise(what: str, counted: Mapping[str, Summary], channels: int) -> tuple[int | None, str]:
    if what != "groups":
        return None, GROUPS_FIRST
    most = list(counted.values())[-1].rows[0]
    groups = most.layer.groups if most.layer else 1
    return channels // groups, say(
        "{channels} channels in {groups} groups: a filter reads **{each}** of them, and the layer has {weights:,} "
        "weights.",
        channels=channels, groups=groups, each=channels // groups, weights=most.parameters,
    )  # fmt: skip


def _as_much(what: str, counted: Mapping[str, Summary]) -> tuple[bool | None, str]:
    if what != "block":
        return None, BLOCK_FIRST
    return claim.as_much(counted)


def _middle(what: str, counted: Mapping[str, Summary]) -> tuple[bool | None, str]:
    if what != "block":
        return None, BLOCK_FIRST
    shares = []
    for summary in counted.values():
        middle = sum(row.multiply_adds for row in summary.rows if row.layer and row.layer.kernel == 3)
        shares.append(middle / summary.total("multiply_adds"))
    return min(shares) > 0.5, (
        say(
            "The 3 × 3 convolution takes {first:.0%} of the multiply-adds of the block without groups and "
            "**{second:.0%}** of those of the block with groups. The 1 × 1 convolutions around it have no groups and "
            "read all channels.",
            first=shares[0], second=shares[1],
        )
    )  # fmt: skip


EXPERIMENTS = (
    Experiment(
        "claim",
        "A convolution with g groups takes 1/g of the time.",
        _as_counted,
        {"resnext-what": "groups"},
    ),
    Experiment(
        "depthwise",
        "In the last of these convolutions, how many channels does one filter read?",
        _depthwise,
        GROUPS,
        number=Number(),
    ),
    Experiment(
        "wider",
        "At the same cost, groups make the middle of a block wider: 32 groups of 4 channels cost as much as 64 "
        "channels without groups.",
        _as_much,
        BLOCK | {"resnext-groups": "32", "resnext-each": "4"},
    ),
    Experiment(
        "twice",
        "64 groups of 4 channels, too, cost as much as 64 channels without groups.",
        _as_much,
        BLOCK | {"resnext-groups": "64", "resnext-each": "4"},
    ),
    Experiment(
        "middle",
        "In both blocks most of the multiply-adds are in the 3 × 3 convolution.",
        _middle,
        BLOCK | {"resnext-groups": "32", "resnext-each": "4"},
    ),
)
