"""Answers of the questions on the laws of convolution, by numpy and scipy."""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import signal

from cnnviz.lessons.exercises import Answer

Given = dict[str, Any]


def _row(values: Any) -> tuple[tuple[int, ...]]:
    return (tuple(round(value) for value in np.asarray(values).ravel().tolist()),)


def _commuting(given: Given) -> str:
    x = np.array(given["x"])

    def commutes(g: Any) -> bool:
        kernel = np.array(g)
        return bool((signal.correlate2d(x, kernel) == signal.correlate2d(kernel, x)).all())

    (letter,) = [letter for letter in "ABCD" if commutes(given[letter])]
    return letter


ORACLES: dict[str, Callable[[Given], Answer]] = {
    "signals_convolved": lambda given: _row(np.convolve(given["x"][0], given["g"][0])),
    "length_after_two": lambda given: len(
        np.convolve(np.convolve(np.ones(given["n"]), np.ones(given["m"])), np.ones(given["k"]))
    ),
    "linear_combination": lambda given: _row(np.array(given["first"]) + given["factor"] * np.array(given["second"])),
    "which_commutes": _commuting,
}
