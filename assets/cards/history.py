"""Falling bars: the top-5 errors of the ImageNet winners from 2010 to 2017, and a line for a person."""

from PIL import Image, ImageDraw

from cnnviz.drawing import plates
from cnnviz.networks.history import BY_SYSTEM, WINNERS

WIDTH, HEIGHT, FOOT, TALL = 640, 400, 350, 300
NETWORK, HAND_MADE, PERSON = (59, 130, 196), (138, 134, 150), (209, 102, 31)


def make() -> Image.Image:
    card = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(card)
    step = (WIDTH - 40) // len(WINNERS)
    line = FOOT - TALL * BY_SYSTEM["a person"].error / 30
    pen.line((10, line, WIDTH - 10, line), fill=PERSON, width=4)
    plates.write(card, (WIDTH - 14, int(line) - 56), "a person", 24, ink=PERSON, anchor="rt")
    for place, winner in enumerate(WINNERS):
        left, top = 20 + place * step, FOOT - TALL * winner.error / 30
        pen.rectangle((left + 6, top, left + step - 6, FOOT), fill=NETWORK if winner.network else HAND_MADE)
        pen.rectangle((left + 10, top - 27, left + step - 10, top - 3), fill="white")
        plates.write(card, (left + step // 2, int(top) - 26), f"{winner.error:g}", 20, anchor="ct")
        plates.write(card, (left + step // 2, FOOT + 10), str(winner.year), 20, anchor="ct")
    return card
