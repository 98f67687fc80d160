"""Oracles of the questions on average precision: scikit-learn, and the definitions in fractions."""

from fractions import Fraction
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score, precision_score, recall_score

Given = dict[str, Any]


def _labels(given: Given) -> tuple[list[int], list[int]]:
    """What is true and what is said: right ones, wrong ones, missed ones."""
    right, wrong, missed = given["right"], given["boxes"] - given["right"], given["objects"] - given["right"]
    return [1] * right + [0] * wrong + [1] * missed, [1] * (right + wrong) + [0] * missed


def precision_counted(given: Given) -> float:
    return float(precision_score(*_labels(given)))


def recall_counted(given: Given) -> float:
    return float(recall_score(*_labels(given)))


def _right(given: Given) -> list[bool]:
    return [place in given["hits"] for place in range(1, given["count"] + 1)]


def plain_integral(given: Given) -> float:
    """scikit-learn knows nothing of objects that nobody found: they are left over."""
    right = np.array(_right(given))
    return float(average_precision_score(right, -np.arange(len(right))) * right.sum() / given["objects"])


def _highest(given: Given, level: Fraction) -> Fraction:
    """The highest precision at this recall or more."""
    right, objects = _right(given), given["objects"]
    points = [(Fraction(sum(right[:n]), objects), Fraction(sum(right[:n]), n)) for n in range(1, len(right) + 1)]
    return max((precision for recall, precision in points if recall >= level), default=Fraction(0))


def all_points(given: Given) -> float:
    objects = given["objects"]
    return float(sum(_highest(given, Fraction(n, objects)) for n in range(1, objects + 1)) / objects)


def eleven_points(given: Given) -> float:
    return float(sum(_highest(given, Fraction(n, 10)) for n in range(11)) / 11)


ORACLES = {
    function.__name__: function
    for function in (precision_counted, recall_counted, plain_integral, all_points, eleven_points)
}
