"""The claim of this lesson, and what it comes to: the values, and what the stride loses beside the size."""

from cnnviz.operations import properties
from cnnviz.operations.strides import Strided
from cnnviz.words import say


def ordinal(number: int) -> str:
    """As in "every third"; every first is every single one."""
    return {1: "single", 2: "second", 3: "third"}.get(number, f"{number}th")


def statement(stride: int) -> str:
    """The sentence for this stride."""
    return say(
        "Stride {stride} gives exactly every {ordinal} value of stride 1, so only size is lost.",
        stride=stride,
        ordinal=ordinal(stride),
    )


def lost(found: Strided, stride: int) -> tuple[bool, str]:
    """Whether only size is lost: equal values, nothing too fine, no pixel unused."""
    gap, same = (
        measure(found.kept, found.every[::stride, ::stride]) for measure in (properties.difference, properties.agree)
    )
    return (
        bool(same) and found.too_fine < 0.005 and found.unused == 0,
        say(
            "{same}: the largest difference is **{gap:.2g}**. Beside the size, **{too_fine:.1%}** of the response's "
            "variation is too fine for every {ordinal} value and comes back as false patterns, and **{unused:.1%}** of "
            "the input pixels are never used.",
            same="The values are the same" if same else "The values are not the same", gap=gap,
            too_fine=found.too_fine, ordinal=ordinal(stride), unused=found.unused,
        ),
    )  # fmt: skip
