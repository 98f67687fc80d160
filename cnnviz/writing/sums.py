"""Sums of products as LaTeX, short enough for a page: of whole signals, of one value, of slices of a volume."""

from collections.abc import Sequence

from cnnviz.words import joined, say
from cnnviz.writing.tex import factor, number, said, summed

MOST_TERMS = 8  # longer sums are written with their first and last terms


def places(terms: Sequence[float], least: int = 3, most: int = 9) -> int:
    """With how many decimals, from `least` on, the rounded terms add up to their rounded sum; `most` if with none.

    >>> places([4.43369, 2.89147]), places([0.0004, 0.0004])
    (3, 4)
    """
    for count in range(least, most):
        if round(sum(round(term, count) for term in terms), count) == round(sum(terms), count):
            return count
    return most


def sum_of_products(left: str, groups: Sequence[Sequence[tuple[float, float]]], total: float) -> str:
    """left = a1 · b1 + a2 · b2 + … = total; the pairs come in groups, and a long group shows its ends only."""
    terms: list[str] = []
    for pairs in groups:
        written = [rf"{factor(a)} \cdot {factor(b)}" for a, b in pairs]
        if len(written) > MOST_TERMS:
            between = len(written) - 5
            dots = joined([r"\underbrace{\cdots}_{", said(say("{count} more", count=between)), "}"], "")
            written = [*written[:3], dots, *written[-2:]]
        terms += written or ["0"]
    return summed(left, terms, total)


def discrete_slide(
    pairs: Sequence[tuple[float, float]], time: float, value: float, operation: str, step: float = 1.0
) -> list[str]:
    """One value of a discrete convolution or cross-correlation, in symbols and with its products."""
    sign, inner = (r"\ast", "n - i") if operation == "convolution" else (r"\star", "i - n")
    return [
        rf"(f {sign} g)[n] = \sum_i f[i]\; g[{inner}]",
        sum_of_products(rf"(f {sign} g)[{time:.0f}]", [pairs], value / step),
    ]


def continuous_slide(
    pairs: Sequence[tuple[float, float]], time: float, value: float, operation: str, step: float
) -> list[str]:
    """One value of a continuous one: the integral, the sum of the samples' products, and the sum times dt."""
    sign, before, after = (r"\ast", "t - ", "") if operation == "convolution" else (r"\star", "", " - t")
    inner, sampled = (rf"{before}\tau{index}{after}" for index in ("", "_i"))
    total = value / step
    return [
        rf"(f {sign} g)(t) = \int f(\tau)\, g({inner})\, d\tau \approx dt \sum_i f(\tau_i)\, g({sampled})",
        sum_of_products(r"\textstyle\sum_i", [pairs], total),
        rf"(f {sign} g)({number(time)}) \approx {step:g} \cdot {factor(total)} = {number(value)}",
    ]


def slid_kernel(values: Sequence[float], kernel: Sequence[float], at: int, value: float) -> list[str]:
    """One value of a kernel slid along a signal with padding "same", in symbols and with its products."""
    before = (len(kernel) - 1) // 2
    pairs = [
        (float(weight), float(values[at + a - before]))
        for a, weight in enumerate(kernel)
        if 0 <= at + a - before < len(values)
    ]
    return [
        rf"y[i] = \sum_{{a=0}}^{{{len(kernel) - 1}}} k[a]\; x[i + a - {before}]",
        sum_of_products(f"y[{at}]", [pairs], value),
    ]


def slid_volume(shape: Sequence[int], shares: Sequence[float], at: Sequence[int]) -> list[str]:
    """One value of a 3-D kernel of this shape, in symbols and as the sum of the shares of its slices."""
    sums = " ".join(rf"\sum_{{{name}=0}}^{{{count - 1}}}" for name, count in zip("abc", shape, strict=True))
    window = ", ".join(f"{axis} + {name} - {(n - 1) // 2}" for axis, name, n in zip("zyx", "abc", shape, strict=True))
    return [
        rf"r[z, y, x] = {sums} k[a, b, c]\; v[{window}]",
        summed(f"r[{', '.join(map(str, at))}]", [factor(share) for share in shares], sum(shares)),
    ]
