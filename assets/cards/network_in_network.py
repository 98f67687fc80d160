"""Dense layers beside a 1 × 1 convolution and an average: their parameters."""

from PIL import Image

from assets.cards.bars import bars
from cnnviz.networks.designs import blocks
from cnnviz.networks.designs.comparison import count


def make() -> Image.Image:
    counted = count(blocks.classifier_heads(7, 512, 10, 4096))
    return bars({name: summary.total("parameters") for name, summary in counted.items()}, "parameters")
