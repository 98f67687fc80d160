"""One output value as a formula: in symbols, then in the student's own numbers."""

from torch import Tensor

from cnnviz.convolution import Window

A_LINE = 70  # characters of LaTeX; longer lines do not fit beside the tick
MOST_TERMS = 9  # longer sums are written with their first and last terms


def number(value: float) -> str:
    """A value for LaTeX, four significant digits, without a negative zero."""
    text = f"{value:.4g}" if value else "0"
    if "e" in text:
        mantissa, exponent = text.split("e")
        return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"
    return text


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
    left = f"y[{position[0]}, {position[1]}]"
    if kernel.ndim == 2:
        pairs = zip(window.values.flatten().tolist(), kernel.flatten().tolist(), strict=True)
        terms = [rf"{number(value)} \cdot {_signed(weight)}" for value, weight in pairs]
    else:
        terms = [_signed(part) for part in window.partial_sums.tolist()]
    total = float(window.sum)
    if bias is not None:
        terms.append(_signed(bias))
        total += bias
    return [_aligned(left, terms, number(total))]


def _signed(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)


def _aligned(left: str, terms: list[str], total: str) -> str:
    """left = terms = total, a few terms on a line; a long sum shows its first and last terms."""
    if len(terms) > MOST_TERMS:
        terms = [*terms[:5], r"\dots", *terms[-2:]]
    rows: list[str] = []
    for term in terms:
        if rows and len(rows[-1]) + len(term) < A_LINE:
            rows[-1] += f" + {term}"
        else:
            rows.append(term)
    lines = [rf"{left} &= {rows[0]}", *(rf"&\quad + {row}" for row in rows[1:]), rf"&= {total}"]
    return r"\begin{aligned} " + r" \\ ".join(lines) + r" \end{aligned}"
