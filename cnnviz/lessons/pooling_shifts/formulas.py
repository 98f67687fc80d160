"""How much an output changes when the picture moves, in LaTeX."""

from torch import Tensor

from cnnviz.operations import shifts


def explain(moved: Tensor, still: Tensor) -> list[str]:
    """The definition, then these outputs (F, H, W) put in."""
    gap, size = float((moved - still).abs().mean()), float(still.abs().mean())
    return [
        r"\text{change} = \frac{\text{mean}\,|f(T x) - f(x)|}{\text{mean}\,|f(x)|}",
        rf"\frac{{{gap:.4g}}}{{{size:.4g}}} = {100 * float(shifts.change(moved, still)):.3g}\,\%",
    ]
