"""The claims of this lesson, and what they come to: the values, and what the stride loses beside the size."""

from cnnviz.operations import properties
from cnnviz.operations.strides import Strided
from cnnviz.words import say


def ordinal(number: int) -> str:
    """As in "every third"; every first is every single one."""
    return {1: "single", 2: "second", 3: "third"}.get(number, f"{number}th")


def statement(stride: int) -> str:
    """The sentence for this stride."""
    return say(
        "Stride {stride} gives exactly every {ordinal} value of stride 1.",
        stride=stride,
        ordinal=ordinal(stride),
    )


def the_same(found: Strided, stride: int) -> tuple[bool, str]:
    """Whether the values are those of stride 1 at every stride-th place."""
    expected = found.every[::stride, ::stride]
    return properties.agree(found.kept, expected), say(
        "Of the {all:,} values of stride 1 it gives {kept:,}; the largest difference is **{gap:.2g}**. A stride "
        "computes the same sums at fewer places.",
        all=found.every.numel(), kept=found.kept.numel(), gap=properties.difference(found.kept, expected),
    )  # fmt: skip


def lost(found: Strided, stride: int) -> tuple[bool, str]:
    """Whether only size is lost: nothing too fine, no pixel unused."""
    return (
        found.too_fine < 0.005 and found.unused == 0,
        say(
            "Beside the size, **{too_fine:.1%}** of the response's "
            "variation is too fine for every {ordinal} value and comes back as false patterns, and **{unused:.1%}** of "
            "the input pixels are never used.",
            too_fine=found.too_fine, ordinal=ordinal(stride), unused=found.unused,
        ),
    )  # fmt: skip
