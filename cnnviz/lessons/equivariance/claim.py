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
    text = say("Away from the border the two orders differ by at most **{interior:.3g}**", interior=measured.interior)
    if measured.equal_inside:
        text = joined([text, ", which is only rounding." if measured.interior else "."], "")
        return True, joined([text, "" if kind == "shift" else " With this kernel or this amount it makes no odds."], "")
    if kind != "shift":
        return False, joined([text, ": the kernel itself is not turned or zoomed with the picture."], "")
    return (
        False,
        joined(
            [
                text,
                say(
                    ": with stride {stride} only shifts by multiples of {stride} pixels can be followed.", stride=stride
                ),
            ],
            "",
        ),
    )
