"""A curve of precision over recall, the area below it shaded."""

from PIL import Image, ImageDraw

from cnnviz.detection.precision import precision_recall, raise_precision

WIDTH, HEIGHT, FINE = 640, 400, 4  # drawn four times as large and scaled down, for smooth lines
LEFT, RIGHT, TOP, FOOT = 50, 600, 40, 350
RANKING = "1110110101001"  # right and wrong detections
MISSED = 1
GREEN, INK, GREY = (0, 158, 115), (28, 26, 38), (190, 190, 200)


def make() -> Image.Image:
    card = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), "white")
    pen = ImageDraw.Draw(card, "RGBA")
    boxes = [[3 * n, 0, 3 * n + 2, 2] for n in range(len(RANKING) + MISSED)]
    there = [box for box, right in zip(boxes, RANKING + "1" * MISSED, strict=True) if right == "1"]
    found = [
        {
            "boxes": boxes[: len(RANKING)],
            "scores": [1 / (n + 1) for n in range(len(RANKING))],
            "labels": [0] * len(RANKING),
        }
    ]
    curve = precision_recall(found, [{"boxes": there, "labels": [0] * len(there)}], 0)
    for tenth in range(0, 11, 2):
        pen.line([_at(tenth / 10, 0), _at(tenth / 10, 1)], fill=GREY, width=FINE)
        pen.line([_at(0, tenth / 10), _at(1, tenth / 10)], fill=GREY, width=FINE)
    before = 0.0
    for recall, height in zip(curve.recall.tolist(), raise_precision(curve.precision).tolist(), strict=True):
        if recall > before:
            pen.rectangle([_at(before, height), _at(recall, 0)], fill=(*GREEN, 90))
        before = recall
    points = [_at(*point) for point in zip(curve.recall.tolist(), curve.precision.tolist(), strict=True)]
    pen.line(points, fill=INK, width=5 * FINE, joint="curve")
    for x, y in points:
        pen.ellipse([x - 8 * FINE, y - 8 * FINE, x + 8 * FINE, y + 8 * FINE], fill=INK)
    return card.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def _at(recall: float, precision: float) -> tuple[float, float]:
    return (LEFT + recall * (RIGHT - LEFT)) * FINE, (FOOT - precision * (FOOT - TOP)) * FINE
