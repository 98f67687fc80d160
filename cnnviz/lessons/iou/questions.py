"""Questions of the lesson on IoU."""

import random
from fractions import Fraction

from cnnviz.detection.two_boxes import compare
from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.words import say


def iou_of_two(rng: random.Random) -> Question:
    """IoU of two boxes in whole numbers that overlap."""
    one, other = _pair(rng)
    found = compare(one, other)
    answer = found.iou
    a, b = found.areas
    slips: list[tuple[Answer, str]] = [
        (found.common / (a + b), "The intersection is in both areas: take it off the sum once."),
        (found.common / a, "That is the share of A: the union counts what only B covers, too."),
        (found.common / b, "That is the share of B: the union counts what only A covers, too."),
        (float(found.common), "That is the intersection: divide it by the union."),
        (
            found.common / (found.hull[0] * found.hull[1]),
            "You divided by the smallest box around both: the union is smaller.",
        ),
        (
            compare(one, other, pixels=True).iou,
            "You added 1 to every width and height: these are edges, not last pixels.",
        ),
    ]
    text = say(
        "Box A is {one} and box B is {other}, as left, top, right and bottom edge. What is their IoU?",
        one=str(one), other=str(other),
    )  # fmt: skip
    working = say(
        "The intersection is ${width} \\cdot {height} = {common}$, the union ${a} + {b} - {common} = {union}$: "
        "${common} / {union} = {answer:.4g}$.",
        width=found.width, height=found.height, common=found.common, a=a, b=b, union=found.union, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, given={"one": one, "other": other})


def shifted_square(rng: random.Random) -> Question:
    """How far a square may be shifted until its IoU falls to a threshold."""
    threshold = rng.choice(
        (Fraction(1, 2), Fraction(1, 3), Fraction(3, 5), Fraction(1, 4), Fraction(3, 4), Fraction(2, 3))
    )
    share = (1 - threshold) / (1 + threshold)
    side = share.denominator * rng.randint(2, 40)
    answer = int(side * share)
    slips: list[tuple[Answer, str]] = [
        (
            float(side * (1 - threshold)),
            "That share of the square is left: but the union grows while the square is shifted.",
        ),
        (
            float(side * threshold),
            "That is the part that would be left; the question is how far the square is shifted.",
        ),
        (side - answer, "That is the part that both still share: the shift is the rest."),
    ]
    text = say(
        "A square object has sides of {side} pixels. A detector finds it at the right size, but shifted to the right. "
        "At how many pixels of shift is the IoU exactly {threshold}?",
        side=side, threshold=str(threshold),
    )  # fmt: skip
    working = say(
        "Shifted by $d$, both share ${side} - d$ columns and cover ${side} + d$: $({side} - d) / ({side} + d) = "
        "{threshold}$ gives $d = {side} \\cdot (1 - {threshold}) / (1 + {threshold}) = {answer}$.",
        side=side, threshold=str(threshold), answer=answer,
    )  # fmt: skip
    given = {"side": side, "threshold": [threshold.numerator, threshold.denominator]}
    return ask(text, answer, working, slips, unit="pixels", difficulty=2, given=given)


def giou_apart(rng: random.Random) -> Question:
    """GIoU of two boxes side by side with a gap."""
    width, height, gap = rng.randint(2, 9), rng.randint(2, 9), rng.randint(1, 12)
    one = (0, 0, width, height)
    other = (width + gap, 0, 2 * width + gap, height)
    found = compare(one, other)
    around = found.hull[0] * found.hull[1]
    answer = found.giou
    slips: list[tuple[Answer, str]] = [
        (0.0, "That is IoU: GIoU takes off the share of the surrounding box that neither covers."),
        (-answer, "The empty share is taken off: boxes apart have a negative GIoU."),
        (1 - answer, "That is the loss 1 − GIoU."),
        (-found.union / around, "That is the share that is covered: take off the empty one."),
        (-(around - found.union) / found.union, "Divide by the surrounding box, not by the union."),
    ]
    text = say(
        "Two boxes of {width} × {height} pixels (width × height) stand side by side at the same height, with a gap of "
        "{gap} pixels between them. What is their GIoU?",
        width=width, height=height, gap=gap,
    )  # fmt: skip
    working = say(
        "They share nothing, so that IoU is 0. The smallest box around both has ${wide} \\cdot {height} = {around}$ "
        "pixels, of which ${union}$ are covered: $0 - ({around} - {union}) / {around} = {answer:.4g}$.",
        wide=found.hull[0], height=height, around=around, union=found.union, answer=answer,
    )  # fmt: skip
    given = {"width": width, "height": height, "gap": gap}
    return ask(text, answer, working, slips, difficulty=3, given=given)


def _pair(rng: random.Random) -> tuple[tuple[int, int, int, int], tuple[int, int, int, int]]:
    """Two boxes that overlap, neither inside the other."""
    while True:
        boxes = []
        for _ in range(2):
            x, y = rng.randint(0, 8), rng.randint(0, 8)
            boxes.append((x, y, x + rng.randint(2, 8), y + rng.randint(2, 8)))
        found = compare(*boxes)
        if 0 < found.common < min(found.areas):
            return boxes[0], boxes[1]


GENERATORS = (iou_of_two, shifted_square, giou_apart)
