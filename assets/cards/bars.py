"""A card with one bar per design, its name and number above it."""

from collections.abc import Mapping

from PIL import Image, ImageDraw

from assets.cards.frame import HEIGHT, WIDTH
from cnnviz.drawing import plates

COLOURS = ((33, 102, 172), (224, 130, 20), (0, 122, 90), (178, 24, 43))
LEFT = 24


def bars(values: Mapping[str, float], unit: str) -> Image.Image:
    """Bars from zero; values: name -> number of that unit."""
    card = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(card)
    step = (HEIGHT - 20) / len(values)
    for place, (name, value) in enumerate(values.items()):
        top = round(14 + place * step)
        length = (WIDTH - 2 * LEFT) * value / max(values.values())
        text = f"{value / 1e6:,.1f} M" if value >= 1e6 else f"{value:,.0f}"
        plates.write(card, (LEFT, top), f"{name}: {text} {unit}", 28, anchor="lt", room=WIDTH - 2 * LEFT)
        pen.rectangle((LEFT, top + 42, LEFT + length, top + step - 18), fill=COLOURS[place % len(COLOURS)])
    return card
