"""One output value as a formula: in symbols, then in the student's own numbers."""

from torch import Tensor

from cnnviz.convolution import Window
from cnnviz.writing.tex import factor, number, summed

MOST_TERMS = 9  # longer sums are written with their first and last terms


def cross_correlation_symbols(channels: int = 1, bias: bool = False) -> str:
    """The formula as in the book; with several channels the sum runs over them too."""
    sums = r"\sum_{c}\sum_{i}\sum_{j}" if channels > 1 else r"\sum_{i}\sum_{j}"
    index = "c, " if channels > 1 else ""
    term = rf"k[{index}i, j]\; x[{index}r s + i d - p,\; q s + j d - p]"
    return rf"y[r, q] = {sums} {term}" + (" + b" if bias else "")


def cross_correlation_numbers(
    window: Window, kernel: Tensor, position: tuple[int, int], *, bias: float | None = None
) -> list[str]:
    """The same formula at one position with every value substituted, and the result.

    window: of this kernel (h, w) on one channel, or (C, h, w) on C channels, whose partial sums are then added.
    """
    if kernel.ndim == 2:
        pairs = zip(window.values.flatten().tolist(), kernel.flatten().tolist(), strict=True)
        terms = [rf"{number(value)} \cdot {factor(weight)}" for value, weight in pairs]
    else:
        terms = [factor(part) for part in window.partial_sums.tolist()]
    total = float(window.sum)
    if bias is not None:
        terms.append(factor(bias))
        total += bias
    if len(terms) > MOST_TERMS:
        terms = [*terms[:5], r"\dots", *terms[-2:]]
    return [summed(f"y[{position[0]}, {position[1]}]", terms, total)]
