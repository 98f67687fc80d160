"""Five detections in order of their scores, and precision and recall after each."""

from fractions import Fraction

from cnnviz.drawing.svg import Drawing, Mark, box, drawing, line, words
from cnnviz.words import say

SCORES = (0.95, 0.9, 0.8, 0.6, 0.5)
RIGHT = (True, False, True, True, False)
OBJECTS = 4
LEFT, STEP = 78, 56


def draw() -> Drawing:
    marks: list[Mark] = []
    hits = 0
    for place, (score, right) in enumerate(zip(SCORES, RIGHT, strict=True)):
        hits += right
        middle = LEFT + place * STEP + 24
        marks.append(words(middle, 12, str(score)))
        marks += box(middle - 24, 28, 48, 30, "right" if right else "wrong", look="three" if right else "two")
        marks.append(words(middle, 84, _written(Fraction(hits, place + 1))))
        marks.append(words(middle, 114, _written(Fraction(hits, OBJECTS))))
    return drawing(
        158,
        say("With every detection recall can only grow, while precision goes up and down: {n} objects.", n=OBJECTS),
        words(4, 12, "score", anchor="start"),
        words(4, 84, "precision", anchor="start"),
        words(4, 114, "recall", anchor="start"),
        line((4, 64), (356, 64)),
        marks,
        words(180, 144, say("{n} objects are there to be found", n=OBJECTS)),
    )


def _written(share: Fraction) -> str:
    return f"{float(share):.2f}"
