"""How many windows there are, and what they cost one by one and in one pass, in LaTeX."""

from cnnviz.networks.designs.windows import Detector
from cnnviz.writing.tex import grouped


def explain(detector: Detector, along: int) -> list[str]:
    """along: windows along each axis."""
    many, one = detector.costs(along)
    return [
        rf"\frac{{n - w}}{{s}} + 1 = \frac{{{detector.picture(along)} - {detector.window}}}{{{detector.pool}}} + 1 = "
        rf"{along}\text{{ windows along an axis}}",
        rf"\text{{every window by itself: }} {along}^2 \cdot {grouped(many // along**2)} = {grouped(many)}"
        r"\text{ multiply-adds}",
        rf"\text{{one pass: }} {grouped(one)}\text{{ multiply-adds, }} {many / one:.3g}\text{{ times fewer}}",
    ]
