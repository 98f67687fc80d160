"""A temple: the left half as a photo, the right half from every eighth pixel only."""

import numpy as np
from numpy.typing import NDArray

from assets.cards.frame import WIDTH, as_bytes, photo


def make() -> NDArray[np.uint8]:
    card = as_bytes(photo("china"))
    card[:, WIDTH // 2 :] = card[::8, ::8].repeat(8, 0).repeat(8, 1)[:, WIDTH // 2 :]
    return card
