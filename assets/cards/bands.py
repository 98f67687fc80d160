"""A line for the mean of some runs in a band from the least to the largest, for cards on training."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from assets.cards.frame import HEIGHT, WIDTH
from cnnviz.training import Recipe
from cnnviz.ui.runs.run_chart import COLOURS
from cnnviz.ui.views.charts import GREY

SCALE = 3  # drawn larger and scaled down, for smooth lines
MARGIN = 28 * SCALE
PAPER = np.array([255, 255, 255])


def trained(recipe: Recipe) -> Iterator[tuple[float, float]]:
    """Training and validation accuracy after each epoch."""
    from cnnviz.data import load
    from cnnviz.training.loop import Trainer

    trainer = Trainer(recipe, load(recipe.dataset), device="cpu")
    while not trainer.finished:
        trainer.train_step()
        if trainer.step % trainer.steps_per_epoch == 0:
            yield trainer.evaluate("train")["train_accuracy"], trainer.evaluate()["val_accuracy"]


def draw(tables: Sequence[NDArray[np.float64]]) -> Image.Image:
    """Two tables (seeds, places) of shares, 0 at the bottom and 1 at the top."""
    card = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), "white")
    pen = ImageDraw.Draw(card)
    width, height = card.width - 2 * MARGIN, card.height - 2 * MARGIN
    for share in (0, 0.5, 1):
        y = MARGIN + (1 - share) * height
        pen.line([(MARGIN, y), (MARGIN + width, y)], fill=GREY if share == 0 else "#e2e2e8", width=2 * SCALE)

    def points(values: NDArray[np.float64]) -> list[tuple[float, float]]:
        x = np.linspace(MARGIN, MARGIN + width, len(values))
        return list(zip(x.tolist(), (MARGIN + (1 - values) * height).tolist(), strict=True))

    for table, colour in zip(tables, COLOURS, strict=True):
        full = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
        shade = tuple(int(value) for value in (0.75 * PAPER + 0.25 * full).round())
        pen.polygon([*points(table.max(0)), *points(table.min(0))[::-1]], fill=shade)
    for table, colour in zip(tables, COLOURS, strict=True):
        pen.line(points(table.mean(0)), fill=colour, width=5 * SCALE, joint="curve")
    return card.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
