"""Answers of the questions on one-dimensional convolution, by numpy on fine samples."""

from collections.abc import Callable
from typing import Any

import numpy as np

from cnnviz.lessons.exercises import Answer

Given = dict[str, Any]
DT = 0.25


def _box(length: int, height: int = 1) -> Any:
    return np.full(round(length / DT), float(height))


def _at(given: Given) -> int:
    """Sample k of the result lies at t = (k + 1) dt, as both boxes are sampled in the middle of every step."""
    values = np.convolve(_box(given["p"]), _box(given["q"])) * DT
    return round(float(values[round(given["t"] / DT) - 1]))


def _variance(given: Given) -> int:
    reach = np.arange(-160, 161)
    first, second = (np.exp(-(reach**2) / (2 * given[name] ** 2)) for name in ("first", "second"))
    both = np.convolve(first, second)
    places = np.arange(len(both)) - 320
    return round(float((both * places**2).sum() / both.sum()))


ORACLES: dict[str, Callable[[Given], Answer]] = {
    "highest_overlap": lambda given: round(
        float(np.convolve(_box(given["p"], given["a"]), _box(given["q"], given["b"])).max() * DT)
    ),
    "shifted_overlap": _at,
    "one_place": lambda given: int(np.convolve(given["f"][0], given["g"][0])[given["n"]]),
    "variances_add": _variance,
}
