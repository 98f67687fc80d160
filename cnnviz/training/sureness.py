"""How much an accuracy says: against naming the largest class always, and with its standard error."""

import math
from typing import TYPE_CHECKING

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
