"""Numbers as the app writes them in LaTeX: the one place for thousands, signs, powers of ten and aligned lines.

A text has 61,706 ("{:,}" of Python), a formula the same with the comma in braces, or TeX would put a space behind it.
"""

from collections.abc import Iterable, Sequence

from cnnviz.words import joined

A_LINE = 66  # characters of LaTeX, about what fits beside the tick
SPACE = r" \;"  # the last sign of a formula overhangs its box, which browsers would then let scroll


def grouped(count: int) -> str:
    """A whole number in full, its thousands separated.

    >>> grouped(61706)
    '61{,}706'
    """
    return f"{count:,}".replace(",", "{,}")


def number(value: float) -> str:
    r"""A value with four significant digits, without a negative zero.

    >>> number(-0.123456), number(12.0), number(2.5e-7)
    ('-0.1235', '12', '2.5 \\cdot 10^{-7}')
    """
    text = f"{value:.4g}" if value else "0"
    if "e" in text:
        mantissa, exponent = text.split("e")
        return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"
    return text


def said(sentence: str, command: str = "text") -> str:
    r"""A sentence with values as a part of a formula, whose parts `words.joined` puts together, so that its template is
    kept. Words without values need none of that: they are found in the formula itself.

    >>> from cnnviz.words import several
    >>> joined(["3 + 4 + ", said(several("{n} other", "{n} others", n=5))], "")
    '3 + 4 + \\text{5 others}'
    """
    return joined([rf"\{command}{{", sentence, "}"], "")


def shortened(terms: Iterable[str], most: int, between: str = " + ") -> str:
    r"""Terms in a row; of more than `most` the first ones and the last, with dots where some are left out.

    >>> shortened(["a", "b", "c"], 3), shortened(["a", "b", "c", "d"], 3)
    ('a + b + c', 'a + b + \\dots + d')
    """
    shown = list(terms)
    return between.join(shown if len(shown) <= most else [*shown[: most - 1], r"\dots", shown[-1]])


def bracketed(text: object) -> str:
    """A number as a factor or a summand: a negative one in brackets.

    >>> bracketed(-3), bracketed("−0.5"), bracketed(2)
    ('(-3)', '(−0.5)', '2')
    """
    text = str(text)
    return f"({text})" if text.startswith(("-", "\N{MINUS SIGN}")) else text


def factor(value: float) -> str:
    """A value as a factor or a summand, with four significant digits: a negative one in brackets."""
    return bracketed(number(value))


def times(numbers: Iterable[int]) -> str:
    r"""A product: 3 \cdot 28 \cdot 28."""
    return r" \cdot ".join(map(str, numbers))


def aligned(lines: Iterable[str], gap: str = "") -> str:
    """Lines below each other, which meet at their "&"; gap: more room between them, as "4pt"."""
    end = rf" \\[{gap}] " if gap else r" \\ "
    return joined([r"\begin{aligned} ", joined(lines, end), r" \end{aligned}"], "")


def summed(left: str, terms: Sequence[str], total: float) -> str:
    """left = term + term + … = total, aligned, a few terms on a line."""
    rows: list[str] = []
    for term in terms:
        if rows and len(rows[-1]) + len(term) < A_LINE:
            rows[-1] = joined([rows[-1], term], " + ")
        else:
            rows.append(term)
    first, *others = rows
    return aligned(
        [
            joined([f"{left} &= ", first], ""),
            *(joined([r"&\quad + ", row], "") for row in others),
            f"&= {number(total)}",
        ]
    )
