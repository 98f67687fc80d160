"""A cat and the strongest feature maps of a small VGG, layer by layer."""

import numpy as np
import torch.nn.functional as F
from numpy.typing import NDArray
from PIL import Image

from assets.cards.frame import HEIGHT, WIDTH, photo
from cnnviz.drawing import colour
from cnnviz.networks import build
from cnnviz.networks.inside import opened

LAYERS = ("relu1", "relu2", "relu4", "relu6")
GAP = 10


def make() -> NDArray[np.uint8]:
    cat = F.interpolate(photo("chelsea")[None], (64, 64), mode="area")[0]
    seen = opened.look(build("tiny_vgg"), (cat - cat.mean()) / cat.std())
    card = Image.new("RGB", (WIDTH, HEIGHT), "white")
    rows = (HEIGHT - GAP) // 3 - GAP
    columns = [rows] * len(LAYERS)
    left = (WIDTH - sum(columns) - GAP * (len(columns) - 1)) // 2
    for column, layer in enumerate(LAYERS):
        values = seen.maps[layer]
        strongest = values.abs().mean((1, 2)).argsort(descending=True)[:3].tolist()
        for row, channel in enumerate(strongest):
            large = F.interpolate(values[channel][None, None].detach(), (rows, rows), mode="nearest")[0, 0]
            tile = Image.fromarray(colour.signed(large.numpy()))
            card.paste(tile, (left + column * (rows + GAP), GAP + row * (rows + GAP)))
    return np.asarray(card)
