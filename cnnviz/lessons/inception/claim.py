"""What the claim of this lesson comes to: multiply-adds and times, without and with bottlenecks."""

from collections.abc import Callable, Mapping

from cnnviz import plain
from cnnviz.networks.designs.comparison import milliseconds
from cnnviz.networks.stack.summary import Summary
from cnnviz.words import joined, say


def tenth(counted: Mapping[str, Summary], measure: Callable[[], Mapping[str, float]]) -> tuple[bool, str]:
    """measure: gives the milliseconds of both, or raises ValueError that says why they cannot be had."""
    direct, narrow = (summary.total("multiply_adds") for summary in counted.values())
    measured = say(
        "**{direct_over_1000000_0:,.1f} M** multiply-adds without, **{narrow_over_1000000_0:,.1f} M** with "
        "bottlenecks: "
        "1/{direct_over_narrow:.3g} of them.",
        direct_over_1000000_0=direct / 1e6, narrow_over_1000000_0=narrow / 1e6, direct_over_narrow=direct / narrow,
    )  # fmt: skip
    try:
        slow, fast = measure().values()
        times = say(
            "{milliseconds} and {milliseconds_2}", milliseconds=milliseconds(slow), milliseconds_2=milliseconds(fast)
        )
        measured = joined(
            [
                measured,
                say(
                    " On this machine they took {times}, the second 1/{slow_over_fast:.3g} of the first.",
                    times=times,
                    slow_over_fast=slow / fast,
                ),
            ],
            "",
        )
    except ValueError as error:
        measured += f" {plain.markdown(str(error))}"
    return 0.08 <= narrow / direct <= 0.125, measured
