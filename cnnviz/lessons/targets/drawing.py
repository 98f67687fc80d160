"""An object in its box on a picture, and the numbers of its target vector."""

from cnnviz.detection.targets import target_vector
from cnnviz.drawing.svg import Drawing, arrow, box, dot, drawing, line, words

WIDTH, HEIGHT = 150, 150  # of the picture as it is drawn
BOX = (30.0, 45.0, 90.0, 135.0)
LEFT, TOP = 16, 24
NAMES = ("p_c", "b_x", "b_y", "b_h", "b_w", "c₁", "c₂", "c₃")


def draw() -> Drawing:
    vector = target_vector(BOX, 1, classes=3, image=(HEIGHT, WIDTH)).tolist()
    x0, y0, x1, y1 = (edge + (TOP if at % 2 else LEFT) for at, edge in enumerate(BOX))
    middle = ((x0 + x1) / 2, (y0 + y1) / 2)
    return drawing(
        185,
        "An object in its box on a picture: the target vector has 1 for an object, the centre of the box, its height "
        "and width as shares of the picture, and 1 for its class.",
        words(LEFT + WIDTH / 2, 12, "picture"),
        box(LEFT, TOP, WIDTH, HEIGHT),
        box(x0, y0, x1 - x0, y1 - y0, look="soft"),
        dot(*middle, 4, look="lit"),
        line((LEFT, middle[1]), middle, dashed=True),
        line((middle[0], TOP), middle, dashed=True),
        arrow((LEFT + WIDTH + 10, TOP + HEIGHT / 2), (LEFT + WIDTH + 38, TOP + HEIGHT / 2)),
        [
            mark
            for at, (name, value) in enumerate(zip(NAMES, vector, strict=True))
            for mark in (
                words(236, 27 + 20 * at, name, anchor="end"),
                words(262, 27 + 20 * at, f"{value:g}"),
            )
        ],
    )
