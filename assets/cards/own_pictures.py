"""Patches of brick, grass and gravel in three rows, one for each class."""

import numpy as np
from numpy.typing import NDArray

from cnnviz.data import own_zip
from cnnviz.data.packing import example_zip
from cnnviz.ui.runs.dataset_panel import contact_sheet

COLUMNS = 5


def make() -> NDArray[np.uint8]:
    return contact_sheet(own_zip.read_zip(example_zip(), size=64), COLUMNS)
