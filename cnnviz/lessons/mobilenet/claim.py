"""What the claim of this lesson comes to: multiply-adds and times of both."""

from collections.abc import Callable, Mapping

from cnnviz import plain
from cnnviz.networks.designs.comparison import milliseconds
from cnnviz.networks.stack.summary import Summary


def as_fast_as_counted(
    counted: Mapping[str, Summary], measure: Callable[[], Mapping[str, float]]
) -> tuple[bool | None, str]:
    """measure: gives the milliseconds of both, or raises ValueError that says why they cannot be had."""
    ordinary, separable = (summary.total("multiply_adds") for summary in counted.values())
    said = f"**{ordinary / separable:.3g}** times fewer multiply-adds"
    try:
        slow, fast = measure().values()
    except ValueError as error:
        return None, f"{said}; the time cannot be measured here. {plain.markdown(str(error))}"
    holds = slow / fast > 0.9 * ordinary / separable
    why = "" if holds else " A depthwise convolution reads much memory for few products, so memory sets its pace."
    times = f"{milliseconds(slow)}, {milliseconds(fast)}"
    return holds, f"{said}, and on this machine **{slow / fast:.3g}** times faster ({times}).{why}"
