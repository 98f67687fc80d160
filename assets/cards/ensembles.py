"""A drawn star with the outlines of five crops, and six bars: the average of many answers."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from assets.cards.frame import HEIGHT, WIDTH
from cnnviz.drawing import colour
from cnnviz.drawing.plates import write
from cnnviz.networks import ensembles

SIZE, TIMES, GAP = 28, 10, 36


def make() -> NDArray[np.uint8]:
    found = ensembles.trial()
    label = found.classes.index("star")
    together = ensembles.combined(found.scores)
    alone = found.scores[0, 4].softmax(-1)
    # a star that all together recognise and the first network alone does not
    wanted = (found.labels == label) & (together.argmax(-1) == label) & (alone.argmax(-1) != label)
    picture = int((together[:, label] * wanted).argmax())
    pixels = found.pictures[picture].permute(1, 2, 0).numpy().repeat(TIMES, 0).repeat(TIMES, 1)
    star = Image.fromarray(np.ascontiguousarray(pixels))
    pen, edge = ImageDraw.Draw(star), len(pixels) // TIMES - SIZE
    for top, left in ((0, 0), (0, edge), (edge, 0), (edge, edge), (edge // 2, edge // 2)):
        box = [left * TIMES, top * TIMES, (left + SIZE) * TIMES - 1, (top + SIZE) * TIMES - 1]
        pen.rectangle(box, outline=colour.rgb(colour.ACCENT), width=3)
    card = Image.new("RGB", (WIDTH, HEIGHT), "white")
    top = (HEIGHT - star.height) // 2
    card.paste(star, (GAP // 2, top))
    pen = ImageDraw.Draw(card)
    first, step = GAP // 2 + star.width + GAP, star.height // len(found.classes)
    longest = WIDTH - first - GAP // 2
    for row, (name, share) in enumerate(zip(found.classes, together[picture].tolist(), strict=True)):
        y = top + row * step
        write(card, (first, y), name, 20)
        pen.rectangle([first, y + 24, first + max(2, round(longest * share)), y + step - 10], fill="#3b8fd6")
    return np.asarray(card)
