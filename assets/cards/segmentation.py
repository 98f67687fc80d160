"""A drawn scene with shapes that overlap, and beside it every pixel in the colour of its class."""

import numpy as np
from PIL import Image

from cnnviz.training import found
from cnnviz.ui.views.scenes import COLOURS

WIDTH, HEIGHT, SIDE, SCENE = 640, 400, 310, 1


def make() -> Image.Image:
    looked = found.shipped("unet", "overlapping_scenes")
    card = Image.new("RGB", (WIDTH, HEIGHT), "white")
    colours = np.array([(70, 76, 86), *(tuple(bytes.fromhex(colour[1:])) for colour in COLOURS)], dtype=np.uint8)
    picture = looked.scenes.images[SCENE].permute(1, 2, 0).numpy()
    map_ = colours[looked.scores[SCENE].argmax(0).numpy()]
    for left, values in ((5, picture), (WIDTH - SIDE - 5, map_)):
        shown = Image.fromarray(values).resize((SIDE, SIDE), Image.Resampling.NEAREST)
        card.paste(shown, (left, (HEIGHT - SIDE) // 2))
    return card
