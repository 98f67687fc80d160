"""Questions of the lesson on anchors."""

import math
import random

from cnnviz.detection.two_boxes import compare
from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.words import say


def depth_of_tensor(rng: random.Random) -> Question:
    """How many numbers a target tensor has."""
    grid, anchors, classes = rng.choice((3, 4, 7, 13, 19)), rng.randint(1, 9), rng.randint(2, 20)
    depth = anchors * (5 + classes)
    answer = grid * grid * depth
    slips: list[tuple[Answer, str]] = [
        (grid * grid * (5 + classes), "Each anchor of a cell has a vector of its own."),
        (grid * grid * (5 * anchors + classes), "The classes stand in the vector of each anchor."),
        (grid * grid * anchors * (4 + classes), "The first number of each vector, p_c, counts, too."),
        (depth, "That is one cell: there are more of them."),
        (grid * depth, "The grid has rows and columns."),
    ]
    text = say(
        "A grid of {grid} × {grid} cells has {anchors} anchors in each cell, and there are {classes} classes. How many "
        "numbers has the target of a picture?",
        grid=grid, anchors=anchors, classes=classes,
    )  # fmt: skip
    working = say(
        "${grid} \\cdot {grid} \\cdot {anchors} \\cdot (5 + {classes}) = {answer}$.",
        grid=grid, anchors=anchors, classes=classes, answer=answer,
    )  # fmt: skip
    given = {"grid": grid, "anchors": anchors, "classes": classes}
    return ask(text, answer, working, slips, unit="numbers", given=given)


def cell_of_object(rng: random.Random) -> Question:
    """Where in its cell the centre of an object lies."""
    grid, cell = rng.choice((3, 4, 5, 8)), rng.choice((20, 30, 40, 50))
    column, tenths = rng.randrange(grid), rng.randint(1, 9)
    centre = cell * (10 * column + tenths) // 10
    half = cell * rng.choice((2, 3, 4, 6)) // 10
    left, right = centre - half, centre + half
    answer = tenths / 10
    slips: list[tuple[Answer, str]] = [
        (column + answer, "That is counted from the first cell: take off the whole cells left of it."),
        (centre / (grid * cell), "That is a share of the picture: here it is one of the cell."),
        (centre - column * cell, "That is in pixels: divide it by the width of a cell."),
        (1 - answer, "It is counted from the left edge of the cell."),
        ((left / cell) % 1, "The centre counts, not the left edge."),
    ]
    text = say(
        "A picture {side} pixels wide is divided into {grid} columns of cells. An object goes from x = {left} to "
        "x = {right}. What is its $b_x$ in the cell that has to find it?",
        side=grid * cell, grid=grid, left=left, right=right,
    )  # fmt: skip
    working = say(
        "The centre is at ${centre}$, and cells are ${cell}$ pixels wide: ${centre} / {cell} - {column} = {answer:g}$.",
        centre=centre, cell=cell, column=column, answer=answer,
    )  # fmt: skip
    given = {"side": grid * cell, "grid": grid, "left": left, "right": right}
    return ask(text, answer, working, slips, difficulty=2, given=given)


def told_to_anchor(rng: random.Random) -> Question:
    """What an anchor is told, by its IoU with the only object."""
    upper, lower = rng.choice(((50, 40), (70, 30), (50, 30), (60, 20)))
    iou = 0.0
    while iou < 0.1:
        width, height = rng.randint(4, 12), rng.randint(4, 12)
        x, y = rng.randint(0, width // 2), rng.randint(0, height // 2)
        anchor, box = (0, 0, width, height), (x, y, x + rng.randint(3, 12), y + rng.randint(3, 12))
        found = compare(box, anchor)
        iou = found.iou
    names = ("object", "ignored", "background")
    answer = names[0] if 100 * found.iou >= upper else names[1] if 100 * found.iou >= lower else names[2]
    slips: list[tuple[Answer, str]] = [
        (name, say("The IoU is {iou:.4g}: compare it with both thresholds.", iou=found.iou)) for name in names
    ]
    text = say(
        "Anchor {anchor} and object {box}, each as left, top, right and bottom edge. From an IoU of {upper} % on an "
        "anchor has to find the object, below {lower} % it is background. What is this one?",
        anchor=str(anchor), box=str(box), upper=upper, lower=lower,
    )  # fmt: skip
    working = say(
        "They share ${common}$ and cover ${union}$: the IoU is ${common} / {union} = {iou:.4g}$.",
        common=found.common, union=found.union, iou=found.iou,
    )  # fmt: skip
    given = {"anchor": anchor, "box": box, "thresholds": [upper, lower]}
    return ask(text, answer, working, slips, choices=names, difficulty=2, given=given)


def offset_of_centre(rng: random.Random) -> Question:
    """How far right of its anchor a box lies, in widths of the anchor."""
    here, size, width = 10 * rng.randint(8, 20), 20 * rng.randint(1, 4), 20 * rng.randint(1, 4)
    there = here + rng.choice((-1, 1)) * rng.randint(1, 9) * size // 10
    anchor, box = (here - size // 2, here + size // 2), (there - width // 2, there + width // 2)
    answer = (there - here) / size
    slips: list[tuple[Answer, str]] = [
        ((there - here) / width, "Divide by the width of the anchor, not of the object."),
        (-answer, "The object minus its anchor, not the reverse."),
        (there - here, "That is in pixels: divide it by the width of the anchor."),
        ((box[0] - anchor[0]) / size, "The centres count, not the left edges."),
    ]
    working = say(
        "The centres lie at ${there}$ and ${here}$, the anchor is ${size}$ wide: $({there} - {here}) / {size} = "
        "{answer:.4g}$.",
        there=there, here=here, size=size, answer=answer,
    )  # fmt: skip
    text = say("{placed} What is $t_x$?", placed=_placed(anchor, box))
    return ask(text, answer, working, slips, difficulty=2, given={"anchor": anchor, "box": box})


def offset_of_width(rng: random.Random) -> Question:
    """The logarithm of how much wider than its anchor a box is."""
    size, width = rng.sample(range(10, 100, 2), 2)
    left, edge = rng.randint(0, 90), rng.randint(0, 90)
    anchor, box = (left, left + size), (edge, edge + width)
    answer = math.log(width / size)
    slips: list[tuple[Answer, str]] = [
        (width / size, "Take the natural logarithm of it."),
        (-answer, "The object by its anchor, not the reverse."),
        (math.log10(width / size), "Take the natural logarithm."),
        ((width - size) / size, "It is the logarithm of the quotient, not the share of the difference."),
    ]
    working = say(
        "The object is ${width}$ wide, its anchor ${size}$: ${width} / {size} = {times:.4g}$, and $\\ln {times:.4g} = "
        "{answer:.4g}$.",
        width=width, size=size, times=width / size, answer=answer,
    )  # fmt: skip
    text = say("{placed} What is $t_w$?", placed=_placed(anchor, box))
    return ask(text, answer, working, slips, difficulty=3, given={"anchor": anchor, "box": box})


def _placed(anchor: tuple[int, int], box: tuple[int, int]) -> str:
    return say(
        "An anchor goes from x = {start} to x = {end}, its object from x = {left} to x = {right}.",
        start=anchor[0], end=anchor[1], left=box[0], right=box[1],
    )  # fmt: skip


GENERATORS = (depth_of_tensor, cell_of_object, told_to_anchor, offset_of_centre, offset_of_width)
