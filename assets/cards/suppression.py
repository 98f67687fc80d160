"""Three shapes with many boxes around each, and the same shapes with the boxes that suppression leaves."""

from PIL import Image, ImageDraw

from cnnviz.data.detected import detected_scene
from cnnviz.detection.suppression import Rule, suppress

WIDTH, HEIGHT, FINE = 640, 400, 4  # drawn four times as large and scaled down, for smooth lines
SIDE, MARGIN = 300, 13
COLOURS = ((0, 114, 178), (213, 94, 0), (168, 69, 138))


def make() -> Image.Image:
    card = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), "white")
    pen = ImageDraw.Draw(card)
    scene = detected_scene(12, objects=3)
    found = scene.found
    picture = Image.fromarray(scene.image.permute(1, 2, 0).numpy())
    kept = [step.kept for step in suppress(found.boxes, found.scores, found.labels, Rule(0.4, across=True))]
    top, unit = (HEIGHT - SIDE) // 2, SIDE / scene.image.shape[1]
    for left, places, line in ((MARGIN, range(len(found.boxes)), 3), (WIDTH - SIDE - MARGIN, kept, 5)):
        large = picture.resize((SIDE * FINE, SIDE * FINE), Image.Resampling.NEAREST)
        card.paste(large, (left * FINE, top * FINE))
        for place in places:
            x0, y0, x1, y1 = (edge * unit for edge in found.boxes[place])
            edges = [(left + x0) * FINE, (top + y0) * FINE, (left + x1) * FINE, (top + y1) * FINE]
            pen.rectangle(edges, outline="white", width=(line + 3) * FINE)
            pen.rectangle(edges, outline=COLOURS[found.labels[place]], width=line * FINE)
    return card.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
