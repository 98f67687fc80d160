"""Questions of the lesson on segmentation: mean IoU, Dice, pixel accuracy, panoptic quality."""

import random
from fractions import Fraction

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.lessons.small_matrices import displayed, latex
from cnnviz.words import say


def accuracy_of_nothing(rng: random.Random) -> Question:
    """The pixel accuracy of a map that says background everywhere."""
    side, pixels = rng.choice((20, 40, 50)), 0
    objects = [rng.randint(2, side * side // 20) for _ in range(rng.randint(2, 3))]
    pixels = sum(objects)
    answer = 100 * (1 - pixels / side**2)
    slips: list[tuple[Answer, str]] = [
        (100 - answer, "That is the share of the objects, which it gets wrong."),
        (0.0, "Every background pixel counts as right."),
        (100 / (1 + len(objects)), "Pixels are counted, not classes."),
        (answer / 100, "That is the share itself: give it in per cent."),
    ]
    text = say(
        "A map has {side} × {side} pixels, of which {pixels} belong to objects. A network says background everywhere. "
        "What is its pixel accuracy in per cent?",
        side=side, pixels=pixels,
    )  # fmt: skip
    working = say(
        "{background} of {all} pixels are background, and all of these are right: "
        "$100 \\cdot {background} / {all} = {answer:.4g}$.",
        background=side**2 - pixels, all=side**2, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, unit="%", given={"side": side, "pixels": pixels})


def mean_iou_of_a_matrix(rng: random.Random) -> Question:
    """mIoU of a confusion matrix of two classes."""
    a, b, c, d = rng.randint(40, 90), rng.randint(2, 20), rng.randint(2, 20), rng.randint(10, 50)
    ious = Fraction(a, a + b + c), Fraction(d, d + b + c)
    answer = float(sum(ious) / 2)
    slips: list[tuple[Answer, str]] = [
        ((a + d) / (a + b + c + d), "That is the pixel accuracy: divide each class by its own union."),
        (float(ious[0]), "That is the first class alone: take the mean of both."),
        (float(ious[1]), "That is the second class alone: take the mean of both."),
        (
            (2 * a / (2 * a + b + c) + 2 * d / (2 * d + b + c)) / 2,
            "That is the mean Dice: for IoU the intersection counts once.",
        ),
        ((a / (a + b) + d / (c + d)) / 2, "That is the share of each true class: the union has more pixels."),
    ]
    text = say(
        "Pixels of two classes were counted, true class down, predicted class across:{matrix}What is the mean IoU of "
        "both classes?",
        matrix=displayed(latex(((a, b), (c, d)))),
    )
    working = say(
        "${a} / ({a} + {b} + {c}) = {one:.4g}$ and ${d} / ({d} + {b} + {c}) = {two:.4g}$, their mean {answer:.4g}.",
        a=a, b=b, c=c, d=d, one=float(ious[0]), two=float(ious[1]), answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, difficulty=2, given={"matrix": [[a, b], [c, d]]})


def dice_of_an_iou(rng: random.Random) -> Question:
    """Dice from IoU."""
    iou = Fraction(rng.randint(5, 30), rng.randint(31, 60))
    answer = float(2 * iou / (1 + iou))
    slips: list[tuple[Answer, str]] = [
        (float(iou / (2 - iou)), "That goes the other way, from Dice to IoU."),
        (float(2 * iou), "Divide by the sum of both areas, which is union and intersection."),
        (float(iou), "Dice is the larger one, but for 0 and 1."),
        (float((1 + iou) / 2), "Work with areas: let the union be 1, then the intersection is the IoU."),
    ]
    text = say("The IoU of a class is {iou}. What is its Dice?", iou=str(iou))
    working = say(
        "Let the union be 1: the intersection is {iou}, and both areas together are $1 + {iou}$. Dice is "
        "$2 \\cdot {iou} / (1 + {iou}) = {answer:.4g}$.",
        iou=str(iou), answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, difficulty=2, given={"iou": [iou.numerator, iou.denominator]})


def quality_of_a_panoptic_map(rng: random.Random) -> Question:
    """PQ from the IoU of what matches, and what does not."""
    ious = [rng.randint(55, 98) for _ in range(rng.randint(2, 4))]
    wrong, missed = rng.randint(0, 3), rng.randint(1, 3)
    whole = len(ious) + (wrong + missed) / 2
    answer = sum(ious) / whole
    slips: list[tuple[Answer, str]] = [
        (sum(ious) / len(ious), "That is SQ: what was missed or found for nothing counts by half each."),
        (100 * len(ious) / whole, "That is RQ: the IoU of the matches counts, too."),
        (sum(ious) / (len(ious) + wrong + missed), "What is wrong or missed counts by half."),
        (sum(ious) / (len(ious) + missed), "Segments that were found for nothing count, too, and each by half."),
    ]
    listed = ", ".join(f"{value} %" for value in ious)
    text = say(
        "Of the segments of a panoptic map {n} match true ones, with IoU {listed}; {wrong} match nothing, and {missed} "
        "true ones are missed. What is the panoptic quality PQ in per cent?",
        n=len(ious), listed=listed, wrong=wrong, missed=missed,
    )  # fmt: skip
    working = say(
        "The IoU add up to {sum:g}, and the denominator is ${n} + ({wrong} + {missed}) / 2 = {whole:g}$: "
        "${sum:g} / {whole:g} = {answer:.4g}$.",
        sum=sum(ious), n=len(ious), wrong=wrong, missed=missed, whole=whole, answer=answer,
    )  # fmt: skip
    return ask(
        text, answer, working, slips, unit="%", difficulty=3, given={"ious": ious, "wrong": wrong, "missed": missed}
    )


GENERATORS = (accuracy_of_nothing, mean_iou_of_a_matrix, dice_of_an_iou, quality_of_a_panoptic_map)
