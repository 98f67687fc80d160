"""An object in its box with centre, height and width marked, and the target vector beside it."""

from PIL import Image, ImageDraw, ImageFont

from cnnviz.data import scenes
from cnnviz.detection.targets import target_vector

WIDTH, HEIGHT, SIDE = 640, 400, 400
NAMES = ("pc", "bx", "by", "bh", "bw", "c1", "c2", "c3")
INK, ORANGE = (28, 26, 38), (213, 94, 0)


def make() -> Image.Image:
    scene = scenes.drawn(2, size=100, radius="large", noise=0)
    card = Image.new("RGB", (WIDTH, HEIGHT), "white")
    photo = Image.fromarray(scene.image.permute(1, 2, 0).numpy()).resize((SIDE, SIDE), Image.Resampling.NEAREST)
    card.paste(photo, (0, 0))
    pen = ImageDraw.Draw(card)
    (thing,) = scene.truth.objects
    x0, y0, x1, y1 = (edge * SIDE / 100 for edge in thing.box)
    pen.rectangle((x0, y0, x1, y1), outline=ORANGE, width=6)
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    pen.ellipse((x - 9, y - 9, x + 9, y + 9), fill=ORANGE, outline="white", width=3)
    vector = target_vector(thing.box, scenes.FEW.index(thing.label), classes=3, image=(100, 100)).tolist()
    font = ImageFont.load_default(30)
    for row, (name, value) in enumerate(zip(NAMES, vector, strict=True)):
        pen.text((448, 22 + 46 * row), name, INK, font)
        pen.text((600, 22 + 46 * row), f"{value:.3g}", INK, font, anchor="ra")
    return card
