"""A cup of coffee, embossed by cross-correlation on the left and by convolution on the right."""

import numpy as np
from numpy.typing import NDArray

from assets.cards.frame import WIDTH, photo
from cnnviz import convolution, kernels
from cnnviz.drawing import colour


def make() -> NDArray[np.uint8]:
    cup, emboss = convolution.grey(photo("coffee")), kernels.PRESETS["emboss"].kernel
    card = colour.signed(convolution.cross_correlate(cup, emboss, padding="same"), 1.0)
    card[:, WIDTH // 2 :] = colour.signed(convolution.convolve(cup, emboss, padding="same"), 1.0)[:, WIDTH // 2 :]
    return card
