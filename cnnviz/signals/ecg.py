"""An electrocardiogram made of five Gaussians per beat, and kernels that look for its spikes.

Every beat has the waves P, Q, R, S and T, each a Gaussian at its own phase. Angles and widths are those of McSharry,
Clifford, Tarassenko & Smith 2003, "A dynamical model for generating synthetic electrocardiogram signals", table 1.
There a wave of strength a and width b drives the trace with −a Δθ exp(−Δθ² / 2b²); integrated without the pull back to
the baseline, that is a Gaussian of height a b², here divided by the height of R.
"""

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cnnviz.words import joined, say

Samples = NDArray[np.float64]

RATE = 250
"""Samples a second, a usual rate of monitors."""


class Wave(NamedTuple):
    """Phase in radians (R at 0, one beat 2π), strength a and width b, as in the table of the paper."""

    angle: float
    a: float
    b: float

    @property
    def height(self) -> float:
        """Height of the Gaussian, in heights of R."""
        return self.a * self.b**2 / (30 * 0.1**2)


WAVES = {
    "P": Wave(-math.pi / 3, 1.2, 0.25),
    "Q": Wave(-math.pi / 12, -5.0, 0.1),
    "R": Wave(0.0, 30.0, 0.1),
    "S": Wave(math.pi / 12, -7.5, 0.1),
    "T": Wave(math.pi / 2, 0.75, 0.4),
}

DETECTORS = ("matched filter", "derivative", "smoothing")


@dataclass(frozen=True, eq=False)
class Trace:
    """values (n,) at rate samples a second, and the indices of the R peaks it was made with."""

    values: Samples
    beats: NDArray[np.int64]
    rate: int = RATE

    @property
    def times(self) -> Samples:
        """Seconds, (n,)."""
        return np.arange(len(self.values), dtype=np.float64) / self.rate


def seconds(sample: int) -> float:
    """When a sample was taken, from the beginning of the trace."""
    return sample / RATE


def ecg(seconds: float = 6, heart_rate: float = 72, *, noise: float = 0.0, wander: float = 0.0, seed: int = 0) -> Trace:
    """A trace in heights of R, with regular beats: the first R after half a beat.

    heart_rate: beats a minute, 30 to 220. noise: standard deviation of white noise. wander: height of a slow wave of
    0.3 Hz, as breathing adds it. The seed decides the noise. Raises ValueError for impossible numbers.
    """
    if not 30 <= heart_rate <= 220:
        raise ValueError(say("The heart rate is {heart_rate:g} beats a minute: use 30 to 220.", heart_rate=heart_rate))
    if not 1 <= seconds <= 60:
        raise ValueError(say("The trace is {seconds:g} seconds long: use 1 to 60.", seconds=seconds))
    if noise < 0 or wander < 0:
        raise ValueError("Noise and wander are heights: use 0 or a number above it.")
    times = np.arange(round(seconds * RATE)) / RATE
    beat = 60 / heart_rate
    phase = 2 * math.pi * (times / beat - 0.5)  # R where this is a multiple of 2π
    values = np.zeros_like(times)
    for wave in WAVES.values():
        distance = np.angle(np.exp(1j * (phase - wave.angle)))  # to the nearest beat, from −π to π
        values += wave.height * np.exp(-(distance**2) / (2 * wave.b**2))
    values += noise * np.random.default_rng(seed).normal(size=len(times))
    values += wander * np.sin(2 * math.pi * 0.3 * times)
    peaks = np.rint(np.arange(0.5 * beat, seconds, beat) * RATE).astype(np.int64)
    return Trace(values, peaks[peaks < len(times)])


def detector(name: str, heart_rate: float = 72, seconds: float = 0.1) -> Samples:
    """A kernel (m,) for cross-correlation with a trace, m odd.

    "matched filter": a QRS complex at this heart rate without noise, its mean taken away so that the baseline does not
    matter, divided by its energy so that the complex itself gives 1. Source: Turin 1960, An introduction to matched
    filters. "derivative": (−1 −2 0 2 1) · rate / 8, the slope in heights of R a second. Source: Pan & Tompkins 1985,
    "A real-time QRS detection algorithm". "smoothing": the mean over about `seconds`.
    """
    if name == "matched filter":
        clean = ecg(6, heart_rate)
        reach = max(2, round(0.09 * 60 / heart_rate * RATE))  # 0.57 rad on either side, where Q and S have ended
        middle = int(clean.beats[len(clean.beats) // 2])
        template = clean.values[middle - reach : middle + reach + 1]
        template = template - template.mean()
        matched: Samples = template / (template**2).sum()
        return matched
    if name == "derivative":
        return np.array([-1.0, -2.0, 0.0, 2.0, 1.0]) * RATE / 8
    if name == "smoothing":
        count = 2 * max(1, round(seconds * RATE / 2)) + 1
        return np.full(count, 1 / count)
    raise ValueError(
        say("There is no detector {name!r}: use one of {DETECTORS}.", name=name, DETECTORS=joined(DETECTORS))
    )


def respond(values: Any, kernel: Any) -> Samples:
    """The kernel (m,) slid over the trace (n,) by its definition, zeros beyond the ends: (n,).

    y[i] = sum over a of kernel[a] * values[i + a - (m - 1) // 2], cross-correlation with padding "same" as in torch.
    """
    trace, weights = np.asarray(values, dtype=np.float64), np.asarray(kernel, dtype=np.float64)
    before = (len(weights) - 1) // 2
    padded = np.pad(trace, (before, len(weights) - 1 - before))
    response = np.zeros_like(trace)
    for a, weight in enumerate(weights):
        response += weight * padded[a : a + len(trace)]
    return response


def by_torch(values: Any, kernel: Any) -> Samples:
    """The same by torch.nn.functional.conv1d, with the zeros of padding="same" put there by hand."""
    import torch
    import torch.nn.functional as F

    line, weights = (torch.tensor(np.array(row, dtype=np.float64))[None, None] for row in (values, kernel))
    total = weights.shape[-1] - 1
    result: Samples = F.conv1d(F.pad(line, (total // 2, total - total // 2)), weights)[0, 0].numpy()
    return result


def find_beats(response: Samples, *, threshold: float = 0.5, refractory: float = 0.25) -> NDArray[np.int64]:
    """Indices of the peaks above `threshold` times the largest response, at least `refractory` seconds apart.

    Of two that are nearer, the higher one stays; a heart cannot beat twice within a quarter of a second.
    """
    level = threshold * response.max()
    inner = np.flatnonzero((response[1:-1] > response[:-2]) & (response[1:-1] >= response[2:])) + 1
    kept: list[int] = []
    for index in sorted(inner[response[inner] > level].tolist(), key=lambda i: -response[i]):
        if all(abs(index - other) >= refractory * RATE for other in kept):
            kept.append(index)
    return np.array(sorted(kept), dtype=np.int64)


class Score(NamedTuple):
    """Beats found within 0.1 seconds of a true one, found elsewhere, and missed."""

    right: int
    false: int
    missed: int


def score(found: NDArray[np.int64], beats: NDArray[np.int64], *, within: float = 0.1) -> Score:
    """Compare found with true beats."""
    near = np.abs(found[:, None] - beats[None, :]) <= within * RATE
    right = int(near.any(axis=0).sum())
    return Score(right, int((~near.any(axis=1)).sum()), len(beats) - right)
