"""One output of a pooling in LaTeX: the formula, and the values of its window put in."""

from torch import Tensor

from cnnviz import kernels
from cnnviz.operations.pooling import SYMBOLS, substituted, window_values


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
