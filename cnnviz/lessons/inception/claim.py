"""What the claim of this lesson comes to: multiply-adds and times, without and with bottlenecks."""

from collections.abc import Callable, Mapping

from cnnviz import plain
from cnnviz.networks.designs.comparison import milliseconds
from cnnviz.networks.stack.summary import Summary


def tenth(counted: Mapping[str, Summary], measure: Callable[[], Mapping[str, float]]) -> tuple[bool, str]:
    """measure: gives the milliseconds of both, or raises ValueError that says why they cannot be had."""
    direct, narrow = (summary.total("multiply_adds") for summary in counted.values())
    measured = (
        f"**{direct / 1e6:,.1f} M** multiply-adds without, **{narrow / 1e6:,.1f} M** with bottlenecks: "
        f"1/{direct / narrow:.3g} of them."
    )
    try:
        slow, fast = measure().values()
        times = f"{milliseconds(slow)} and {milliseconds(fast)}"
        measured += f" On this machine they took {times}, the second 1/{slow / fast:.3g} of the first."
    except ValueError as error:
        measured += f" {plain.markdown(str(error))}"
    return 0.08 <= narrow / direct <= 0.125, measured
