"""A cat's response to a hidden Sobel kernel, and a learnt kernel at four steps on its way to it."""

import numpy as np
import torch.nn.functional as F
from numpy.typing import NDArray
from PIL import Image

from assets.cards.frame import HEIGHT, WIDTH, photo
from cnnviz import convolution, kernels
from cnnviz.drawing import colour
from cnnviz.drawing.plates import Panel, draw_cells
from cnnviz.operations import kernel_learning

STEPS = (1, 4, 12, 200)
GAP = 16


def make() -> NDArray[np.uint8]:
    grey = convolution.grey(photo("chelsea"))
    small = F.interpolate(grey[None, None], (HEIGHT // 4, WIDTH // 4), mode="area")[0, 0]
    sobel = kernels.PRESETS["sobel_x"].kernel
    problem = kernel_learning.pose(kernel_learning.standardised(small), sobel, 3)
    training = kernel_learning.train(problem, optimizer="momentum", learning_rate=0.1, steps=STEPS[-1])
    maps = convolution.cross_correlate(grey, sobel, padding="same", padding_mode="replicate")
    card = Image.fromarray(colour.signed(maps, 0.7 * colour.largest(maps)))
    cell = (WIDTH - 5 * GAP) // (3 * len(STEPS))
    side = 3 * cell
    top = HEIGHT - side - GAP
    card.paste("white", (0, top - GAP, WIDTH, HEIGHT))
    for place, step in enumerate(STEPS):
        panel = Panel(GAP + place * (side + GAP), top, cell, 3, 3)
        weights = training.kernels[step].round(1) + 0.0
        draw_cells(card, panel, colour.signed(weights, 2), weights, 14)
    return np.asarray(card)
