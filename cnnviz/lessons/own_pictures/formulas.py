"""What an accuracy is worth, in LaTeX: the largest class alone, and the standard error of a run."""

from typing import TYPE_CHECKING

from cnnviz.training.sureness import standard_error
from cnnviz.writing.tex import number, shortened

if TYPE_CHECKING:
    from cnnviz.data.dataset import Dataset


def explain_split(dataset: "Dataset") -> list[str]:
    """How the pictures are split, and what the largest class alone is worth, in LaTeX."""
    counts = dataset.counts("validation").tolist()
    train, validation = len(dataset.train), len(dataset.validation)
    return [
        rf"N = N_{{\text{{training}}}} + N_{{\text{{validation}}}} = {train} + {validation} = {train + validation}",
        rf"\text{{largest class}} = \frac{{\max_c n_c}}{{\sum_c n_c}} = "
        rf"\frac{{{max(counts)}}}{{{shortened(map(str, counts), 6)}}} = {number(max(counts) / sum(counts))}",
    ]


def explain_error(right: int, total: int) -> list[str]:
    """Accuracy and standard error of a run, in LaTeX."""
    share = right / total
    error, inside = standard_error(right, total), rf"{number(share)} \cdot {number(1 - share)}"
    return [
        rf"p = \frac{{{right}}}{{{total}}} = {number(share)}",
        rf"\sqrt{{\frac{{p\,(1 - p)}}{{n}}}} = \sqrt{{\frac{{{inside}}}{{{total}}}}} = {number(error)}",
    ]
