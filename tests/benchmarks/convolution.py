"""The engine's `cross_correlate` against bare torch."""

import time
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from cnnviz.convolution import cross_correlate
from tests.benchmarks.figure import Figure, median, say

ROUNDS = 9


def interleaved(ours: Callable[[], Tensor], theirs: Callable[[], Tensor]) -> tuple[float, float]:
    """Median milliseconds of both, taken in turn so that a busy moment meets both."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(ROUNDS + 2):
        for function, taken in zip((ours, theirs), times, strict=True):
            began = time.perf_counter()
            function()
            if turn >= 2:
                taken.append(1000 * (time.perf_counter() - began))
    return median(times[0]), median(times[1])


def measure() -> list[Figure]:
    """Milliseconds of `cross_correlate` on a 1080p colour photo with 7×7 kernels; the peer: `F.conv2d`, same result.

    One kernel (7, 7) on every channel, and one kernel (3, 7, 7) summed over the channels.
    """
    generator = torch.Generator().manual_seed(0)
    image = torch.rand(3, 1080, 1920, generator=generator)
    figures = []
    flat, deep = (torch.rand(shape, generator=generator) - 0.5 for shape in ((7, 7), (3, 7, 7)))
    cases: dict[str, tuple[Callable[[], Tensor], Callable[[], Tensor]]] = {
        "every channel": (
            lambda: cross_correlate(image, flat),
            lambda: F.conv2d(image[:, None], flat[None, None])[:, 0],
        ),
        "summed over channels": (
            lambda: cross_correlate(image, deep),
            lambda: F.conv2d(image[None], deep[None])[0, 0],
        ),
    }
    for name, (ours, bare) in cases.items():
        say(f"  {name}")
        if not torch.allclose(ours(), bare(), atol=1e-4):
            raise RuntimeError("cross_correlate and F.conv2d differ, so their times cannot be compared")
        mine, theirs = interleaved(ours, bare)
        figures.append(
            Figure(
                f"`cross_correlate`, 3×1080×1920 with 7×7, {name}",
                f"{mine:.0f} ms, {mine / theirs:.2f}×",
                "≤ 1.1×",
                f"`F.conv2d` {theirs:.0f} ms",
                mine <= 1.1 * theirs,
            )
        )
    return figures
