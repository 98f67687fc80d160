"""A cup of coffee in three strips: its red, green and blue channel."""

import numpy as np
from numpy.typing import NDArray

from assets.cards.frame import WIDTH, as_bytes, photo


def make() -> NDArray[np.uint8]:
    cup = as_bytes(photo("coffee"))
    card = np.zeros_like(cup)
    for c in range(3):
        strip = slice(c * WIDTH // 3, (c + 1) * WIDTH // 3)
        card[:, strip, c] = cup[:, strip, c]
    return card
