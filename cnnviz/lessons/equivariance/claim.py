"""What the claim of this lesson comes to: how far the two orders lie apart."""

from cnnviz.operations.equivariance import Measurement
from cnnviz.words import joined, say


def verdict(measured: Measurement, kind: str, stride: int) -> tuple[bool, str]:
    """kind: of the transformation, "shift", "rotate" or "zoom"; stride: of the layer."""
    if measured.interior is None:
        return (
            False,
            "With these settings no value is away from the border: move the picture less, or use a larger one.",
        )
    differ = say("Away from the border the two orders differ by at most **{most:.3g}**", most=measured.interior)
    if measured.equal_inside:
        text = say("{differ}, which is only rounding." if measured.interior else "{differ}.", differ=differ)
        if kind != "shift":
            text = joined([text, "With this kernel or this amount it makes no odds."], " ")
        return True, text
    if kind != "shift":
        return False, say("{differ}: the kernel itself is not turned or zoomed with the picture.", differ=differ)
    return False, say(
        "{differ}: with stride {stride} only shifts by multiples of {stride} pixels can be followed.",
        differ=differ, stride=stride,
    )  # fmt: skip
