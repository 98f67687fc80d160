"""What the claim of this lesson comes to: multiply-adds and times of both."""

from collections.abc import Callable, Mapping

from cnnviz import plain
from cnnviz.networks.designs.comparison import milliseconds
from cnnviz.networks.stack.summary import Summary
from cnnviz.words import say


def as_fast_as_counted(
    counted: Mapping[str, Summary], measure: Callable[[], Mapping[str, float]]
) -> tuple[bool | None, str]:
    """measure: gives the milliseconds of both, or raises ValueError that says why they cannot be had."""
    ordinary, separable = (summary.total("multiply_adds") for summary in counted.values())
    said = say("**{factor:.3g}** times fewer multiply-adds", factor=ordinary / separable)
    try:
        slow, fast = measure().values()
    except ValueError as error:
        return None, say(
            "{said}; the time cannot be measured here. {error}", said=said, error=plain.markdown(str(error))
        )
    holds = slow / fast > 0.9 * ordinary / separable
    why = "" if holds else " A depthwise convolution reads much memory for few products, so memory sets its pace."
    times = f"{milliseconds(slow)}, {milliseconds(fast)}"
    return holds, say(
        "{said}, and on this machine **{faster:.3g}** times faster ({times}).{why}",
        said=said, faster=slow / fast, times=times, why=why,
    )  # fmt: skip
