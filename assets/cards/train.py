"""The first filters of a small network before and after training, above the falling curve of its loss."""

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from assets.cards.frame import HEIGHT, WIDTH
from cnnviz.data import load
from cnnviz.drawing import colour
from cnnviz.training.loop import Trainer
from cnnviz.training.recipe import Recipe

CELL, GAP = 18, 16  # pixels of a weight, and between two filters
CURVE = (160, HEIGHT - 24)  # rows between which the loss falls


def make() -> NDArray[np.uint8]:
    torch.set_num_threads(1)
    trainer = Trainer(Recipe(epochs=3), load("digits"), device="cpu")
    first = _filters(trainer)
    while not trainer.finished:
        trainer.train_step()
    losses = np.array([row["loss"] for row in trainer.flush()])
    card = Image.new("RGB", (WIDTH, HEIGHT), "white")
    for half, filters in enumerate((first, _filters(trainer))):
        for place, weights in enumerate(filters[:3]):
            picture = Image.fromarray(colour.signed(weights, colour.largest(filters)))
            side = CELL * len(weights)
            start = WIDTH - 3 * (side + GAP) if half else GAP
            left = start + place * (side + GAP)
            card.paste(picture.resize((side, side), Image.Resampling.NEAREST), (left, GAP + 16))
    draw = ImageDraw.Draw(card)
    low, high = CURVE
    across = np.linspace(GAP, WIDTH - GAP, len(losses))
    down = high - (high - low) * np.clip(losses / losses[0], 0, 1)
    draw.line([*zip(across.tolist(), down.tolist(), strict=True)], fill="#2a86c8", width=4, joint="curve")
    draw.line([(GAP, high), (WIDTH - GAP, high)], fill="#8a8a94", width=2)
    return np.asarray(card)


def _filters(trainer: Trainer) -> NDArray[np.float32]:
    weights: NDArray[np.float32] = trainer.state()["network.conv1.weight"][:, 0].numpy()
    return weights
