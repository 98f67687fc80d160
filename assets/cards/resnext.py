"""A convolution with 1, 2, 4 and 8 groups: its multiply-adds."""

from PIL import Image

from assets.cards.bars import bars
from cnnviz.networks.designs import blocks
from cnnviz.networks.designs.comparison import count


def make() -> Image.Image:
    counted = list(count(blocks.grouped(28, 256, 3)).items())[:4]
    return bars({name: summary.total("multiply_adds") for name, summary in counted}, "multiply-adds")
