"""A box and a decay, turned round, with their overlap in yellow, above the result traced up to there."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from assets.cards.frame import HEIGHT, WIDTH
from cnnviz.drawing import colour
from cnnviz.signals import sliding

FINE = 3  # drawn three times too large and reduced, which smooths the lines
BLUE, ORANGE, GREEN = "#2f7fd6", "#d9680a", "#0f9d76"
Points = Sequence[tuple[float, float]]


def make() -> Image.Image:
    f, g = sliding.sample("box", 2, 0.01), sliding.sample("decay", 0.8, 0.01)
    result = sliding.slide(f, g)
    card = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), "white")
    pen = ImageDraw.Draw(card)
    here = 0.45
    place = int(np.searchsorted(result.times, here))

    def points(times: np.ndarray, values: np.ndarray, base: float, height: float) -> Points:
        across = (times + 3.2) / 7 * WIDTH * FINE
        return [(float(x), float((base - height * y) * FINE)) for x, y in zip(across, values, strict=True)]

    moving = np.interp(here - f.times, g.times, g.values, left=1.0, right=0.0) * (f.times <= here)
    area = [*points(f.times, f.values * moving, 200, 150), *points(f.times[::-1], 0 * f.times, 200, 150)]
    pen.polygon(area, fill=colour.ACCENT)
    times = np.concatenate([[here], here - g.times])
    line(pen, points(times, np.concatenate([[0], g.values]), 200, 150), ORANGE)
    box = np.concatenate([[-1.0], f.times, [1.0]])
    line(pen, points(box, np.concatenate([[0], f.values, [0]]), 200, 150), BLUE)
    traced = points(result.times, result.values, 375, 170)
    line(pen, traced[:place], GREEN)
    line(pen, traced[place:], "#b5ddd0")
    for base in (200, 375):
        pen.line([(0, base * FINE), (WIDTH * FINE, base * FINE)], fill="#444", width=FINE)
    x, y = traced[place]
    pen.ellipse([x - 8 * FINE, y - 8 * FINE, x + 8 * FINE, y + 8 * FINE], colour.ACCENT, "#14181f", 2 * FINE)
    return card.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def line(pen: ImageDraw.ImageDraw, points: Points, fill: str) -> None:
    pen.line(list(points), fill=fill, width=4 * FINE, joint="curve")
