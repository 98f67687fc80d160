"""A 5 × 5 convolution without and with a bottleneck: their multiply-adds."""

from PIL import Image

from assets.cards.bars import bars
from cnnviz.networks.designs import blocks
from cnnviz.networks.designs.comparison import count


def make() -> Image.Image:
    counted = count(blocks.bottleneck(28, 192, 32, 5, 16))
    return bars({name: summary.total("multiply_adds") for name, summary in counted.items()}, "multiply-adds")
