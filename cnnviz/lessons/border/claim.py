"""What the claim of this lesson comes to: corner and middle, for this padding and for the others."""

from cnnviz.operations.border import Border, border, usage_map


def corners(n: int, k: int, found: Border) -> tuple[bool, str]:
    """found: for a kernel k × k on n × n pixels, with the window of the lab."""
    said = []
    for name in ("valid", "same", "full"):
        if name != "valid" or k <= n:
            other = border(usage_map((n, n), (k, k), padding=name))
            said.append(f"{name} {other.corner} against {other.centre}")
    return (
        found.corner < found.centre,
        f"Your corner pixel is used **{found.corner}** times, the middle one **{found.centre}** times. With stride 1, "
        f"no dilation and your {k} × {k} kernel on {n} × {n} pixels: {', '.join(said)}.",
    )
