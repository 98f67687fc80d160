"""What the claim of this lesson comes to: how much the output changes when the picture moves."""

from cnnviz.operations import shifts

INVARIANT = 0.05  # a change of 5 % and less passes for none


def invariance(found: dict[str, shifts.Curve], pooling: str) -> tuple[bool, str]:
    """found: the changes for each kind of pooling, of which one is looked at."""
    rows = [
        f"by {by}: **{found[pooling].mean[by]:.1%}** with {pooling} pooling, {found['none'].mean[by]:.1%} without, "
        f"{found['max blur'].mean[by]:.1%} with max and blur"
        for by in (1, 2, 3)
    ]
    less = bool((found[pooling].mean[1:4] < found["none"].mean[1:4]).all())
    return (
        bool(found[pooling].mean[1:4].max() <= INVARIANT),
        f"Invariant would be 0 % (up to {INVARIANT:.0%} passes here). When the picture moves {'; '.join(rows)}. "
        f"So the output changes {'less' if less else 'no less'} than without pooling.",
    )
