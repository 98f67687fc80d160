"""A cat: the left half as a photo, the right half as the response to the Sobel kernel."""

import numpy as np
from numpy.typing import NDArray

from assets.cards.frame import WIDTH, as_bytes, photo
from cnnviz import convolution, kernels
from cnnviz.drawing import colour


def make() -> NDArray[np.uint8]:
    cat = photo("chelsea")
    sobel = convolution.cross_correlate(convolution.grey(cat), kernels.PRESETS["sobel_x"].kernel, padding="same")
    card = as_bytes(cat)
    card[:, WIDTH // 2 :] = colour.signed(sobel, 1.2)[:, WIDTH // 2 :]
    return card
