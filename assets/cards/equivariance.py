"""A cat's edges, the same shifted to the right, and the empty difference of the two orders."""

import numpy as np
from numpy.typing import NDArray

from assets.cards.frame import HEIGHT, WIDTH, photo
from cnnviz import convolution, kernels
from cnnviz.drawing import colour
from cnnviz.operations.equivariance import Transformation, measure, move, same_border

LEFT, SIDE, GAP = 150, 210, 5


def make() -> NDArray[np.uint8]:
    cat, kernel = convolution.grey(photo("chelsea")), kernels.PRESETS["sobel_x"].kernel
    change = Transformation(dy=24, dx=60)
    edges = convolution.cross_correlate(cat, kernel, padding=same_border(kernel))
    maps = (edges, move(edges, change), measure(cat, kernel, change).difference)
    card = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    for place, values in enumerate(maps):
        start = place * (SIDE + GAP)
        card[:, start : start + SIDE] = colour.signed(values[:, LEFT : LEFT + SIDE], 1.2)
    card[:, SIDE : SIDE + GAP] = card[:, 2 * SIDE + GAP : 2 * SIDE + 2 * GAP] = colour.rgb(colour.ACCENT_OUTLINE)
    return card
