"""What was made of a student's own pictures: a run keeps feature maps of them, and weights that have learnt them."""

from cnnviz.data import own
from cnnviz.training.comparison import comparison
from cnnviz.training.comparison.comparison import Comparison
from cnnviz.training.runs import finding
from cnnviz.training.runs.run import Run


def made_of(name: str) -> tuple[list[Run], list[Comparison]]:
    """All runs that were trained on a data set, whoever began them, and all comparisons."""
    runs = [one for one in finding.list_runs() if one.recipe.dataset == name]
    return runs, [one for one in comparison.list_comparisons() if one.plan.base.dataset == name]


def forget(name: str) -> None:
    """Delete the data set "own:<id>" and all that was made of it. Raises DataError where it can't be deleted.

    The pictures go first, so that nothing can be made of them meanwhile.
    """
    own.delete_own(name)
    runs, comparisons = made_of(name)
    for one in comparisons:
        one.delete()
    for begun in runs:
        begun.delete()
