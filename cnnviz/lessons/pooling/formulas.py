"""One output of a pooling in LaTeX: the formula, and the values of its window put in."""

from torch import Tensor

from cnnviz import kernels
from cnnviz.operations.pooling import window_values
from cnnviz.writing.tex import factor, number

LONGEST_LIST = 48  # characters of LaTeX; longer lists do not fit beside the tick
SYMBOLS = {
    "max": r"y[r, q] = \max_{0 \le i, j < k} x[r s + i - p,\; q s + j - p]",
    "average": r"y[r, q] = \frac{1}{k^2} \sum_{i, j} x[r s + i - p,\; q s + j - p]",
    "L2": r"y[r, q] = \sqrt{\sum_{i, j} x[r s + i - p,\; q s + j - p]^2}",
    "weighted": r"y[r, q] = \sum_{i, j} w[i, j]\; x[r s + i - p,\; q s + j - p], \quad \sum_{i, j} w[i, j] = 1",
    "global": r"y = \frac{1}{H W} \sum_{r, q} x[r, q]",
}


def explain(
    kind: str, image: Tensor, output: Tensor, at: tuple[int, int], window: int, *, stride: int, padding: int,
    ceil_mode: bool, sigma: float,
) -> list[str]:  # fmt: skip
    """The output (H', W') of an image (H, W) at (row, column); the settings are those of `pooling.pool`."""
    seen, weights = image, None
    if kind != "global":
        seen = window_values(image, at, window, stride=stride, padding=padding, kind=kind)
        weights = kernels.gaussian(window, sigma)
    return [
        SYMBOLS[kind],
        rf"\begin{{aligned}} y[{at[0]}, {at[1]}] &= {substituted(kind, seen, window, weights)} \\ "
        rf"&= {float(output[at]):.4g} \end{{aligned}}",
    ]


def substituted(kind: str, values: Tensor, window: int, weights: Tensor | None = None) -> str:
    """The formula of a kind with the values of one window (h, w), in LaTeX without its left side and result."""
    shown = [factor(v) for v in values.flatten().tolist()]
    match kind:
        case "max":
            return rf"\max({_listed([term.strip('()') for term in shown], ', ')})"
        case "L2":
            scale = rf"\tfrac{{{window * window}}}{{{values.numel()}}} \cdot " if values.numel() < window**2 else ""
            bases = [f"({term})" if r"\cdot" in term and term[0] != "(" else term for term in shown]  # (1 · 10⁻⁵)²
            squares = _listed([f"{term}^2" for term in bases], " + ")
            return rf"\sqrt{{{f'{scale}({squares})' if scale else squares}}}"
        case "weighted" if weights is not None:
            products = zip(weights.flatten().tolist(), shown, strict=True)
            return _listed([rf"{number(weight)} \cdot {term}" for weight, term in products], " + ")
    return rf"\frac{{{_listed(shown, ' + ')}}}{{{values.numel()}}}"


def _listed(terms: list[str], between: str) -> str:
    """Terms one after another; a list too long for a line shows the first three and the last."""
    listed = between.join(terms)
    return listed if len(listed) <= LONGEST_LIST else between.join([*terms[:3], r"\dots", terms[-1]])
