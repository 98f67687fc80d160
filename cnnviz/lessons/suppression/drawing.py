"""Four boxes around two objects, and the two that stay."""

from cnnviz.detection.two_boxes import compare
from cnnviz.drawing.svg import Drawing, arrow, box, drawing, words
from cnnviz.words import say

BOXES = ((14, 30, 74, 100), (24, 38, 84, 108), (100, 44, 150, 94), (107, 49, 157, 99))
SCORES = (0.9, 0.7, 0.8, 0.6)
KEPT = (0, 2)
THRESHOLD = 0.5
RIGHT = 190  # how far the boxes that stay are drawn to the right


def draw() -> Drawing:
    marks = []
    for place, ((x0, y0, x1, y1), score) in enumerate(zip(BOXES, SCORES, strict=True)):
        stays = place in KEPT
        marks += box(x0, y0, x1 - x0, y1 - y0, look="plain")
        marks.append(
            words(x0 if stays else x1, y0 - 9 if stays else y1 + 10, str(score), anchor="start" if stays else "end")
        )
        if stays:
            marks += box(x0 + RIGHT, y0, x1 - x0, y1 - y0, look="lit")
            marks.append(words((x0 + x1) / 2 + RIGHT, (y0 + y1) / 2, str(score), look="dark"))
    pairs = [compare(BOXES[kept], BOXES[kept + 1]).iou for kept in KEPT]
    return drawing(
        168,
        say(
            "Of two boxes around an object, the one with the lower score goes, since their IoU is above the threshold."
        ),
        marks,
        arrow((168, 70), (196, 70)),
        words(49, 134, say("IoU {iou:.2f}", iou=pairs[0])),
        words(132, 134, say("IoU {iou:.2f}", iou=pairs[1])),
        words(90, 156, say("threshold {threshold}", threshold=THRESHOLD)),
        words(272, 134, "what stays"),
    )
