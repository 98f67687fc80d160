"""Compound scaling in LaTeX: the factor of the multiply-adds, and what φ makes of depth, width and resolution."""

from cnnviz.networks.designs import scaling


def explain(alpha: float, beta: float, gamma: float, phi: float) -> list[str]:
    """Raises ValueError for a network too large or too small."""
    scale = scaling.compound(alpha, beta, gamma, phi)
    return [
        rf"\alpha \cdot \beta^2 \cdot \gamma^2 = {alpha:g} \cdot {beta:g}^2 \cdot {gamma:g}^2 = "
        rf"{scaling.growth(alpha, beta, gamma):.3f}",
        rf"d = {alpha:g}^{{{phi:g}}} = {scale.depth:.3f} \quad w = {beta:g}^{{{phi:g}}} = {scale.width:.3f} \quad "
        rf"r = 224 \cdot {gamma:g}^{{{phi:g}}} = {scale.resolution}",
    ]
