"""Two boxes: what both share, divided by what at least one of them covers."""

from cnnviz.detection.boxes import box_area, box_iou
from cnnviz.drawing.plates import number
from cnnviz.drawing.svg import Drawing, Mark, box, drawing, words
from cnnviz.words import say

A, B = (0.0, 0.0, 6.0, 4.0), (2.0, 1.0, 8.0, 5.0)
UNIT, LEFT, TOP = 22, 10, 30


def draw() -> Drawing:
    common = max(A[0], B[0]), max(A[1], B[1]), min(A[2], B[2]), min(A[3], B[3])
    of_a, of_b, shared = (float(area) for area in box_area([A, B, common]))
    union = of_a + of_b - shared
    ratio = float(box_iou([A], [B]))
    x0, y0, x1, y1 = (LEFT + UNIT * common[0], TOP + UNIT * common[1], LEFT + UNIT * common[2], TOP + UNIT * common[3])
    return drawing(
        176,
        say(
            "Two boxes share {shared} squares and cover {union} together: their IoU is {ratio}.",
            shared=number(shared),
            union=number(union),
            ratio=number(ratio),
        ),
        _at(A, "one"),
        _at(B, "two"),
        box(x0, y0, x1 - x0, y1 - y0, number(shared), look="lit"),
        words(LEFT + 20, TOP + 3.3 * UNIT, "A", look="dark"),
        words(LEFT + 7.2 * UNIT, TOP + 4.5 * UNIT, "B", look="dark"),
        words(204, 40, "shared, A ∩ B", anchor="start"),
        words(204, 62, number(shared), anchor="start", look="strong"),
        words(204, 92, "covered, A ∪ B", anchor="start"),
        words(
            204,
            114,
            say("{a} + {b} − {n} = {u}", a=number(of_a), b=number(of_b), n=number(shared), u=number(union)),
            anchor="start",
            look="strong",
        ),
        words(
            180,
            164,
            say("IoU: {n} / {u} = {r}", n=number(shared), u=number(union), r=number(ratio)),
            look="strong",
            size=16,
        ),
    )


def _at(corners: tuple[float, float, float, float], look: str) -> list[Mark]:
    x0, y0, x1, y1 = corners
    return box(LEFT + UNIT * x0, TOP + UNIT * y0, UNIT * (x1 - x0), UNIT * (y1 - y0), look=look)
