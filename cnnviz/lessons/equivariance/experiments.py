"""The experiments of the lesson 'Equivariance'."""

from cnnviz.lessons.equivariance import claim
from cnnviz.lessons.experiment import Experiment, stated
from cnnviz.operations.equivariance import Measurement
from cnnviz.words import say


def _with_stride(kind: str, stride: int) -> str:
    if kind == "shift":
        return say(
            "With stride {stride} the output follows every shift of the picture, away from the border.", stride=stride
        )
    return say(
        "With stride {stride} the output follows this {kind} of the picture, away from the border.",
        stride=stride, kind=kind,
    )  # fmt: skip


def _never_turned(measured: Measurement, kind: str) -> tuple[bool | None, str]:
    if kind != "rotate":
        return None, "The picture is not turned now: choose rotate for T."
    if measured.interior is None:
        return None, "With these settings no value is away from the border: move the picture less."
    return not measured.equal_inside, say(
        "Away from the border the two orders differ by at most **{interior:.3g}**. The kernel is not turned along with "
        "the picture. But a kernel that is the same after the turn, as the Laplacian after a quarter turn, does not "
        "need to be; and a quarter turn moves pixels onto pixels, so that nothing has to be interpolated.",
        interior=measured.interior,
    )  # fmt: skip


def _where(measured: Measurement) -> tuple[str, str]:
    inside = 0.0 if measured.interior is None else measured.interior
    where = "nowhere" if measured.everywhere == 0 else "border" if measured.equal_inside else "everywhere"
    return where, say(
        "On the whole map the two orders differ by up to **{everywhere:.3g}**, away from the border by up to "
        "**{inside:.3g}**. A picture that is shifted ends where it did not end before, and what lay beyond comes in. "
        "If it goes on at its opposite side (circular) there is no border, and with stride 1 nothing is left.",
        everywhere=measured.everywhere, inside=inside,
    )  # fmt: skip


SOBEL = "-1 0 1; -2 0 2; -1 0 1"
LAPLACIAN = "0 1 0; 1 -4 1; 0 1 0"

EXPERIMENTS = (
    Experiment("claim", stated, claim.verdict),
    Experiment(
        "stride",
        _with_stride,
        claim.verdict,
        {"eq-move": "shift", "eq-dy": "0", "eq-dx": "1", "eq-stride": "2", "eq-kernel": SOBEL},
    ),
    Experiment(
        "quarter-turn",
        "Turn the picture first and filter then, or the other way round: these two are never the same.",
        _never_turned,
        {"eq-move": "rotate", "eq-degrees": "90", "eq-stride": "1", "eq-border": "zeros", "eq-kernel": LAPLACIAN},
    ),
    Experiment(
        "border",
        "Where do the two orders differ?",
        _where,
        {"eq-move": "shift", "eq-dy": "5", "eq-dx": "9", "eq-stride": "1", "eq-border": "circular", "eq-kernel": SOBEL},
        {"nowhere": "Nowhere", "border": "At the border only", "everywhere": "Inside, too"},
    ),
)
