"""Two 3 × 3 convolutions beside one 5 × 5: their parameters."""

from PIL import Image

from assets.cards.bars import bars
from cnnviz.networks.designs import blocks
from cnnviz.networks.designs.comparison import count


def make() -> Image.Image:
    counted = count(blocks.stacked_or_large(56, 64, 64, 3, 2))
    return bars({name: summary.total("parameters") for name, summary in counted.items()}, "parameters")
