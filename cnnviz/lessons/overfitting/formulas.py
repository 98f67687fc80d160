"""The gap between training and validation accuracy as a formula: in symbols, then in the student's own numbers."""

import math
from collections.abc import Sequence

from cnnviz.training.comparison.results import spread
from cnnviz.writing.tex import shortened

MOST_TERMS = 5  # longer sums are written with their first and last terms


def explain_gap(training: Sequence[float], validation: Sequence[float]) -> list[str]:
    """The gap between the mean accuracies on training and on validation pictures, in per cent."""
    seen, new = spread(training), spread(validation)
    return [
        r"\text{gap} = \bar{x}_\text{training} - \bar{x}_\text{validation}",
        rf"\bar{{x}}_\text{{training}} = \frac{{{_sum(_kept(training))}}}{{{seen.n}}} = {_percent(seen.mean)}\,\%",
        rf"\bar{{x}}_\text{{validation}} = \frac{{{_sum(_kept(validation))}}}{{{new.n}}} = "
        rf"{_percent(new.mean)}\,\%",
        rf"\text{{gap}} = {_percent(seen.mean)} - {_percent(new.mean)} = "
        rf"{_percent(seen.mean - new.mean)} \text{{ points}}",
    ]


def _kept(values: Sequence[float]) -> list[float]:
    return [value for value in values if math.isfinite(value)]


def _percent(value: float) -> str:
    return f"{100 * value:.2f}"


def _sum(values: Sequence[float]) -> str:
    return shortened(map(_percent, values), MOST_TERMS)
