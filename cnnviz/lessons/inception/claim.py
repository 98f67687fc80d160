"""What the claim of this lesson comes to: multiply-adds and times, without and with bottlenecks."""

from collections.abc import Callable, Mapping

from cnnviz import plain
from cnnviz.networks.designs.comparison import milliseconds
from cnnviz.networks.stack.summary import Summary
from cnnviz.words import joined, say


def tenth(counted: Mapping[str, Summary], measure: Callable[[], Mapping[str, float]]) -> tuple[bool, str]:
    """measure: gives the milliseconds of both, or raises ValueError that says why they cannot be had."""
    direct, narrow = (summary.total("multiply_adds") for summary in counted.values())
    counts = say(
        "**{direct:,.1f} M** multiply-adds without, **{narrow:,.1f} M** with bottlenecks: 1/{factor:.3g} of them.",
        direct=direct / 1e6, narrow=narrow / 1e6, factor=direct / narrow,
    )  # fmt: skip
    try:
        slow, fast = measure().values()
        times = say(
            "On this machine they took {slow} and {fast}, the second 1/{factor:.3g} of the first.",
            slow=milliseconds(slow), fast=milliseconds(fast), factor=slow / fast,
        )  # fmt: skip
    except ValueError as error:
        times = plain.markdown(str(error))
    return 0.08 <= narrow / direct <= 0.125, joined([counts, times], " ")
