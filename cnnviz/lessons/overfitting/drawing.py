"""A curve with as many parameters as points: right on all that it learnt from, wrong on new ones."""

from typing import Any

import numpy as np

from cnnviz.drawing.plates import number
from cnnviz.drawing.svg import Drawing, dot, drawing, line, words
from cnnviz.words import say

LEARNT = np.array([[0.0, 1.0, 2.0, 3.0, 4.0, 5.0], [1.0, 1.9, 1.6, 3.1, 2.6, 3.8]])
NEW = np.array([[0.5, 2.5, 4.5], [1.1, 2.3, 3.2]])


def errors(degree: int) -> tuple[float, float]:
    """The mean distance of a polynomial that was fitted to the learnt points, from these and from the new ones."""
    fitted = _fitted(degree)
    learnt, new = (float(np.abs(np.polyval(fitted, points[0]) - points[1]).mean()) for points in (LEARNT, NEW))
    return round(learnt, 2), round(new, 2)


def _fitted(degree: int) -> Any:
    places, heights = LEARNT
    return np.polyfit(places, heights, degree)


def draw() -> Drawing:
    many = LEARNT.shape[1] - 1

    def at(x: float, y: float) -> tuple[float, float]:
        return 24 + 48 * x, 142 - 34 * y

    def curve(degree: int) -> list[tuple[float, float]]:
        fitted, places = _fitted(degree), np.linspace(0, 5, 101)
        return [at(x, y) for x, y in zip(places, np.polyval(fitted, places), strict=True)]

    (line_learnt, line_new), (many_learnt, many_new) = errors(1), errors(many)
    return drawing(
        182,
        say(
            "An example: a curve with {n} parameters misses the points it learnt from by {learnt}, new ones by {new}; "
            "a straight line by {l} and {m}.",
            n=many + 1,
            learnt=number(many_learnt),
            new=number(many_new),
            l=number(line_learnt),
            m=number(line_new),
        ),
        words(6, 12, "an example", size=13, anchor="start"),
        line(*curve(1), look="one"),
        line(*curve(many), look="two"),
        *(dot(*at(x, y), look="lit") for x, y in LEARNT.T),
        *(dot(*at(x, y), look="three") for x, y in NEW.T),
        dot(286, 16, look="lit"),
        words(298, 16, "learnt", anchor="start"),
        dot(286, 38, look="three"),
        words(298, 38, "new", anchor="start"),
        words(
            6,
            152,
            say("2 parameters: learnt {a}, new {b} away", a=number(line_learnt), b=number(line_new)),
            anchor="start",
        ),
        words(
            6,
            172,
            say("{n} parameters: learnt {a}, new {b} away", n=many + 1, a=number(many_learnt), b=number(many_new)),
            anchor="start",
        ),
    )
