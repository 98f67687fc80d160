"""AlexNet's parameters: in the dense layers and in the convolutions."""

from PIL import Image

from assets.cards.bars import bars
from cnnviz.networks.stack.presets import PRESETS
from cnnviz.networks.stack.summary import summarize
from cnnviz.networks.stack.text import parse_network


def make() -> Image.Image:
    rows = [row for row in summarize(parse_network(PRESETS["AlexNet"].text), fields=False).rows if row.layer]
    parts = {
        name: sum(row.parameters for row in rows if row.layer and row.layer.kind == kind)
        for name, kind in (("dense", "dense"), ("convolutions", "convolution"))
    }
    return bars(parts, "parameters")
