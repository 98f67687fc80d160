"""What the claim of this lesson comes to: how much the output changes when the picture moves."""

from cnnviz.operations import shifts
from cnnviz.words import joined, say

INVARIANT = 0.05  # a change of 5 % and less passes for none


def invariance(found: dict[str, shifts.Curve], pooling: str) -> tuple[bool, str]:
    """found: the changes for each kind of pooling, of which one is looked at."""
    rows = [
        say(
            "by {by}: **{mean:.1%}** with {pooling} pooling, {without:.1%} without, {blurred:.1%} with max and blur",
            by=by, mean=found[pooling].mean[by], pooling=pooling, without=found["none"].mean[by],
            blurred=found["max blur"].mean[by],
        )
        for by in (1, 2, 3)
    ]  # fmt: skip
    less = bool((found[pooling].mean[1:4] < found["none"].mean[1:4]).all())
    return (
        bool(found[pooling].mean[1:4].max() <= INVARIANT),
        say(
            "Invariant would be 0 % (up to {passes:.0%} passes here). When the picture moves {rows}. {so}",
            passes=INVARIANT, rows=joined(rows, "; "),
            so="So the output changes less than without pooling."
            if less
            else "So the output changes no less than without pooling.",
        ),
    )  # fmt: skip
