"""A digit, and the feature maps of LeNet-5 with random weights that it goes through."""

import numpy as np
from PIL import Image

from assets.cards.frame import HEIGHT, WIDTH
from cnnviz.drawing import colour
from cnnviz.lessons.lenet import experiment


def make() -> Image.Image:
    picture, _ = experiment.digit(3)
    outputs = experiment.through(experiment.untrained(experiment.network(), 0), picture)
    card = Image.new("RGB", (WIDTH, HEIGHT), "white")
    columns = [[picture[0, 0]], list(outputs["conv1"])[:4], list(outputs["pool1"])[:4], list(outputs["conv2"])[:4]]
    for column, maps in enumerate(columns):
        side = 200 if column == 0 else 86
        for row, values in enumerate(maps):
            pixels = np.asarray(colour.signed((values - values.mean()).numpy()), np.uint8)
            tile = Image.fromarray(np.ascontiguousarray(pixels)).resize((side, side), Image.Resampling.NEAREST)
            left = 20 if column == 0 else 260 + 125 * (column - 1)
            card.paste(tile, (left, 100 if column == 0 else 14 + 95 * row))
    return card
