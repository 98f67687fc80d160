"""Accuracy by number of examples: on the pictures trained on at 100 %, on those for validation rising."""

import numpy as np
from PIL import Image

from assets.cards.bands import draw, trained
from cnnviz.training import Recipe

COUNTS = (10, 20, 50, 100, 200, 500, 0)


def make() -> Image.Image:
    ends = np.array(
        [
            [
                list(trained(Recipe(network="mlp", examples=count, epochs=20, learning_rate=0.005, seed=seed)))[-1]
                for count in COUNTS
            ]
            for seed in range(3)
        ]
    )  # (seeds, counts, 2)
    return draw([ends[..., 0], ends[..., 1]])
