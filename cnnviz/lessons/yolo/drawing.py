"""A grid with an object: the cell of its centre answers for it."""

from cnnviz.detection.anchor_boxes import grid_target
from cnnviz.drawing.plates import number
from cnnviz.drawing.svg import Drawing, arrow, box, cells, dot, drawing, line, words
from cnnviz.words import say

GRID, SIDE, LEFT, TOP = 4, 38, 8, 10
BOX, PIXELS = (22, 40, 54, 70), 80  # left, top, right, bottom of the object, and the picture's side


def answer() -> tuple[int, int, list[float]]:
    """Row and column of the cell that answers, and p_c, b_x, b_y, b_h, b_w that it has to give."""
    told = grid_target([BOX], [0], classes=1, image=(PIXELS, PIXELS), grid=(GRID, GRID))
    (place,) = told.places
    assert place is not None
    row, column, _ = place
    return row, column, told.target[row, column, :5].tolist()


def draw() -> Drawing:
    row, column, (sure, x, y, high, wide) = answer()
    scale = SIDE * GRID / PIXELS
    x0, y0, x1, y1 = (start + edge * scale for start, edge in zip((LEFT, TOP) * 2, BOX, strict=True))
    blank = [[float("nan")] * GRID] * GRID
    lines = (
        say("p = {p}", p=number(sure)), say("x = {x}", x=number(x)), say("y = {y}", y=number(y)),
        say("height = {h} cells", h=number(high)), say("width = {w} cells", w=number(wide)), say("class scores"),
    )  # fmt: skip
    return drawing(
        176,
        say(
            "A picture in {n} × {n} cells. The centre of an object lies in row {row}, column {column}: this cell says "
            "where in it the centre is, and how large the object is.",
            n=GRID, row=row + 1, column=column + 1,
        ),
        cells(blank, LEFT, TOP, side=SIDE, lit=[(row, column)]),
        line((x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0), look="one"),
        dot((x0 + x1) / 2, (y0 + y1) / 2, 4, look="two"),
        arrow((LEFT + (column + 1) * SIDE, TOP + (row + 0.5) * SIDE), (192, TOP + (row + 0.5) * SIDE)),
        box(196, 18, 158, 140, look="lit"),
        *(words(206, 34 + 22 * place, text, anchor="start", look="dark") for place, text in enumerate(lines)),
    )  # fmt: skip
