"""What the claim of this lesson comes to: what the stack and the large kernel see, and their parameters."""

from collections.abc import Mapping

from cnnviz.networks.stack.summary import Summary
from cnnviz.words import say


def fewer(counted: Mapping[str, Summary], seen: tuple[int, int]) -> tuple[bool, str]:
    """counted: the stack, then the large kernel; seen: pixels a side that they see, in the same order."""
    stack, large = (summary.total("parameters") for summary in counted.values())
    more = "In a first layer, with few in_channels, the stack pays for its later layers." if stack >= large else ""
    return seen[0] == seen[1] and stack < large, (
        say(
            "Both see {seen} × {seen} pixels. The stack has **{stack:,}** parameters, the one kernel **{large:,}**: "
            "**{factor:.3g}** times as many. {more}",
            seen=seen[0], stack=stack, large=large, factor=large / stack, more=more,
        )
    )  # fmt: skip
