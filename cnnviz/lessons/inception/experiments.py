"""Experiments of the lesson on inception blocks: when a bottleneck pays, and what a block gives."""

from collections.abc import Mapping

from cnnviz.lessons.experiment import Experiment, Number
from cnnviz.lessons.inception import claim
from cnnviz.networks.stack.summary import Summary
from cnnviz.words import say

BRANCH = {"inception-what": "branch", "inception-n": "28", "inception-in": "192", "inception-out": "32"}
BLOCK = {"inception-what": "block", "inception-n": "28", "inception-in": "192"}


def _costs(counted: Mapping[str, Summary]) -> tuple[int, int]:
    direct, narrow = (summary.total("multiply_adds") for summary in counted.values())
    return direct, narrow


def _pays(counted: Mapping[str, Summary]) -> tuple[bool, str]:
    direct, narrow = _costs(counted)
    return narrow < direct, (
        say(
            "**{narrow:,}** multiply-adds with, **{direct:,}** without. The 1 × 1 convolution has a cost of its own, "
            "so a wide bottleneck costs more than it saves.",
            narrow=narrow, direct=direct,
        )
    )  # fmt: skip


def _fewer_maps(counted: Mapping[str, Summary]) -> tuple[bool, str]:
    naive, narrow = (summary.shape[0] for summary in counted.values())
    return narrow < naive, (
        say(
            "Without bottlenecks there are {naive} channels behind the design, with them {narrow}: a bottleneck makes "
            "what a kernel reads narrower, and leaves what it gives as it is.",
            naive=naive, narrow=narrow,
        )
    )  # fmt: skip


def _channels(counted: Mapping[str, Summary]) -> tuple[int, str]:
    found = list(counted.values())[-1].shape[0]
    return found, say(
        "**{found}**. The channels of branches that are concatenated add up; those of the bottlenecks inside do not "
        "leave their branch.",
        found=found,
    )  # fmt: skip


EXPERIMENTS = (
    Experiment(
        "claim",
        "A bottleneck of 1 × 1 filters brings the multiplications down to about a tenth.",
        claim.tenth,
    ),
    Experiment(
        "wide",
        "A bottleneck of 160 filters, narrower than the 192 channels before it, still saves multiply-adds.",
        _pays,
        BRANCH | {"inception-k": "5", "inception-between": "160"},
    ),
    Experiment(
        "one-by-one",
        "Before a kernel of 1 × 1, too, the bottleneck brings the multiplications down to about a tenth.",
        claim.tenth,
        BRANCH | {"inception-k": "1", "inception-between": "16"},
    ),
    Experiment(
        "fewer-maps",
        "With bottlenecks a whole inception block gives fewer channels than without.",
        _fewer_maps,
        BLOCK,
    ),
    Experiment(
        "channels",
        "The outputs of the branches are concatenated. How many channels does the block give?",
        _channels,
        BLOCK
        | {
            "inception-w0": "64",
            "inception-w2": "128",
            "inception-w4": "32",
            "inception-w5": "32",
        },
        number=Number(),
    ),
)
