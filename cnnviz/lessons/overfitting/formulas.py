"""The gap between training and validation accuracy as a formula: in symbols, then in the student's own numbers."""

from collections.abc import Sequence

from cnnviz.training.comparison.results import spread
from cnnviz.words import say
from cnnviz.writing.percents import in_percent, summed


def letters() -> str:
    """What the letters of `explain_gap` stand for, in words."""
    return say("Letters: x̄ is the mean of the accuracies over the seeds, at the end of training.")


def explain_gap(training: Sequence[float], validation: Sequence[float]) -> list[str]:
    """The gap between the mean accuracies on training and on validation pictures, in per cent."""
    seen, new = spread(training), spread(validation)
    return [
        r"\text{gap} = \bar{x}_\text{training} - \bar{x}_\text{validation}",
        rf"\bar{{x}}_\text{{training}} = \frac{{{summed(training)}}}{{{seen.n}}} = {in_percent(seen.mean)}\,\%",
        rf"\bar{{x}}_\text{{validation}} = \frac{{{summed(validation)}}}{{{new.n}}} = "
        rf"{in_percent(new.mean)}\,\%",
        rf"\text{{gap}} = {in_percent(seen.mean)} - {in_percent(new.mean)} = "
        rf"{in_percent(seen.mean - new.mean)} \text{{ points}}",
    ]
