"""Local response normalisation in LaTeX, with its definition and at one value."""

from cnnviz.operations.normalisation import Normalised


def explain(value: Normalised, k: float, alpha: float, beta: float) -> list[str]:
    """The definition, then a value of a map put in; k, alpha and beta are those of the paper."""
    return [
        r"b_i = a_i \Big/ \Big(k + \alpha \sum_j a_j^2\Big)^{\beta}",
        rf"b_{{{value.channel}}} = {value.before:.4f} / ({k:g} + {alpha:g} \cdot {value.squares:.4f})^{{{beta:g}}} = "
        rf"{value.after:.5f}",
    ]
