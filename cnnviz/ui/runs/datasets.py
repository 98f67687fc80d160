"""Data sets that pages and routes look at, read once for all of them."""

from typing import TYPE_CHECKING

from cnnviz import kept
from cnnviz.training.runs import rights

if TYPE_CHECKING:
    from cnnviz.data import Dataset
    from cnnviz.training import Run

PRIVATE = (
    "The pictures of this run are private: only the browser that brought them is shown pictures, feature maps and "
    "mistakes, until they are shown to all with the link. Curves, filters, histograms and the confusion matrix are for "
    "everybody with the link."
)


def load(name: str) -> "Dataset":
    """As `cnnviz.data.load` gives it; what it raises is not kept. Ask `is_open_to` before its pictures are shown."""
    if name.startswith("own:"):
        from cnnviz.data import own

        own.describe_own(name)  # it may have been deleted since it was kept
    return _load(name)


@kept.keep
def _load(name: str) -> "Dataset":
    from cnnviz import data

    return data.load(name)


def is_open_to(name: str, owner: str) -> bool:
    """Whether this owner may see the pictures. Raises DataError for a student's own that are not there any more."""
    if not name.startswith("own:"):
        return True
    from cnnviz.data import own

    return own.is_open_to(name, owner)


def are_shown(run: "Run", owner: str) -> bool:
    """Whether this owner may see the pictures of a run: their own, or those that the run's owner shows with it.

    Raises DataError for pictures that are not there any more, ValueError for a run that cannot be read.
    """
    name = run.recipe.dataset
    return is_open_to(name, owner) or (rights.shows_pictures(run.folder) and is_open_to(name, run.owner))


def can_be_shown(run: "Run") -> bool:
    """Whether the run's owner has private pictures there to show."""
    from cnnviz.data import DataError

    name = run.recipe.dataset
    try:
        return is_open_to(name, run.owner) and not is_open_to(name, "")
    except DataError:
        return False
