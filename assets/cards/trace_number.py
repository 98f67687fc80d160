"""A 3 x 3 window of a cat, a kernel, their products, and the value they add up to."""

import numpy as np
import torch.nn.functional as F
from numpy.typing import NDArray
from PIL import Image

from assets.cards.frame import HEIGHT, WIDTH, photo
from cnnviz import convolution
from cnnviz.drawing import colour
from cnnviz.drawing.plates import Panel, draw_cells
from cnnviz.networks import build
from cnnviz.networks.inside import opened, tracing

GAP = 26


def make() -> NDArray[np.uint8]:
    grey = convolution.grey(photo("chelsea")).expand(3, -1, -1)
    card = Image.fromarray(
        (F.interpolate(grey[None], (HEIGHT, WIDTH))[0].permute(1, 2, 0).numpy() * 90 + 165).astype("uint8")
    )
    cat = F.interpolate(photo("chelsea")[None], (64, 64), mode="area")[0]
    seen = opened.look(build("tiny_vgg"), (cat - cat.mean()) / cat.std())
    found = tracing.trace(seen, "conv1", (3, 30, 30))
    cell = (WIDTH - 4 * GAP) // 9
    top = (HEIGHT - 3 * cell) // 2
    for place, numbers in enumerate(("value", "weight", "product")):
        values = np.array([getattr(term, numbers) for term in found.terms[:9]]).reshape(3, 3).round(1) + 0.0
        panel = Panel(GAP + place * (3 * cell + GAP), top, cell, 3, 3)
        draw_cells(card, panel, colour.signed(values), values, 18)
    return np.asarray(card)
