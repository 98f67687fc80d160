"""A cat: left of the middle filtered by two kernels in a row, right of it by the two as one, without a seam."""

import numpy as np
from numpy.typing import NDArray

from assets.cards.frame import WIDTH, photo
from cnnviz import convolution, kernels
from cnnviz.drawing import colour
from cnnviz.operations import algebra


def make() -> NDArray[np.uint8]:
    cat = convolution.grey(photo("chelsea")).numpy()
    blur, edge = (kernels.PRESETS[name].kernel.numpy() for name in ("gaussian_11", "sobel_x"))
    in_a_row = algebra.combine(algebra.combine(cat, blur), edge)[6:-6, 6:-6]
    as_one = algebra.combine(cat, algebra.combine(blur, edge))[6:-6, 6:-6]
    card = colour.signed(in_a_row, 0.5)
    card[:, WIDTH // 2 :] = colour.signed(as_one, 0.5)[:, WIDTH // 2 :]
    return card
