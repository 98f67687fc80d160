"""Oracles for the questions of lessons 3.7 and 3.8: gradients of torch's layers, sums counted by scipy and numpy."""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import torch
from scipy import signal
from torch import nn

Given = dict[str, Any]


def pixels_seen(layers: list[nn.Conv1d], unit: int | None = None, size: int = 3000) -> range:
    """From the first to the last pixel that the gradient of one unit (None: the middle one) reaches."""
    image = torch.ones(1, 1, size, dtype=torch.float64, requires_grad=True)
    for layer in layers:
        nn.init.constant_(layer.weight, 1 / layer.weight.numel())
    output = nn.Sequential(*layers).double()(image)[0, 0]
    (gradient,) = torch.autograd.grad(output[len(output) // 2 if unit is None else unit], image)
    seen = gradient[0, 0].nonzero().flatten()
    return range(int(seen[0]), int(seen[-1]) + 1)


def stacked(given: Given) -> int:
    count = given["count"] if "count" in given else given.get("n", 0)
    kernels = given["kernels"] if "kernels" in given else (given["k"],) * count
    strides, dilations = given.get("strides", (1,) * len(kernels)), given.get("dilations", (1,) * len(kernels))
    settings = zip(kernels, strides, dilations, strict=True)
    return len(pixels_seen([nn.Conv1d(1, 1, k, s, dilation=d, bias=False) for k, s, d in settings]))


def first_pixel(given: Given) -> int:
    (k1, k2), (p1, p2) = given["kernels"], given["paddings"]
    first, second = (
        nn.Conv1d(1, 1, k1, given["stride"], p1, bias=False),
        nn.Conv1d(1, 1, k2, 1, p2, bias=False),
    )
    # far from the border, where nothing is cut off; then moved back
    far = 100
    return pixels_seen([first, second], given["unit"] + far)[0] - far * given["stride"]


def width(given: Given) -> float:
    """Standard deviation of n box kernels convolved with each other."""
    profile = np.ones(1)
    for _ in range(given["n"]):
        profile = signal.convolve(profile, np.ones(given["k"]) / given["k"], method="direct")
    place = np.arange(len(profile)) - (len(profile) - 1) / 2
    return float(np.sqrt((profile * place**2).sum()))


def width_of_deeper(given: Given) -> int:
    """Variances add up, layer by layer: n of them make sigma squared."""
    variance = given["sigma"] ** 2 / given["n"]
    return round(float(np.sqrt(sum([variance] * given["deeper"]))))


def paths(given: Given) -> int:
    return sum(sum(steps) == given["pixel"] - given["unit"] for steps in product((-1, 0, 1), repeat=given["n"]))


ORACLES: dict[str, Callable[[Given], Any]] = {
    "stack_of_convolutions": stacked,
    "with_strides": stacked,
    "dilated_stack": stacked,
    "jump_and_position": first_pixel,
    "theoretical_size": stacked,
    "width_by_theory": width,
    "deeper": width_of_deeper,
    "paths_to_a_pixel": paths,
}
