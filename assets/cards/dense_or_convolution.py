"""Bars on a logarithmic axis: the parameters of a dense layer and of a convolution on a full HD picture."""

import math

from PIL import Image, ImageDraw

from cnnviz.drawing import plates
from cnnviz.geometry.cost import convolution_cost, dense_cost

WIDTH, HEIGHT, LEFT, TOP = 640, 400, 24, 30
COLOURS = ((33, 102, 172), (178, 24, 43))


def make() -> Image.Image:
    size, channels = (1080, 1920), 3
    bars = {
        "dense": dense_cost(size[0] * size[1] * channels, 1000).parameters,
        "convolution": convolution_cost(size, channels, 64, 3, padding=1).parameters,
    }
    card = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(card)
    for place, ((name, count), colour) in enumerate(zip(bars.items(), COLOURS, strict=True)):
        top = TOP + place * 190
        length = (WIDTH - 2 * LEFT) * math.log10(count) / 10
        plates.write(card, (LEFT, top), name, 30, anchor="lt")
        pen.rectangle((LEFT, top + 44, LEFT + length, top + 104), fill=colour)
        plates.write(card, (LEFT, top + 114), f"{count:,} parameters", 30, anchor="lt")
    return card
