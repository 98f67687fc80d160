"""Data sets to train on: what there is, and how to get it.

`CATALOGUE` lists what the app knows without reading any of it; `load` gives one of them, or a data set of the
student's own (`cnnviz.data.own`), as a `Dataset`. Importing this costs neither torch nor a look at the disk.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from cnnviz.data import scene_sets
from cnnviz.data.catalogue import CATALOGUE, NEEDS_NO_DOWNLOAD, Entry
from cnnviz.data.dataset import DataError, Dataset, Split, preview, split, subset
from cnnviz.data.folder import data_folder
from cnnviz.words import joined, say

__all__ = [
    "CATALOGUE",
    "NEEDS_NO_DOWNLOAD",
    "DataError",
    "Dataset",
    "Entry",
    "Split",
    "available",
    "data_folder",
    "load",
    "preview",
    "split",
    "subset",
]

Progress = Callable[[float, str], None]
"""Called with the share that is done, 0 to 1, and a sentence for the user. What it raises stops the work."""


def load(
    name: str, *, seed: int = 0, progress: Progress | None = None, root: str | os.PathLike[str] | None = None
) -> Dataset:
    """The data set of that name: of CATALOGUE or `scene_sets.SCENES`, or "own:<id>" as `cnnviz.data.own.save_own` says.

    The same name and seed give the same pictures and the same split. Data sets of the kind "downloaded" are looked
    for under `root` (default: $CNNVIZ_HOME/data) and fetched to there if they are missing; `progress` hears of it.

    Raises DataError, with a sentence for the user, for an unknown name and for data that can't be had.
    """
    if name.startswith("own:"):
        from cnnviz.data import own

        return own.load_own(name, seed=seed)
    if name in scene_sets.SCENES:
        return scene_sets.load_scenes(name, seed)
    if name not in CATALOGUE:
        raise DataError(
            say(
                "There is no data set called {name!r}: choose one of {CATALOGUE}.",
                name=name,
                CATALOGUE=joined(CATALOGUE),
            )
        )
    if CATALOGUE[name].kind == "downloaded":
        from cnnviz.data import downloads

        return downloads.load_downloaded(name, progress=progress, root=root)
    if name == "shapes":
        from cnnviz.data import shapes

        return shapes.load_shapes(seed)
    from cnnviz.data import shipped

    return shipped.LOADERS[name](seed)


def available(name: str, *, root: str | os.PathLike[str] | None = None) -> bool:
    """Whether `load` of one of CATALOGUE needs no download: it ships with the app, or its files are there."""
    if name not in CATALOGUE:
        return False
    if CATALOGUE[name].kind != "downloaded":
        return True
    from cnnviz.data import downloads

    return downloads.is_there(name, root=root)
