"""Three objects on a grid, with the anchors that have to find them in their colours."""

import torch
from PIL import Image, ImageDraw

from cnnviz.data import scenes
from cnnviz.detection.anchor_boxes import anchors, match_anchors

WIDTH, HEIGHT = 640, 400
COLOURS = {"circle": (0, 114, 178), "square": (213, 94, 0), "triangle": (0, 158, 115)}


def make() -> Image.Image:
    scene = scenes.drawn(9, size=200, objects=3, noise=0)
    side, scale = 4, HEIGHT / 200
    photo = Image.fromarray(scene.image.permute(1, 2, 0).numpy()).resize((HEIGHT, HEIGHT), Image.Resampling.NEAREST)
    card = Image.new("RGB", (WIDTH, HEIGHT), "white")
    left = (WIDTH - HEIGHT) // 2
    card.paste(photo, (left, 0))
    pen = ImageDraw.Draw(card)
    for at in range(side + 1):
        line = at * HEIGHT / side
        pen.line((left + line, 0, left + line, HEIGHT), "white", 3)
        pen.line((left, line, left + HEIGHT, line), "white", 3)
    objects = scene.truth.objects
    boxes = anchors((side, side), stride=200 / side, sizes=[60.0], ratios=[2.0, 1.0, 0.5])
    told = match_anchors(torch.tensor([one.box for one in objects]).float(), boxes).box
    for box, thing in zip(boxes.tolist(), told.tolist(), strict=True):
        if thing >= 0:
            edges = [edge * scale + (0 if at % 2 else left) for at, edge in enumerate(box)]
            pen.rectangle(edges, outline=COLOURS[objects[thing].label], width=6)
    return card
