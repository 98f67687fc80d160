"""The curves of ReLU, sigmoid, tanh and GELU."""

import numpy as np
import torch
from PIL import Image, ImageDraw

from assets.cards.frame import HEIGHT, WIDTH
from cnnviz.operations.activations import ACTIVATIONS

LINES = {"Identity": "#d8d5e3", "ReLU": "#0072b2", "Sigmoid": "#d55e00", "Tanh": "#009e73", "GELU": "#cc79a7"}
SCALE = 3  # drawn larger and scaled down, for smooth lines


def make() -> Image.Image:
    width, height = WIDTH * SCALE, HEIGHT * SCALE
    card = Image.new("RGB", (width, height), "#ffffff")
    pen = ImageDraw.Draw(card)
    unit, middle, ground = width / 8, width / 2, height * 0.66
    pen.line([(0, ground), (width, ground)], fill="#8a8a94", width=2 * SCALE)
    pen.line([(middle, 0), (middle, height)], fill="#8a8a94", width=2 * SCALE)
    x = torch.linspace(-4, 4, 400)
    for name, colour in LINES.items():
        y = ACTIVATIONS[name].value(x)
        points = [(middle + unit * a, ground - unit * b) for a, b in zip(x.tolist(), y.tolist(), strict=True)]
        pen.line(points, fill=colour, width=6 * SCALE, joint="curve")
    return Image.fromarray(np.asarray(card)).resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
