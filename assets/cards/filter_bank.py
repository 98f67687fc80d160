"""Six feature maps of a cat, one for each of six filters."""

import numpy as np
import torch.nn.functional as F
from numpy.typing import NDArray

from assets.cards.frame import HEIGHT, WIDTH, photo
from cnnviz import convolution, kernels
from cnnviz.drawing import colour
from cnnviz.operations import filter_bank

FILTERS = ("sobel_x", "sobel_y", "laplacian_4", "emboss", "gabor_45", "kirsch_north")


def make() -> NDArray[np.uint8]:
    cat = F.interpolate(photo("chelsea")[None], (HEIGHT // 2, WIDTH // 3), mode="area")[0]
    bank = filter_bank.bank_of([kernels.PRESETS[name].kernel for name in FILTERS], 1)
    maps = convolution.cross_correlate(convolution.grey(cat)[None], bank, padding="same", padding_mode="replicate")
    tiles = [colour.signed(values, 0.7 * colour.largest(values)) for values in maps.numpy()]
    card = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    for f, tile in enumerate(tiles):
        top, left = (f // 3) * HEIGHT // 2, (f % 3) * WIDTH // 3
        card[top : top + tile.shape[0] - 4, left : left + tile.shape[1] - 4] = tile[:-4, :-4]
    return card
