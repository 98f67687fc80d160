"""A cat four times, its frame filled by zeros, replicate, reflect and circular padding."""

import numpy as np
import torch
from numpy.typing import NDArray

from assets.cards.frame import as_bytes, photo
from cnnviz import convolution, images

FRAME = ((40, 40), (64, 64))  # a fifth of each quarter


def make() -> NDArray[np.uint8]:
    cat = images.resize(photo("chelsea"), 192)
    padded = [convolution.pad(cat, FRAME, 1, padding_mode=mode) for mode in convolution.PADDING_MODES]
    rows = [torch.cat(padded[i : i + 2], dim=2) for i in (0, 2)]
    return as_bytes(torch.cat(rows, dim=1))
