"""The claim of this lesson, and what it comes to: the formula of the slides beside the layer."""

from cnnviz.operations import properties
from cnnviz.words import say


def slides(size: int, kernel: int, stride: int, padding: tuple[int, int], output: int) -> tuple[bool, str]:
    """The layer's numbers along its first axis; padding: before and after."""
    p = sum(padding)
    claimed = properties.slide_formula(size, kernel, stride, p)
    return (
        claimed == output,
        say(
            "With your numbers, p = {p} in all and rounded down, it gives **{claimed}**; the layer gives "
            "**{output}**. At n = 4, k = 3, s = 2 it gives {small_case} instead of 1: the 1 "
            "inside the fraction is one pixel too many wherever s divides n − k + p + 1.",
            p=p, claimed=claimed, output=output, small_case=properties.slide_formula(4, 3, 2, 0),
        ),
    )  # fmt: skip
