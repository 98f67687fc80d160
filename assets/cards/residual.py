"""The gradient that arrives at each convolution of a plain and of a residual network, on a logarithmic scale."""

import math

from PIL import Image, ImageDraw

from assets.cards.bars import COLOURS
from assets.cards.frame import HEIGHT, WIDTH
from cnnviz.drawing import plates
from cnnviz.lessons.residual import experiment


def make() -> Image.Image:
    card = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(card)
    for number, (name, network) in enumerate(experiment.pair(10, 8).items()):
        levels = [math.log10(size) for size in experiment.gradient_sizes(network, seed=0)]
        step = (WIDTH - 60) / (len(levels) - 1)
        points = [(30 + place * step, 230 - 55 * level) for place, level in enumerate(levels)]
        pen.line(points, fill=COLOURS[number], width=8, joint="curve")
        plates.write(card, (30, 14 + 40 * number), name, 28, ink=COLOURS[number])
    return card
