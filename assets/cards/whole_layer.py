"""A cat, the sum over its channels, the sum with the bias, and the same after the ReLU."""

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray

from assets.cards.frame import HEIGHT, WIDTH, as_bytes, photo
from cnnviz import kernels
from cnnviz.drawing import colour
from cnnviz.operations import filter_bank, whole_layer


def make() -> NDArray[np.uint8]:
    cat = F.interpolate(photo("chelsea")[None], (HEIGHT // 2, WIDTH // 2), mode="area")[0]
    bank = filter_bank.bank_of([kernels.PRESETS["emboss"].kernel], 3)
    steps = whole_layer.run(cat, bank, torch.tensor([-0.6]), "ReLU", padding="same", padding_mode="replicate")
    maps = (steps.sums[0], steps.biased[0], steps.output[0])
    tiles = [as_bytes(cat), *(colour.signed(values.numpy(), 1.2) for values in maps)]
    card = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    for place, tile in enumerate(tiles):
        top, left = (place // 2) * HEIGHT // 2, (place % 2) * WIDTH // 2
        card[top : top + tile.shape[0] - 4, left : left + tile.shape[1] - 4] = tile[:-4, :-4]
    return card
