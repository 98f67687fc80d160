"""One-dimensional convolution, continuous and discrete: functions of time, sampled, and slid over each other.

A Signal is a row of samples with the time of the first one and the time between two. A continuous function is sampled
in the middle of steps of length dt, and the integral becomes the sum over the products times dt (the midpoint rule);
a discrete signal has dt = 1 and is exact.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.words import joined, say

Samples = NDArray[np.float64]

OPERATIONS = ("convolution", "cross-correlation")
MOST_SAMPLES = 4000


@dataclass(frozen=True, eq=False)
class Signal:
    """values (n,) at the times start, start + step, …; step is dt, 1 for a discrete signal."""

    values: Samples
    start: float = 0.0
    step: float = 1.0

    @property
    def times(self) -> Samples:
        """The time of every sample, (n,)."""
        return self.start + self.step * np.arange(len(self.values), dtype=np.float64)


@dataclass(frozen=True)
class Shape:
    """A function of time with a width: where it is not zero (or not worth drawing), and its value."""

    support: Callable[[float], tuple[float, float]]
    value: Callable[[Samples, float], Samples]
    width: str


SHAPES: dict[str, Shape] = {
    "box": Shape(lambda w: (-w / 2, w / 2), lambda t, w: np.ones_like(t), "its length"),
    "triangle": Shape(lambda w: (-w / 2, w / 2), lambda t, w: 1 - 2 * np.abs(t) / w, "its base"),
    "Gaussian": Shape(lambda w: (-5 * w, 5 * w), lambda t, w: np.exp(-(t**2) / (2 * w**2)), "its sigma"),
    "decay": Shape(lambda w: (0, 10 * w), lambda t, w: np.exp(-t / w), "its time constant"),
    "burst": Shape(
        lambda w: (-w / 2, w / 2),
        lambda t, w: np.sin(6 * math.pi * t / w),
        "the length of three periods",
    ),
}
"""Functions with their name. Outside its support a function is 0 (the Gaussian below 4e-6, the decay below 5e-5)."""


def sample(shape: str, width: float, step: float) -> Signal:
    """A function of SHAPES, sampled in the middle of every step of its support.

    width: what it means is in Shape.width; in the unit of time. step: dt. A support that is no multiple of the step is
    rounded to one, about the middle of a symmetric function. Raises ValueError for impossible numbers.
    """
    if shape not in SHAPES:
        raise ValueError(
            say("There is no function {shape!r}: use one of {SHAPES}.", shape=shape, SHAPES=joined(SHAPES))
        )
    _positive("width", width)
    _positive("step", step)
    start, end = SHAPES[shape].support(width)
    count = max(1, round((end - start) / step))
    if count > MOST_SAMPLES:
        raise ValueError(
            say(
                "That takes {count} samples: use at most {MOST_SAMPLES}, with a longer step or less width.",
                count=count,
                MOST_SAMPLES=MOST_SAMPLES,
            )
        )
    first = step / 2 if start == 0 else -(count - 1) / 2 * step
    signal = Signal(np.empty(count), first, step)
    return Signal(SHAPES[shape].value(signal.times, width), first, step)


def staircase(values: Any, width: float, step: float) -> Signal:
    """Typed samples as a function of time: a staircase of total length `width` about t = 0, sampled like the others."""
    _positive("width", width)
    _positive("step", step)
    steps = _row(values)
    count = max(len(steps), round(width / step))
    if count > MOST_SAMPLES:
        raise ValueError(
            say(
                "That takes {count} samples: use at most {MOST_SAMPLES}, with a longer step or less width.",
                count=count,
                MOST_SAMPLES=MOST_SAMPLES,
            )
        )
    which = (np.arange(count) * len(steps)) // count
    return Signal(steps[which], -(count - 1) / 2 * step, step)


def discrete(values: Any) -> Signal:
    """Samples 0, 1, 2, … of a discrete signal."""
    return Signal(_row(values))


def turned(signal: Signal) -> Signal:
    """The signal with time running backwards, s(-t)."""
    return Signal(signal.values[::-1], -float(signal.times[-1]), signal.step)


def slide(f: Signal, g: Signal, operation: str = "convolution") -> Signal:
    """Slide g over f: every overlap, len(f) + len(g) - 1 values.

    convolution: (f ∗ g)(t) = ∫ f(τ) g(t − τ) dτ, in samples y[k] = dt · sum over i of f[i] g[k - i].
    cross-correlation: (f ⋆ g)(t) = ∫ f(τ + t) g(τ) dτ, in samples y[k] = dt · sum over i of f[i + k] g[i].
    Both must have the same step. Summed by the definition.
    Source: Oppenheim & Schafer 2010, Discrete-Time Signal Processing, section 2.3.

    >>> slide(discrete([1, 2, 3]), discrete([0, 1, 0.5])).values.tolist()
    [0.0, 1.0, 2.5, 4.0, 1.5]
    """
    if not math.isclose(f.step, g.step):
        raise ValueError(
            say(
                "The steps are {first:g} and {second:g}: sample both functions with the same step.",
                first=f.step,
                second=g.step,
            )
        )
    moving = moved(g, operation)
    sums = np.zeros(len(f.values) + len(g.values) - 1)
    for i, value in enumerate(f.values):
        sums[i : i + len(g.values)] += value * moving.values
    return Signal(sums * f.step, f.start + moving.start, f.step)


def moved(g: Signal, operation: str) -> Signal:
    """The h for which the operation is f ∗ h: g itself, or g turned round for a cross-correlation."""
    if operation not in OPERATIONS:
        raise ValueError(
            say(
                "There is no {operation!r} here: use one of {OPERATIONS}.",
                operation=operation,
                OPERATIONS=joined(OPERATIONS),
            )
        )
    return g if operation == "convolution" else turned(g)


def overlap(f: Signal, g: Signal, operation: str, place: int) -> list[tuple[float, float]]:
    """The pairs (f[i], g[j]) whose products add up to `slide(...).values[place] / step`."""
    moving = moved(g, operation).values
    low, high = max(0, place - len(moving) + 1), min(len(f.values), place + 1)
    return [(float(f.values[i]), float(moving[place - i])) for i in range(low, high)]


def by_torch(f: Signal, g: Signal, operation: str) -> Samples:
    """The same values by torch.nn.functional.conv1d, in float64."""
    import torch
    import torch.nn.functional as F

    kernel = torch.tensor(moved(g, operation).values.copy()).flip(0)  # conv1d cross-correlates
    line = F.pad(torch.tensor(f.values.copy()), (len(kernel) - 1, len(kernel) - 1))
    result: Samples = F.conv1d(line[None, None], kernel[None, None])[0, 0].numpy() * f.step
    return result


def integral(f: tuple[str, float], g: tuple[str, float], operation: str, t: Any) -> Samples | None:
    """The integral worked out by hand at the times t, for pairs (shape, width) for which that is short; else None.

    Two boxes give a trapezium (a triangle if they are equally long), two Gaussians a Gaussian whose variances add, two
    decays a difference of two decays; crossed with itself, a decay becomes symmetric.
    Source: Bracewell 2000, The Fourier Transform and Its Applications, chapter 3.
    """
    (first, a), (second, b), t = f, g, np.asarray(t, dtype=np.float64)
    if first != second or first not in ("box", "Gaussian", "decay"):
        return None
    if first == "box":
        return np.clip((a + b) / 2 - np.abs(t), 0, min(a, b))
    if first == "Gaussian":
        variance = a**2 + b**2
        return a * b * np.sqrt(2 * math.pi / variance) * np.exp(-(t**2) / (2 * variance))
    after = np.maximum(t, 0)
    if operation == "cross-correlation":
        return a * b / (a + b) * np.exp(-after / a) * np.exp(np.minimum(t, 0) / b)
    if math.isclose(a, b):
        return after * np.exp(-after / a)
    return a * b / (a - b) * (np.exp(-after / a) - np.exp(-after / b))


def worth_drawing(f: Signal, g: Signal, result: Signal, share: float = 0.01) -> tuple[float, float]:
    """The stretch of time outside which all three are smaller than a hundredth of their peak."""
    ends: list[float] = [0.0]
    for signal in (f, g, result):
        sizes = np.abs(signal.values)
        large = np.flatnonzero(sizes > share * sizes.max())
        if len(large):
            ends += [float(signal.times[large[0]]) - signal.step / 2, float(signal.times[large[-1]]) + signal.step / 2]
    return min(ends), max(ends)


def _row(values: Any) -> Samples:
    row = np.asarray(values, dtype=np.float64)
    if row.ndim != 1 or row.size == 0 or not np.isfinite(row).all():
        raise ValueError(say("The samples have the shape {shape}: give one row of finite numbers.", shape=row.shape))
    return row


def _positive(name: str, value: float) -> None:
    if not (math.isfinite(value) and value > 0):
        raise ValueError(say("The {name} is {value:g}: use a number above 0.", name=name, value=value))
