"""A cup of coffee: the left half as a photo, the right half pooled by maximum over 16 by 16 pixels."""

import numpy as np
from numpy.typing import NDArray

from assets.cards.frame import WIDTH, as_bytes, photo
from cnnviz.operations import pooling


def make() -> NDArray[np.uint8]:
    cup = photo("coffee")
    card = as_bytes(cup)
    card[:, WIDTH // 2 :] = as_bytes(pooling.pool(cup, 16)).repeat(16, 0).repeat(16, 1)[:, WIDTH // 2 :]
    return card
