"""The experiments of the lesson 'Sliding in one dimension'."""

import numpy as np

from cnnviz.lessons.experiment import Experiment, Number
from cnnviz.lessons.one_dimensional import claim
from cnnviz.signals import sliding
from cnnviz.signals.sliding import Signal
from cnnviz.words import say


def _area(f: Signal, g: Signal, result: Signal) -> tuple[float, str]:
    first, second, both = (float(one.values.sum()) * one.step for one in (f, g, result))
    return both, say(
        "The area below f is {first:.4g}, that below g {second:.4g}, and that below the result **{both:.4g}**, their "
        "product: every value of f meets every value of g once. A blur of area 1 therefore keeps the brightness.",
        first=first, second=second, both=both,
    )  # fmt: skip


def _peak(f: Signal, g: Signal, result: Signal) -> tuple[bool, str]:
    most, larger = float(np.abs(result.values).max()), max(float(np.abs(one.values).max()) for one in (f, g))
    return most <= larger * (1 + 1e-9), say(
        "The largest value of f and g is {larger:.4g}, that of the result **{most:.4g}**. It is an area, and grows "
        "with the width of the overlap. A signal that is nowhere negative and has area 1, such as a blur, never lifts "
        "the other.",
        larger=larger, most=most,
    )  # fmt: skip


def _exchanged(f: Signal, g: Signal, result: Signal, operation: str) -> tuple[bool, str]:
    other = sliding.slide(g, f, operation)
    gap, apart = float(np.abs(result.values - other.values).max()), abs(result.start - other.start)
    return max(gap, apart) < 1e-9 * max(1.0, float(np.abs(result.values).max())), say(
        "With f and g exchanged the values differ by up to **{gap:.3g}** and the result begins **{apart:.3g}** apart. "
        "Turning one of the two makes both ways of sliding the same; without the turn, in cross-correlation, the "
        "result runs backwards.",
        gap=gap, apart=apart,
    )  # fmt: skip


EXPERIMENTS = (
    Experiment(
        "claim",
        "The result of a convolution is as long as the longer of the two signals.",
        claim.lengths,
    ),
    Experiment(
        "area",
        "How large is the area below the result?",
        _area,
        {"one-time": "continuous", "one-f": "box", "one-f-width": "2", "one-g": "box", "one-g-width": "1.5"},
        number=Number(tolerance=0.03),
    ),
    Experiment(
        "peak",
        "No value of the result is larger than the largest value of the two signals.",
        _peak,
        {"one-time": "continuous", "one-f": "box", "one-f-width": "3", "one-g": "box", "one-g-width": "2"},
    ),
    Experiment(
        "exchanged",
        "It makes no difference which of the two signals slides over the other.",
        _exchanged,
        {"one-time": "continuous", "one-operation": "cross-correlation", "one-f": "box", "one-g": "decay"},
    ),
)
