"""How much an accuracy says: against naming the largest class always, and with its standard error."""

import math
from typing import TYPE_CHECKING

from cnnviz.writing.tex import number

if TYPE_CHECKING:
    from torch import Tensor

    from cnnviz.data.dataset import Dataset
    from cnnviz.training.runs.run import Run


def right_answers(run: "Run") -> "tuple[int, Tensor] | None":
    """The last snapshot's step, and for each validation picture whether the network was right: bool (N,).

    None where the run has no snapshot yet. Raises ValueError if the data set is gone.
    """
    from cnnviz.data import load

    if not run.snapshots():
        return None
    dataset = load(run.recipe.dataset)
    snapshot = run.snapshot()
    right = snapshot["validation.predicted"] == dataset.labels[dataset.validation]
    return int(snapshot["counters.step"]), right


def largest_share(dataset: "Dataset") -> float:
    """The accuracy on validation of always naming its largest class, in [0, 1]."""
    counts = dataset.counts("validation")
    return int(counts.max()) / int(counts.sum())


def standard_error(right: int, total: int) -> float:
    """Of an accuracy p = right / total: √(p (1 − p) / total)."""
    share = right / total
    return math.sqrt(share * (1 - share) / total)


def beats_the_largest(right: int, total: int, dataset: "Dataset") -> bool:
    """Whether the accuracy is more than two standard errors above naming the largest class always."""
    return right / total - largest_share(dataset) > 2 * standard_error(right, total)


def explain_split(dataset: "Dataset") -> list[str]:
    """How the pictures are split, and what the largest class alone is worth, in LaTeX."""
    counts = dataset.counts("validation").tolist()
    train, validation = len(dataset.train), len(dataset.validation)
    return [
        rf"N = N_{{\text{{training}}}} + N_{{\text{{validation}}}} = {train} + {validation} = {train + validation}",
        rf"\text{{largest class}} = \frac{{\max_c n_c}}{{\sum_c n_c}} = "
        rf"\frac{{{max(counts)}}}{{{_summed(counts)}}} = {number(max(counts) / sum(counts))}",
    ]


def _summed(counts: list[int]) -> str:
    shown = [str(count) for count in counts]
    return " + ".join(shown if len(shown) <= 6 else [*shown[:3], r"\dots", *shown[-2:]])


def explain_error(right: int, total: int) -> list[str]:
    """Accuracy and standard error of a run, in LaTeX."""
    share = right / total
    error, inside = standard_error(right, total), rf"{number(share)} \cdot {number(1 - share)}"
    return [
        rf"p = \frac{{{right}}}{{{total}}} = {number(share)}",
        rf"\sqrt{{\frac{{p\,(1 - p)}}{{n}}}} = \sqrt{{\frac{{{inside}}}{{{total}}}}} = {number(error)}",
    ]
