"""Experiments of the lesson on depthwise separable convolutions: what they save, where, and when not."""

from collections.abc import Mapping

from cnnviz.lessons.experiment import Experiment, Number
from cnnviz.lessons.mobilenet import claim
from cnnviz.networks.stack.summary import Summary
from cnnviz.words import say

START = {"mobile-k": "3", "mobile-in": "256", "mobile-out": "256", "mobile-n": "28"}


def _costs(counted: Mapping[str, Summary]) -> tuple[int, int]:
    ordinary, separable = (summary.total("multiply_adds") for summary in counted.values())
    return ordinary, separable


def _fewer(counted: Mapping[str, Summary]) -> tuple[float, str]:
    ordinary, separable = _costs(counted)
    return ordinary / separable, say(
        "{ordinary:,} against {separable:,} multiply-adds: **{ratio:.3g}** times fewer. It is never more than k², and "
        "fewer output channels make it less.",
        ordinary=ordinary, separable=separable, ratio=ordinary / separable,
    )  # fmt: skip


def _depthwise(counted: Mapping[str, Summary]) -> tuple[bool, str]:
    separable = counted["depthwise separable"]
    share = separable.share("multiply_adds", "depthwise")
    return share > 0.5, (
        say(
            "The depthwise convolution takes **{share:.1%}** of the multiply-adds, the 1 × 1 convolution the others: "
            "it has a product for each pair of channels, the depthwise one k² for each channel.",
            share=share,
        )
    )  # fmt: skip


def _cheaper(counted: Mapping[str, Summary]) -> tuple[bool, str]:
    ordinary, separable = _costs(counted)
    return separable < ordinary, (
        say(
            "**{separable:,}** multiply-adds against **{ordinary:,}** of one convolution. Its share is "
            "1/C_out + 1/k², and with k = 1 the second part alone is 1.",
            separable=separable, ordinary=ordinary,
        )
    )  # fmt: skip


EXPERIMENTS = (
    Experiment(
        "claim",
        "A depthwise separable convolution saves as much time as multiply-adds.",
        claim.as_fast_as_counted,
    ),
    Experiment(
        "eight",
        "A layer gives few channels. How many times fewer multiply-adds does it take separably?",
        _fewer,
        START | {"mobile-out": "8"},
        number=Number("times", 0.1),
    ),
    Experiment(
        "where",
        "Most of the multiply-adds that are left are those of the depthwise convolution.",
        _depthwise,
        START,
    ),
    Experiment(
        "always",
        "A depthwise separable convolution is always cheaper than an ordinary one.",
        _cheaper,
        START | {"mobile-k": "1"},
    ),
)
