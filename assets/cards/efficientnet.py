"""The multiply-adds of EfficientNet B1 to B4."""

from PIL import Image

from assets.cards.bars import bars
from cnnviz.networks.designs import scaling


def make() -> Image.Image:
    named = list(scaling.PUBLISHED.items())[1:5]
    return bars({name: scaling.count(known.scale).multiply_adds for name, known in named}, "multiply-adds")
