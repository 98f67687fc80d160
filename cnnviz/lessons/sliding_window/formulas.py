"""How many windows there are, and what they cost one by one and in one pass, in LaTeX."""

from cnnviz.networks.designs.windows import Detector
from cnnviz.words import say
from cnnviz.writing.tex import grouped, said


def explain(detector: Detector, along: int) -> list[str]:
    """along: windows along each axis."""
    many, one = detector.costs(along)
    return [
        rf"\text{{windows along an axis}} = \frac{{n - w}}{{s}} + 1 = "
        rf"\frac{{{detector.picture(along)} - {detector.window}}}{{{detector.pool}}} + 1 = {along}",
        rf"\text{{every window by itself: }} {along}^2 \cdot {grouped(many // along**2)} = {grouped(many)}"
        r"\text{ multiply-adds}",
        said(
            say(
                "one pass: {count:,} multiply-adds, {ratio:.3g} times fewer",
                count=one,
                ratio=many / one,
            )
        ),
    ]
