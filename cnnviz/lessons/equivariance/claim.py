"""What the claim of this lesson comes to: how far the two orders lie apart."""

from cnnviz.operations.equivariance import Measurement


def verdict(measured: Measurement, kind: str, stride: int) -> tuple[bool, str]:
    """kind: of the transformation, "shift", "rotate" or "zoom"; stride: of the layer."""
    if measured.interior is None:
        return (
            False,
            "With these settings no value is away from the border: move the picture less, or use a larger one.",
        )
    text = f"Away from the border the two orders differ by at most **{measured.interior:.3g}**"
    if measured.equal_inside:
        text += ", which is only rounding." if measured.interior else "."
        return True, text + ("" if kind == "shift" else " With this kernel or this amount it makes no odds.")
    if kind != "shift":
        return False, text + ": the kernel itself is not turned or zoomed with the picture."
    return (
        False,
        text + f": with stride {stride} only shifts by multiples of {stride} pixels can be followed.",
    )
