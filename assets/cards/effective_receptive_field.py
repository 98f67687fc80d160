"""A cat with the theoretical receptive field as a box and the effective one as a glow in its middle."""

import numpy as np
from PIL import Image, ImageDraw

from assets.cards.frame import HEIGHT, WIDTH, as_bytes, photo
from cnnviz import convolution
from cnnviz.drawing import colour
from cnnviz.networks.fields.effective import Stack, effective_receptive_field

SCALE = 6  # card pixels per pixel of the field


def make() -> Image.Image:
    cat = photo("chelsea")
    found = effective_receptive_field(Stack(layers=28), convolution.grey(cat), squared=False, networks=40).mean.numpy()
    side = found.shape[0] * SCALE
    top, left = (HEIGHT - side) // 2, (WIDTH - side) // 2
    card = (as_bytes(cat) * 0.6).astype(np.float64)
    large = found.repeat(SCALE, 0).repeat(SCALE, 1)
    share = np.sqrt(large / large.max())[..., None]
    window = card[top : top + side, left : left + side]
    window += share * (colour.magnitude(large) - window)
    picture = Image.fromarray(card.round().astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    box = [left, top, left + side, top + side]
    draw.rectangle(box, outline=colour.ACCENT_OUTLINE, width=9)
    draw.rectangle([box[0] + 2, box[1] + 2, box[2] - 2, box[3] - 2], outline=colour.ACCENT, width=5)
    return picture
