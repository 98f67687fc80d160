"""Validation accuracy by epoch, with sigmoid and with ReLU: two lines, each in a band of five seeds."""

import numpy as np
from PIL import Image

from assets.cards.bands import draw, trained
from cnnviz.training import Recipe


def make() -> Image.Image:
    tables = [
        np.array(
            [
                [validation for _, validation in trained(recipe)]
                for recipe in (
                    Recipe(network="mlp", examples=500, epochs=12, activation=activation, seed=seed)
                    for seed in range(5)
                )
            ]
        )
        for activation in ("sigmoid", "relu")
    ]
    return draw(tables)
