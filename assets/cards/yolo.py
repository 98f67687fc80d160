"""A drawn scene under a grid of cells, those that are sure in colour, and the box that each of them gives."""

import numpy as np
from PIL import Image, ImageDraw

from cnnviz.detection import one_stage
from cnnviz.networks import scene_networks
from cnnviz.training import found
from cnnviz.ui.views.scenes import COLOURS

WIDTH, HEIGHT, SIDE, SCENE, LEAST = 640, 400, 400, 4, 0.3


def make() -> Image.Image:
    looked = found.shipped("tiny_yolo_2", "crowded_scenes")
    pixels = looked.scenes.images[SCENE].permute(1, 2, 0).numpy()
    card = Image.new("RGB", (WIDTH, HEIGHT), "white")
    layout = scene_networks.layout(looked.network, (64, 64), len(looked.scenes.classes))
    _, sure, labels, _ = one_stage.raw_boxes(looked.scores[SCENE : SCENE + 1], layout)
    best = sure[0].view(-1, 64).max(0)
    grey = np.repeat(pixels.mean(2, keepdims=True), 3, 2).astype(np.uint8)
    for place, (left, values) in enumerate(((0, grey), (WIDTH - 320, pixels))):
        side = 310
        picture = Image.fromarray(values).resize((side, side), Image.Resampling.NEAREST)
        pen = ImageDraw.Draw(picture, "RGBA")
        if place == 0:
            for cell in range(64):
                row, column = divmod(cell, 8)
                which = int(best.indices[cell]) * 64 + cell
                colour = _rgb(COLOURS[int(labels[0, which])])
                box = (column * side / 8, row * side / 8, (column + 1) * side / 8, (row + 1) * side / 8)
                pen.rectangle(box, fill=(*colour, int(215 * float(best.values[cell]))), outline=(20, 24, 31, 90))
        else:
            (boxes,) = one_stage.detections(looked.scores[SCENE : SCENE + 1], layout, least=LEAST)
            for edges, label in zip(boxes["boxes"].tolist(), boxes["labels"].tolist(), strict=True):
                placed = [edge * side / 64 for edge in edges]
                pen.rectangle(placed, outline=(20, 24, 31), width=7)
                pen.rectangle(placed, outline=_rgb(COLOURS[label]), width=4)
        card.paste(picture, (left + 5, (HEIGHT - side) // 2))
    return card


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue
