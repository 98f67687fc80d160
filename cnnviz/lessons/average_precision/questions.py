"""Questions of the lesson on average precision."""

import random
from collections.abc import Sequence
from fractions import Fraction

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.words import joined, listed, say


def precision_counted(rng: random.Random) -> Question:
    """Precision from what was counted."""
    right, boxes, objects = counted = _counted(rng)
    slips: list[tuple[Answer, str]] = [
        (right / objects, "That is recall, the share of the objects: precision is a share of the detections."),
        ((boxes - right) / boxes, "That is the share of wrong detections."),
        (right / (boxes + objects - right), "Objects that are missed do not count in precision."),
    ]
    return _share(counted, "precision", boxes, slips)


def recall_counted(rng: random.Random) -> Question:
    """Recall from what was counted."""
    right, boxes, objects = counted = _counted(rng)
    slips: list[tuple[Answer, str]] = [
        (right / boxes, "That is precision, the share of the detections: recall is a share of the objects."),
        ((objects - right) / objects, "That is the share of objects that are missed."),
        (right / (boxes + objects - right), "Wrong detections do not count in recall."),
    ]
    return _share(counted, "recall", objects, slips)


def plain_integral(rng: random.Random) -> Question:
    """AP as the plain sum, precision at every right detection."""
    count, hits, objects = _ranking(rng)
    answer = float(sum(_precisions(hits)) / objects)
    slips: list[tuple[Answer, str]] = [
        (float(sum(_precisions(hits)) / len(hits)), "Objects that nobody found count, too: divide by all of them."),
        (float(sum(_raised(hits)) / objects), "That is the area below the raised curve: here nothing is raised."),
        (len(hits) / count, "That is the precision of all detections."),
    ]
    text = _ranked(count, hits, objects, "the plain sum of precision times step of recall")
    working = say(
        "Recall only steps at right detections, by one object each. Precision there, added up and divided by the "
        "objects: $({terms}) / {objects} = {answer:.4g}$.",
        terms=_terms(_precisions(hits)), objects=objects, answer=answer,
    )  # fmt: skip
    given = {"count": count, "hits": hits, "objects": objects}
    return ask(text, answer, working, slips, difficulty=2, given=given)


def all_points(rng: random.Random) -> Question:
    """AP as VOC has it from 2010 on."""
    while True:
        count, hits, objects = _ranking(rng)
        if _raised(hits) != _precisions(hits):
            break
    answer = float(sum(_raised(hits)) / objects)
    slips: list[tuple[Answer, str]] = [
        (float(sum(_precisions(hits)) / objects), "Raise each precision to the highest on its right first."),
        (float(sum(_raised(hits)) / len(hits)), "Objects that nobody found count, too: divide by all of them."),
        (float(_eleven(hits, objects)), "That is VOC with 11 points: here all points count."),
        (len(hits) / count, "That is the precision of all detections."),
    ]
    text = _ranked(count, hits, objects, "the rule of VOC with all points")
    working = say(
        "Precision at the right detections, each raised to the highest on its right, added up and divided by the "
        "objects: $({terms}) / {objects} = {answer:.4g}$.",
        terms=_terms(_raised(hits)), objects=objects, answer=answer,
    )  # fmt: skip
    given = {"count": count, "hits": hits, "objects": objects}
    return ask(text, answer, working, slips, difficulty=2, given=given)


def eleven_points(rng: random.Random) -> Question:
    """AP as VOC had it until 2009."""
    while True:
        count, hits, objects = _ranking(rng)
        if abs(_eleven(hits, objects) - sum(_raised(hits), Fraction(0)) / objects) > Fraction(1, 50):
            break
    answer = float(_eleven(hits, objects))
    slips: list[tuple[Answer, str]] = [
        (float(sum(_raised(hits)) / objects), "That is the area with all points: here recall is read at 0, 0.1 … 1."),
        (answer * 11 / 10, "There are 11 points, 0 among them: divide by 11."),
        (float(_eleven(hits, len(hits))), "Recall is a share of all objects, found or not."),
    ]
    text = _ranked(count, hits, objects, "the rule of VOC with 11 points")
    working = say(
        "At recall 0, 0.1 … 1, the highest precision at this recall or more, added up and divided by 11: $({terms}) / "
        "11 = {answer:.4g}$.",
        terms=_terms(_read_at(hits, objects)), answer=answer,
    )  # fmt: skip
    given = {"count": count, "hits": hits, "objects": objects}
    return ask(text, answer, working, slips, difficulty=3, given=given)


def _counted(rng: random.Random) -> tuple[int, int, int]:
    """Right detections, all of them, and objects."""
    while True:
        right = rng.randint(3, 40)
        boxes, objects = right + rng.randint(1, 30), right + rng.randint(1, 30)
        if boxes != objects:
            return right, boxes, objects


def _share(counted: tuple[int, int, int], wanted: str, of: int, slips: list[tuple[Answer, str]]) -> Question:
    """How large a share of `of` the right detections are."""
    right, boxes, objects = counted
    text = say(
        "A detector gives {boxes} boxes of a class; {right} of them are right. There are {objects} objects of the "
        "class. What is its {wanted}?",
        boxes=boxes, right=right, objects=objects, wanted=wanted,
    )  # fmt: skip
    working = say("${right} / {of} = {answer:.4g}$.", right=right, of=of, answer=right / of)
    given = {"right": right, "boxes": boxes, "objects": objects}
    return ask(text, right / of, working, slips, given=given)


def _ranked(count: int, hits: Sequence[int], objects: int, rule: str) -> str:
    return say(
        "Of {count} detections of a class, numbered from the highest score to the lowest, {hits} are right, the others "
        "wrong. There are {objects} objects. What is AP by {rule}?",
        count=count, hits=listed(hits), objects=objects, rule=rule,
    )  # fmt: skip


def _ranking(rng: random.Random) -> tuple[int, list[int], int]:
    """How many detections, the numbers of the right ones, and how many objects there are."""
    while True:
        count = rng.randint(5, 9)
        hits = [place for place in range(1, count + 1) if rng.random() < 0.55]
        if 2 <= len(hits) <= 5 and hits != list(range(1, len(hits) + 1)):
            return count, hits, len(hits) + rng.randint(1, 3)


def _precisions(hits: Sequence[int]) -> list[Fraction]:
    """Precision at every right detection."""
    return [Fraction(found, place) for found, place in enumerate(hits, start=1)]


def _raised(hits: Sequence[int]) -> list[Fraction]:
    """The same, raised to the highest on its right."""
    values = _precisions(hits)
    return [max(values[place:]) for place in range(len(values))]


def _read_at(hits: Sequence[int], objects: int) -> list[Fraction]:
    """The highest precision at recall 0, 0.1 … 1 or more."""
    raised = [*_raised(hits), *[Fraction(0)] * objects]
    return [raised[max(0, -(-tenth * objects // 10) - 1)] for tenth in range(11)]


def _eleven(hits: Sequence[int], objects: int) -> Fraction:
    return sum(_read_at(hits, objects), Fraction(0)) / 11


def _terms(values: Sequence[Fraction]) -> str:
    return joined([str(value) for value in values if value], " + ")


GENERATORS = (precision_counted, recall_counted, plain_integral, all_points, eleven_points)
