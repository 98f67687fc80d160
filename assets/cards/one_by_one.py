"""A photo of a cat in four parts, its channels mixed in four ways."""

import numpy as np
import torch
from numpy.typing import NDArray

from assets.cards.frame import HEIGHT, WIDTH, as_bytes, photo
from cnnviz.operations import pointwise
from cnnviz.writing import matrices


def make() -> NDArray[np.uint8]:
    cat = photo("chelsea")
    names = ("identity", "sepia", "swap", "negative")
    card = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    for place, name in enumerate(names):
        matrix = torch.from_numpy(matrices.parse_matrix(pointwise.MIXES[name].rows))
        strip = slice(place * WIDTH // 4, (place + 1) * WIDTH // 4)
        card[:, strip] = as_bytes(pointwise.mix(cat, *pointwise.split_bias(matrix, 3)))[:, strip]
    return card
