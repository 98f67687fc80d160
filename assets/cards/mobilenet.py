"""A convolution and a depthwise separable one: their multiply-adds."""

from PIL import Image

from assets.cards.bars import bars
from cnnviz.networks.designs import blocks
from cnnviz.networks.designs.comparison import count


def make() -> Image.Image:
    counted = count(blocks.depthwise_separable(28, 256, 256, 3))
    return bars({name: summary.total("multiply_adds") for name, summary in counted.items()}, "multiply-adds")
