"""Accuracies of several runs in LaTeX, in per cent."""

import math
from collections.abc import Iterable, Sequence

from cnnviz.writing.tex import shortened

MOST_TERMS = 5  # longer sums are written with their first and last terms


def in_percent(share: float) -> str:
    """A share with two digits behind the point, without the sign.

    >>> in_percent(0.98765)
    '98.77'
    """
    return f"{100 * share:.2f}"


def finite(shares: Iterable[float]) -> list[float]:
    """Without those of runs that have none yet, or that diverged."""
    return [share for share in shares if math.isfinite(share)]


def summed(shares: Sequence[float]) -> str:
    r"""Their sum, term by term.

    >>> summed([0.5, 0.25, math.nan])
    '50.00 + 25.00'
    """
    return shortened(map(in_percent, finite(shares)), MOST_TERMS)
