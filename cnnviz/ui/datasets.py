"""Data sets that pages and routes look at, read once for all of them."""

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cnnviz.data import Dataset


@lru_cache(maxsize=8)
def load(name: str) -> "Dataset":
    """As `cnnviz.data.load` gives it; what it raises is not kept."""
    from cnnviz import data

    return data.load(name)
