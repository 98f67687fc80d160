"""The claim of this lesson, and what it comes to: the values, and what the stride loses beside the size."""

from cnnviz.operations import properties
from cnnviz.operations.strides import Strided


def ordinal(number: int) -> str:
    """As in "every third"; every first is every single one."""
    return {1: "single", 2: "second", 3: "third"}.get(number, f"{number}th")


def statement(stride: int) -> str:
    """The sentence for this stride."""
    return f"Stride {stride} gives exactly every {ordinal(stride)} value of stride 1, so only size is lost."


def lost(found: Strided, stride: int) -> tuple[bool, str]:
    """Whether only size is lost: equal values, nothing too fine, no pixel unused."""
    gap, same = (
        measure(found.kept, found.every[::stride, ::stride]) for measure in (properties.difference, properties.agree)
    )
    return (
        bool(same) and found.too_fine < 0.005 and found.unused == 0,
        f"The values {'are' if same else 'are not'} the same: the largest difference is **{gap:.2g}**. "
        f"Beside the size, **{found.too_fine:.1%}** of the response's variation is too fine for every "
        f"{ordinal(stride)} value and comes back as false patterns, and **{found.unused:.1%}** of the input pixels are "
        "never used.",
    )
