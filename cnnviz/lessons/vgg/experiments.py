"""Experiments of the lesson on small kernels: what a stack sees, and what it costs."""

from collections.abc import Mapping

from cnnviz.lessons.experiment import Experiment, Number
from cnnviz.lessons.vgg import claim
from cnnviz.networks.stack.summary import Summary
from cnnviz.words import say


def _seen(seen: tuple[int, int], kernel: int, layers: int) -> tuple[int, str]:
    return seen[0], say(
        "The gradient of one unit reaches **{seen}** pixels a side: 1, and {more} more with each of the {layers} "
        "layers.",
        seen=seen[0], more=kernel - 1, layers=layers,
    )  # fmt: skip


def _memory(counted: Mapping[str, Summary]) -> tuple[bool, str]:
    stack, large = (summary.total("memory") for summary in counted.values())
    return stack < large, (
        say(
            "The stack keeps **{stack:,}** bytes of maps for one picture, the one kernel **{large:,}**: training needs "
            "the output of every layer, and the stack has more of them.",
            stack=stack, large=large,
        )
    )  # fmt: skip


EXPERIMENTS = (
    Experiment(
        "claim",
        "Small kernels one behind another have fewer parameters than one large kernel that sees as much.",
        claim.fewer,
    ),
    Experiment(
        "first-layer",
        "The stack has fewer parameters in a first layer as well, which turns 3 channels into 64.",
        claim.fewer,
        {"vgg-layers": "2", "vgg-k": "3", "vgg-in": "3", "vgg-out": "64"},
    ),
    Experiment(
        "seen",
        "How many pixels a side does one value see behind the small kernels?",
        _seen,
        {"vgg-layers": "3", "vgg-k": "3"},
        number=Number("pixels"),
    ),
    Experiment(
        "memory",
        "With fewer parameters the stack takes less memory for its maps, too.",
        _memory,
        {"vgg-layers": "2", "vgg-k": "3", "vgg-in": "64", "vgg-out": "64"},
    ),
)
