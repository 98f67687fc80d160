"""Data sets that pages and routes look at, read once for all of them."""

from typing import TYPE_CHECKING

from cnnviz import kept

if TYPE_CHECKING:
    from cnnviz.data import Dataset

PRIVATE = (
    "The pictures of this run are private: only the browser that brought them is shown pictures, feature maps and "
    "mistakes. Curves, filters, histograms and the confusion matrix are for everybody with the link."
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
