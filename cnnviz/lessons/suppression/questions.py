"""Questions of the lesson on non-maximum suppression."""

import math
import random
from collections.abc import Sequence

from cnnviz.detection.two_boxes import compare
from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.words import joined, listed, say

SIDE = 10
Squares = list[tuple[int, int, int, int]]


def boxes_left(rng: random.Random) -> Question:
    """How many of some boxes stay; a box that has gone would have removed another."""
    squares, threshold = _chain(rng)
    stay, gone = _suppressed(squares, threshold)
    pairs = _pairs(squares)
    slips: list[tuple[Answer, str]] = [
        (len(squares) - len(_struck(squares, threshold)), "A box that has gone removes no other: cross it out first."),
        (len(gone), "That is how many go: the question is how many stay."),
        (len(squares), "Some pairs have an IoU above the threshold: the one with the lower score goes."),
    ]
    text = say(
        "{count} boxes of one class are numbered from the highest score to the lowest. Their IoUs are {pairs}; all "
        "other pairs have none in common. How many stay with a threshold of {threshold}?",
        count=len(squares), pairs=pairs, threshold=threshold,
    )  # fmt: skip
    working = say(
        "The best box that is left stays, and those whose IoU with it is above {threshold} go: {stay} stay, in this "
        "order.",
        threshold=threshold, stay=listed(place + 1 for place in stay),
    )  # fmt: skip
    given = {"boxes": squares, "threshold": threshold}
    return ask(text, len(stay), working, slips, unit="boxes", given=given)


def class_by_class(rng: random.Random) -> Question:
    """How many more stay when each class is suppressed by itself."""
    while True:
        squares, threshold = _chain(rng)
        labels = [rng.randint(0, 1) for _ in squares]
        own, together = (len(_suppressed(squares, threshold, given)[0]) for given in (labels, [0] * len(squares)))
        if own != together and len(set(labels)) == 2:
            break
    kinds = listed(
        say("{number} a {kind}", number=place + 1, kind="dog" if label else "cat") for place, label in enumerate(labels)
    )
    slips: list[tuple[Answer, str]] = [
        (together, "That is what stays if all classes suppress each other."),
        (len(squares) - own, "That is how many go: the question is how many stay."),
        (len(squares), "Boxes of one class still suppress each other."),
    ]
    text = say(
        "Boxes are numbered from the highest score to the lowest; {kinds}. Their IoUs are {pairs}; all other pairs "
        "have none in common. How many stay with a threshold of {threshold}, each class by itself?",
        kinds=kinds, pairs=_pairs(squares), threshold=threshold,
    )  # fmt: skip
    working = say(
        "Only pairs of one class are compared: {stay} stay.",
        stay=listed(place + 1 for place in _suppressed(squares, threshold, labels)[0]),
    )
    given = {"boxes": squares, "labels": labels, "threshold": threshold}
    return ask(text, own, working, slips, unit="boxes", difficulty=2, given=given)


def compared_pairs(rng: random.Random) -> Question:
    """How many IoUs are worked out where all boxes stay, and where only one does."""
    count, apart = rng.randint(4, 60), rng.random() < 0.6
    every = count * (count - 1) // 2
    answer = every if apart else count - 1
    slips: list[tuple[Answer, str]] = [
        (every, "Boxes that have gone are compared with nobody any more."),
        (count - 1, "That is the first step only: each box that stays is compared with those still waiting."),
        (count * (count - 1), "Each pair is compared once, not in both orders."),
        (count * count, "No box is compared with itself, and each pair only once."),
    ]
    text = (
        say("{count} boxes of one class lie apart from each other, so that all stay.", count=count)
        if apart
        else say("{count} boxes of one class all have an IoU above the threshold with the best one.", count=count)
    )
    text = say("{case} How many IoUs does hard suppression work out?", case=text)
    working = (
        say("Each box is compared with all behind it: ${count} \\cdot {less} / 2 = {answer}$.", count=count,
            less=count - 1, answer=answer)
        if apart
        else say("The best box is compared with the {answer} others, and then none is waiting.", answer=answer)
    )  # fmt: skip
    given = {"count": count, "apart": apart}
    return ask(text, answer, working, slips, difficulty=2, given=given)


