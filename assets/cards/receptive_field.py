"""A cat with the receptive fields of five layers of VGG-16 drawn as boxes inside one another."""

from PIL import Image, ImageDraw

from assets.cards.frame import HEIGHT, WIDTH, as_bytes, photo
from cnnviz.drawing import colour
from cnnviz.networks.architectures import architecture
from cnnviz.networks.fields.receptive_fields import receptive_fields

SCALE = 1.7  # card pixels per input pixel


def make() -> Image.Image:
    card = Image.fromarray(as_bytes(photo("chelsea") * 0.8))
    draw = ImageDraw.Draw(card)
    pools = [row for row in receptive_fields(architecture("VGG-16")) if row.kind == "MaxPool2d"]
    for row in pools:
        half = row.fields[0].size * SCALE / 2
        box = [WIDTH / 2 - half, HEIGHT / 2 - half, WIDTH / 2 + half, HEIGHT / 2 + half]
        draw.rectangle(box, outline=colour.ACCENT_OUTLINE, width=9)
        draw.rectangle([box[0] + 2, box[1] + 2, box[2] - 2, box[3] - 2], outline=colour.ACCENT, width=5)
    return card
