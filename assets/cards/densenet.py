"""The channels of a dense block as a staircase: what came in, and what each layer has added."""

from PIL import Image, ImageDraw

from assets.cards.bars import COLOURS
from assets.cards.frame import HEIGHT, WIDTH
from cnnviz.drawing import plates
from cnnviz.networks.designs import blocks
from cnnviz.networks.designs.comparison import count


def make() -> Image.Image:
    rows = count(blocks.dense_block(28, 64, 32, 6))["dense block"].rows
    channels = [64, *(row.shape[0] for row in rows if len(row.path) == 1)]
    card = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(card)
    step, scale, bottom = (WIDTH - 40) / len(channels), 1.2, HEIGHT - 20
    for place, now in enumerate(channels):
        left = 20 + place * step
        for layer in range(place + 1):
            low, high = (0 if layer == 0 else channels[layer - 1]), channels[layer]
            box = (left, bottom - high * scale, left + step - 12, bottom - low * scale)
            pen.rectangle(box, fill=COLOURS[layer % len(COLOURS)], outline="white")
        plates.write(card, (round(left + step / 2 - 6), round(bottom - now * scale - 34)), str(now), 26, anchor="ct")
    return card
