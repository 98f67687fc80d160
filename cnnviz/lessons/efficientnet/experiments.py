"""Experiments of the lesson on scaling: what depth, width and resolution cost, alone and together."""

from collections.abc import Mapping

from cnnviz.lessons.efficientnet import claim
from cnnviz.lessons.experiment import Experiment
from cnnviz.networks.designs.scaling import Counted
from cnnviz.words import say

START = {"eff-a": "1.2", "eff-b": "1.1", "eff-g": "1.15"}
WAYS = {"depth only": "Depth", "width only": "Width", "resolution only": "Resolution"}


def _free(counted: Mapping[str, Counted]) -> tuple[bool, str]:
    before, one = counted["B0"], counted["resolution only"]
    return one.parameters == before.parameters, (
        say(
            "**{parameters:,}** parameters against {before:,} of B0, and {work:.3g} times the multiply-adds: kernels "
            "are slid over more pixels, and none is added.",
            parameters=one.parameters, before=before.parameters, work=one.multiply_adds / before.multiply_adds,
        )
    )  # fmt: skip


def _most(counted: Mapping[str, Counted]) -> tuple[str, str]:
    found = {name: counted[name].parameters for name in WAYS}
    most = max(found, key=found.__getitem__)
    return most, say(
        "Parameters: depth {depth:,}, width {width:,}, resolution {resolution:,}. Multiply-adds: {depth_work:,}, "
        "{width_work:,} and {resolution_work:,}.",
        depth=found["depth only"], width=found["width only"], resolution=found["resolution only"],
        depth_work=counted["depth only"].multiply_adds, width_work=counted["width only"].multiply_adds,
        resolution_work=counted["resolution only"].multiply_adds,
    )  # fmt: skip


def _nothing(counted: Mapping[str, Counted]) -> tuple[bool, str]:
    before, all_three = counted["B0"], counted["all three"]
    return all_three == before, (
        say(
            "{parameters:,} parameters and {work:,} multiply-adds; B0 has {base_parameters:,} and {base_work:,}. Every "
            "factor to the power 0 is 1.",
            parameters=all_three.parameters, work=all_three.multiply_adds, base_parameters=before.parameters,
            base_work=before.multiply_adds,
        )
    )  # fmt: skip


EXPERIMENTS = (
    Experiment(
        "claim",
        "With α · β² · γ² ≈ 2 the multiply-adds grow by 2^φ: one step doubles them.",
        claim.doubles,
    ),
    Experiment(
        "seven",
        "Seven steps, about B7, multiply the multiply-adds by 2⁷ = 128.",
        claim.doubles,
        START | {"eff-phi": "7.0"},
    ),
    Experiment(
        "free",
        "Larger pictures alone cost not a single parameter.",
        _free,
        START | {"eff-phi": "1.0"},
    ),
    Experiment(
        "most",
        "The same factor is spent on one dimension alone. Which of the three adds the most parameters?",
        _most,
        START | {"eff-phi": "1.0"},
        choices=WAYS,
    ),
    Experiment(
        "nothing",
        "With φ = 0 it does not matter what α, β and γ are: the network is B0.",
        _nothing,
        {"eff-a": "2.0", "eff-b": "1.5", "eff-g": "1.3", "eff-phi": "0.0"},
    ),
)