def softened(rng: random.Random) -> Question:
    """A score after Gaussian suppression by two boxes."""
    score, sigma = rng.randint(50, 95) / 100, rng.choice((0.3, 0.5, 0.8))
    first, second = rng.randint(20, 60) / 100, rng.randint(61, 85) / 100
    answer = score * math.exp(-(first**2 + second**2) / sigma)
    slips: list[tuple[Answer, str]] = [
        (
            score * math.exp(-(second**2) / sigma),
            "Both boxes that stay before it lower its score, one by one.",
        ),
        (score * math.exp(-(first + second) / sigma), "The IoU is squared in the exponent."),
        (score * (1 - first) * (1 - second), "That is linear suppression: the Gaussian kind uses an exponential."),
        (score * math.exp(-((first + second) ** 2) / sigma), "Square each IoU by itself: the two factors multiply."),
        (0.0, "Soft suppression only lowers the score: hard suppression would take the box away."),
    ]
    text = say(
        "Gaussian soft suppression with $\\sigma = {sigma}$: before its turn, a box with the score {score} is compared "
        "with two boxes that stay; its IoUs with them are {first} and {second}. What is its score then?",
        sigma=sigma, score=score, first=first, second=second,
    )  # fmt: skip
    working = say(
        "${score} \\cdot e^{{-{first}^2 / {sigma}}} \\cdot e^{{-{second}^2 / {sigma}}} = {answer:.4g}$.",
        score=score, first=first, second=second, sigma=sigma, answer=answer,
    )  # fmt: skip
    given = {"score": score, "sigma": sigma, "overlaps": [first, second]}
    return ask(text, answer, working, slips, difficulty=3, given=given)


def _chain(rng: random.Random) -> tuple[Squares, float]:
    """Squares in a row, each shifted against the last, in an order in which it matters that what has gone is gone."""
    while True:
        threshold = rng.choice((0.3, 0.4, 0.5, 0.6))
        places = [0]
        for _ in range(rng.randint(3, 4)):
            places.append(places[-1] + rng.choice((1, 2, 3, 4, 5, 9, 12)))
        rng.shuffle(places)
        squares = [(x, 0, x + SIDE, SIDE) for x in places]
        near = any(
            abs(compare(a, b).iou - threshold) < 0.02 for a in squares for b in squares if a != b
        )  # as it is written, rounded
        if not near and len(_suppressed(squares, threshold)[1]) + 1 <= len(_struck(squares, threshold)):
            return squares, threshold


def _suppressed(squares: Squares, threshold: float, labels: Sequence[int] = ()) -> tuple[list[int], list[int]]:
    """The places that stay and those that go, the best first."""
    stay: list[int] = []
    for place, square in enumerate(squares):
        rivals = (kept for kept in stay if not labels or labels[kept] == labels[place])
        if not any(compare(squares[kept], square).iou > threshold for kept in rivals):
            stay.append(place)
    return stay, [place for place in range(len(squares)) if place not in stay]


def _struck(squares: Squares, threshold: float) -> set[int]:
    """The places that would go if a box that has gone still removed others."""
    return {
        place
        for place, square in enumerate(squares)
        if any(compare(better, square).iou > threshold for better in squares[:place])
    }


def _pairs(squares: Squares) -> str:
    """The IoU of every pair that overlaps, in a row."""
    return joined(
        say("{one}–{other}: {iou:.2f}", one=one + 1, other=other + 1, iou=compare(squares[one], squares[other]).iou)
        for one in range(len(squares))
        for other in range(one + 1, len(squares))
        if compare(squares[one], squares[other]).common
    )


GENERATORS = (boxes_left, class_by_class, compared_pairs, softened)
