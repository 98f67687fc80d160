"""An object and one anchor on a grid, with their IoU and what the anchor is told of the width."""

import math

from cnnviz.detection.two_boxes import compare
from cnnviz.drawing.svg import Drawing, Mark, box, drawing, line, words
from cnnviz.words import say

SIDE, CELLS = 168, 3
LEFT, TOP = 8, 8
ANCHOR = (32.0, 44.0, 136.0, 124.0)
OBJECT = (40.0, 52.0, 152.0, 136.0)


def draw() -> Drawing:
    cell = SIDE / CELLS
    lines = [
        line(*ends)
        for at in range(CELLS + 1)
        for ends in (
            ((LEFT + at * cell, TOP), (LEFT + at * cell, TOP + SIDE)),
            ((LEFT, TOP + at * cell), (LEFT + SIDE, TOP + at * cell)),
        )
    ]
    iou = compare(OBJECT, ANCHOR).iou
    (ax0, _, ax1, _), (x0, _, x1, _) = ANCHOR, OBJECT
    x = ((x0 + x1) / 2 - (ax0 + ax1) / 2) / (ax1 - ax0)
    width = math.log((x1 - x0) / (ax1 - ax0))
    return drawing(
        185,
        say(
            "A grid over a picture, in its middle an anchor, and an object with which its IoU is {iou:.2f}: it has to "
            "find it, and learns the offsets {x:.2f} and {width:.2f}.",
            iou=iou, x=x, width=width,
        ),
        lines,
        _placed(OBJECT, "two"),
        line(*_corners(ANCHOR), look="one", dashed=True),
        words(270, 34, "dashed: an anchor"),
        words(270, 58, "filled: an object"),
        words(270, 98, say("IoU {iou:.2f}", iou=iou)),
        words(270, 126, say("offset of x {x:.2f}", x=x)),
        words(270, 150, say("of width {width:.2f}", width=width)),
    )  # fmt: skip


def _placed(edges: tuple[float, float, float, float], look: str) -> list[Mark]:
    x0, y0, x1, y1 = edges
    return box(LEFT + x0, TOP + y0, x1 - x0, y1 - y0, look=look)


def _corners(edges: tuple[float, float, float, float]) -> list[tuple[float, float]]:
    x0, y0, x1, y1 = edges
    return [(LEFT + x, TOP + y) for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0))]
