"""What the claim of this lesson comes to: corner and middle, for this padding and for the others."""

from cnnviz.operations.border import Border, border, usage_map
from cnnviz.words import joined, say


def corners(n: int, k: int, found: Border) -> tuple[bool, str]:
    """found: for a kernel k × k on n × n pixels, with the window of the lab."""
    said = []
    for name in ("valid", "same", "full"):
        if name != "valid" or k <= n:
            other = border(usage_map((n, n), (k, k), padding=name))
            said.append(say("{name} {corner} against {centre}", name=name, corner=other.corner, centre=other.centre))
    return (
        found.corner < found.centre,
        say(
            "Your corner pixel is used **{corner}** times, the middle one **{centre}** times. With stride 1, "
            "no dilation and your {k} × {k} kernel on {n} × {n} pixels: {said}.",
            corner=found.corner, centre=found.centre, k=k, n=n, said=joined(said),
        ),
    )  # fmt: skip
