"""Questions of the lesson on YOLO: the size of its answer, where a centre lies, how large a box is."""

import random

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.words import say


def numbers_of_the_answer(rng: random.Random) -> Question:
    """How many numbers a grid with anchors gives."""
    grid, anchors, classes = rng.randint(5, 19), rng.randint(2, 6), rng.randint(2, 90)
    answer = grid * grid * anchors * (5 + classes)
    slips: list[tuple[Answer, str]] = [
        (grid * grid * anchors * (4 + classes), "Besides four numbers for the box there is the confidence: 5 + C."),
        (grid * grid * (5 * anchors + classes), "With anchors, each of them has classes of its own."),
        (grid * grid * (5 + classes), "That is one anchor: multiply by their number."),
        (grid * anchors * (5 + classes), "The grid has as many rows as columns: square it."),
        (anchors * (5 + classes), "That is one cell: multiply by their number."),
    ]
    text = say(
        "A detector with {grid} × {grid} cells has {anchors} anchors in each and tells {classes} classes apart. "
        "Each anchor gives a confidence, a box, and a score for every class. How many numbers does the network give?",
        grid=grid, anchors=anchors, classes=classes,
    )  # fmt: skip
    working = say(
        "Each anchor gives $1 + 4 + {classes} = {each}$ numbers: ${grid} \\cdot {grid} \\cdot {anchors} \\cdot {each} "
        "= {answer}$.",
        grid=grid, anchors=anchors, classes=classes, each=5 + classes, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, given={"grid": grid, "anchors": anchors, "classes": classes})


def place_in_the_cell(rng: random.Random) -> Question:
    """Where in its cell the centre of a box lies."""
    cell = rng.choice((10, 20, 40))
    while True:
        x0, wide = rng.randint(0, 6 * cell), rng.randint(cell, 3 * cell)
        centre = x0 + wide / 2
        if centre % cell and centre > cell and centre % cell != cell / 2:
            break
    column = int(centre // cell)
    answer = centre / cell - column
    slips: list[tuple[Answer, str]] = [
        (centre / cell, "That counts from the left edge of the picture: take off the whole cells."),
        (x0 / cell - x0 // cell, "That is the left edge of the box: the centre counts."),
        (centre - column * cell, "That is in pixels: divide by the side of a cell."),
        (float(column), "That is which cell it is: the question is where in it."),
        (1 - answer, "That counts from the right edge of the cell."),
    ]
    text = say(
        "The cells of a detector are {cell} pixels wide. A box reaches from x = {left} to x = {right} pixels. Where in "
        "its cell does the centre lie, from 0 at the left edge to 1 at the right?",
        cell=cell, left=x0, right=x0 + wide,
    )  # fmt: skip
    working = say(
        "The centre is at $({left} + {right}) / 2 = {centre:g}$, in cells ${centre:g} / {cell} = {cells:g}$. It lies "
        "in column {column}, counted from 0: ${cells:g} - {column} = {answer:g}$.",
        left=x0, right=x0 + wide, centre=centre, cell=cell, cells=centre / cell, column=column, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, difficulty=2, given={"cell": cell, "x0": x0, "x1": x0 + wide})


def left_edge_of_a_box(rng: random.Random) -> Question:
    """The left edge in pixels of the box that a cell gives."""
    cell, column = rng.choice((8, 16, 32)), rng.randint(3, 9)
    x, anchor, factor = rng.choice((25, 50, 75)), rng.choice((2, 3, 4)), rng.choice((50, 75, 125, 150))
    centre, wide = (column + x / 100) * cell, anchor * factor / 100 * cell
    answer = centre - wide / 2
    slips: list[tuple[Answer, str]] = [
        (centre, "That is the centre: take off half of the width."),
        (centre - wide, "Take off half of the width: the centre lies in the middle."),
        (centre + wide / 2, "That is the right edge."),
        ((column + x / 100) - anchor * factor / 200, "That is in cells: multiply by the side of a cell."),
        (column * cell - wide / 2, "The centre lies behind the left edge of its cell."),
        (centre - factor / 200 * cell, "The width is measured in anchors: multiply by that of the anchor."),
        (centre - anchor * cell / 2, "The network says how the box differs from the anchor, too."),
    ]
    text = say(
        "A cell in column {column}, counted from 0, says that the centre of a box lies at {x} % of the cell's width, "
        "and that the box is {factor} % as wide as its anchor, which is {anchor} cells wide. A cell is {cell} pixels "
        "wide. At which x, in pixels, is the left edge of the box?",
        column=column, x=x, factor=factor, anchor=anchor, cell=cell,
    )  # fmt: skip
    working = say(
        "The centre is at $({column} + {x} / 100) \\cdot {cell} = {centre:g}$, the width "
        "${anchor} \\cdot {factor} / 100 \\cdot {cell} = {wide:g}$: ${centre:g} - {wide:g} / 2 = {answer:g}$.",
        column=column, x=x, cell=cell, centre=centre, anchor=anchor, factor=factor, wide=wide, answer=answer,
    )  # fmt: skip
    given = {"cell": cell, "column": column, "x": x, "anchor": anchor, "factor": factor}
    return ask(text, answer, working, slips, unit="pixels", difficulty=2, given=given)


def kept_boxes(rng: random.Random) -> Question:
    """How many of some boxes of one class stay after suppression, from the table of their IoU."""
    threshold = rng.choice((40, 45, 50, 55))
    scores = sorted(rng.sample(range(55, 98), 4), reverse=True)
    while True:
        iou = {(a, b): rng.choice((0, 10, 20, 60, 70, 80)) for a in range(4) for b in range(a + 1, 4)}
        kept: list[int] = []
        for box in range(4):
            if all(iou[other, box] <= threshold for other in kept):
                kept.append(box)
        close = sum(value > threshold for value in iou.values())
        if 1 < len(kept) < 4 and close >= 2 and len(kept) != 4 - close:
            break
    answer = len(kept)
    slips: list[tuple[Answer, str]] = [
        (4, "Boxes that overlap a better one by more than the threshold go."),
        (4 - close, "A box that is gone takes no other box away."),
        (1, "Boxes that overlap little stay, whatever their score."),
        (0, "The box with the best score always stays."),
    ]
    names = "ABCD"
    pairs = ", ".join(f"${names[a]}{names[b]}$ {value}" for (a, b), value in iou.items())
    text = say(
        "Four boxes of one class have the scores A {a} %, B {b} %, C {c} % and D {d} %. Their IoU in per cent: "
        "{pairs}. How many stay after non-maximum suppression with a threshold of {threshold} %?",
        a=scores[0], b=scores[1], c=scores[2], d=scores[3], pairs=pairs, threshold=threshold,
    )  # fmt: skip
    working = say(
        "The best one stays and takes away what overlaps it by more than {threshold} %, then the best of the rest: "
        "{kept} stay, $4 - {gone} = {answer}$ boxes.",
        threshold=threshold, kept=", ".join(f"${names[box]}$" for box in kept), gone=4 - answer, answer=answer,
    )  # fmt: skip
    given = {"threshold": threshold, "scores": scores, "iou": list(iou.values())}
    return ask(text, answer, working, slips, unit="boxes", difficulty=3, given=given)


GENERATORS = (numbers_of_the_answer, place_in_the_cell, left_edge_of_a_box, kept_boxes)
