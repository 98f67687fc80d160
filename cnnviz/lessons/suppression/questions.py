"""Questions of the lesson on non-maximum suppression."""

import math
import random
from collections.abc import Sequence

from cnnviz.detection.two_boxes import Box, compare
from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.words import joined, listed, say

SIDE = 10  # pixels of a square


def boxes_left(rng: random.Random) -> Question:
    """How many of some boxes stay; a box that has gone would have removed another."""
    lefts, percent = _row(rng)
    stay = _kept(lefts, percent)
    slips: list[tuple[Answer, str]] = [
        (len(lefts) - len(_struck(lefts, percent)), "A box that has gone removes no other: cross it out first."),
        (len(lefts) - len(stay), "That is how many go: the question is how many stay."),
        (len(lefts), "Some pairs have an IoU above the threshold: the one with the lower score goes."),
    ]
    text = say(
        "{count} boxes of one class are squares of {side} × {side} pixels in one row. From the highest score to the "
        "lowest, their left edges are at {lefts}. How many stay with a threshold of {percent} %?",
        count=len(lefts), side=SIDE, lefts=listed(lefts), percent=percent,
    )  # fmt: skip
    working = say(
        "The IoUs are {overlaps}, all others 0. The best box that is left stays, and what is above {percent} % with it "
        "goes: number {stay} stay.",
        overlaps=_overlaps(lefts, [0] * len(lefts)), percent=percent, stay=listed(place + 1 for place in stay),
    )  # fmt: skip
    return ask(text, len(stay), working, slips, unit="boxes", given={"lefts": lefts, "percent": percent})


def class_by_class(rng: random.Random) -> Question:
    """How many stay when each class is suppressed by itself."""
    while True:
        lefts, percent = _row(rng)
        labels = [rng.randint(0, 1) for _ in lefts]
        stay, together = _kept(lefts, percent, labels), _kept(lefts, percent)
        if len(stay) != len(together) and _overlaps(lefts, labels):
            break
    cats, dogs = ([place + 1 for place, its in enumerate(labels) if its == label] for label in (0, 1))
    slips: list[tuple[Answer, str]] = [
        (len(together), "That is what stays if all classes suppress each other."),
        (len(lefts) - len(stay), "That is how many go: the question is how many stay."),
        (len(lefts), "Boxes of one class still suppress each other."),
    ]
    text = say(
        "{count} boxes are squares of {side} × {side} pixels in one row. From the highest score to the lowest, their "
        "left edges are at {lefts}. Boxes {cats} are cats, boxes {dogs} dogs. How many stay with a threshold of "
        "{percent} %, each class by itself?",
        count=len(lefts), side=SIDE, lefts=listed(lefts), cats=listed(cats), dogs=listed(dogs), percent=percent,
    )  # fmt: skip
    working = say(
        "Only pairs of one class are compared. Their IoUs are {overlaps}, all others 0: number {stay} stay.",
        overlaps=_overlaps(lefts, labels), stay=listed(place + 1 for place in stay),
    )  # fmt: skip
    given = {"lefts": lefts, "cats": cats, "dogs": dogs, "percent": percent}
    return ask(text, len(stay), working, slips, unit="boxes", difficulty=2, given=given)


def compared_pairs(rng: random.Random) -> Question:
    """How many IoUs are worked out where the best box removes some and all others stay."""
    count = rng.randint(8, 60)
    gone = rng.randint(2, count - 4)
    left = count - 1 - gone
    answer = count - 1 + left * (left - 1) // 2
    slips: list[tuple[Answer, str]] = [
        (count * (count - 1) // 2, "Boxes that have gone are compared with nobody any more."),
        (count - 1, "That is the first step only: each box that stays is compared with those still waiting."),
        (count - 1 + left * left, "No box is compared with itself, and each pair only once."),
        (count - 1 + left * (left - 1), "Each pair is compared once, not in both orders."),
        (left * (left - 1) // 2, "The first step compares the best box with all others."),
    ]
    text = say(
        "Of {count} boxes of one class, the best one takes {gone} away. The others lie apart from each other, so that "
        "all of them stay. How many IoUs does hard suppression work out?",
        count=count, gone=gone,
    )  # fmt: skip
    working = say(
        "The best box is compared with {others}. Then {left} are left, and each is compared with those behind it: "
        "${others} + {left} \\cdot {less} / 2 = {answer}$.",
        others=count - 1, left=left, less=left - 1, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, difficulty=2, given={"count": count, "gone": gone})


def softened(rng: random.Random) -> Question:
    """A score after Gaussian suppression by two boxes."""
    score, sigma = rng.randint(50, 95), rng.choice((3, 5, 8))
    overlaps = [rng.randint(20, 60), rng.randint(61, 85)]
    (first, second), width, before = (each / 100 for each in overlaps), sigma / 10, score / 100
    answer = before * math.exp(-(first**2 + second**2) / width)
    slips: list[tuple[Answer, str]] = [
        (before * math.exp(-(second**2) / width), "Both boxes that stay before it lower its score, one by one."),
        (before * math.exp(-(first + second) / width), "The IoU is squared in the exponent."),
        (before * (1 - first) * (1 - second), "That is linear suppression: the Gaussian kind uses an exponential."),
        (before * math.exp(-((first + second) ** 2) / width), "Square each IoU by itself: the two factors multiply."),
        (0.0, "Soft suppression only lowers the score: hard suppression would take the box away."),
    ]
    text = say(
        "Gaussian soft suppression with $\\sigma = {width}$: before its turn, a box with the score {score:.2f} is "
        "compared with two boxes that stay; its IoUs with them are {first:.2f} and {second:.2f}. What is its score "
        "then?",
        width=width, score=before, first=first, second=second,
    )  # fmt: skip
    working = say(
        "The exponents are ${first:.2f} \\cdot {first:.2f} / {width} = {one:.4g}$ and "
        "${second:.2f} \\cdot {second:.2f} / {width} = {other:.4g}$: $s = {score:.2f} \\cdot e^{{-{one:.4g}}} \\cdot "
        "e^{{-{other:.4g}}}$.",
        first=first, second=second, width=width, one=first**2 / width, other=second**2 / width, score=before,
    )  # fmt: skip
    given = {"score": score, "sigma": sigma, "overlaps": overlaps}
    return ask(text, answer, working, slips, difficulty=3, given=given)


def _row(rng: random.Random) -> tuple[list[int], int]:
    """Left edges of squares, the best first, and a threshold in per cent; what has gone would have removed another."""
    while True:
        percent = rng.choice((25, 30, 40, 50, 60))
        lefts = [0]
        for _ in range(rng.randint(3, 4)):
            lefts.append(lefts[-1] + rng.randint(1, 12))
        rng.shuffle(lefts)
        exact = any(100 * _iou(a, b) == percent for a in lefts for b in lefts)
        if not exact and len(_kept(lefts, percent)) > len(lefts) - len(_struck(lefts, percent)):
            return lefts, percent


def _box(left: int) -> Box:
    return (left, 0, left + SIDE, SIDE)


def _iou(one: int, other: int) -> float:
    return compare(_box(one), _box(other)).iou


def _kept(lefts: Sequence[int], percent: int, labels: Sequence[int] = ()) -> list[int]:
    """The places that stay, the best first."""
    stay: list[int] = []
    for place, left in enumerate(lefts):
        rivals = [kept for kept in stay if not labels or labels[kept] == labels[place]]
        if not any(100 * _iou(lefts[kept], left) > percent for kept in rivals):
            stay.append(place)
    return stay


def _struck(lefts: Sequence[int], percent: int) -> set[int]:
    """The places that would go if a box that has gone still removed others."""
    return {
        place for place, left in enumerate(lefts) if any(100 * _iou(better, left) > percent for better in lefts[:place])
    }


def _overlaps(lefts: Sequence[int], labels: Sequence[int]) -> str:
    """The IoU of every pair of one class that overlaps, worked out."""
    return joined(
        say(
            "${less} / {more} = {iou:.4g}$ ({one} and {other})",
            less=SIDE - abs(lefts[one] - lefts[other]),
            more=SIDE + abs(lefts[one] - lefts[other]),
            iou=_iou(lefts[one], lefts[other]),
            one=one + 1,
            other=other + 1,
        )
        for one in range(len(lefts))
        for other in range(one + 1, len(lefts))
        if labels[one] == labels[other] and abs(lefts[one] - lefts[other]) < SIDE
    )


GENERATORS = (boxes_left, class_by_class, compared_pairs, softened)
