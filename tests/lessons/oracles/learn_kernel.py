"""Oracles of the questions of lesson 2.9: torch's loss, autograd and optimiser, and trying learning rates."""

from collections.abc import Callable
from typing import Any

import torch

from cnnviz.lessons.exercises import Answer

Given = dict[str, Any]


def _error(given: Given) -> int:
    response, target = (torch.tensor(given[name], dtype=torch.float64) for name in ("response", "target"))
    return round(float(torch.nn.functional.mse_loss(response, target)))


def _derivative(given: Given) -> float:
    pixels, errors = (torch.tensor(given[name], dtype=torch.float64)[None, None] for name in ("pixels", "errors"))
    kernel = torch.zeros(1, 1, 2, 2, dtype=torch.float64, requires_grad=True)
    # a kernel of zeros answers 0, so that the target −E leaves the errors E
    loss = torch.nn.functional.mse_loss(torch.nn.functional.conv2d(pixels, kernel), -errors)
    (gradient,) = torch.autograd.grad(loss, kernel)
    return float(gradient[0, 0][given["at"]])


def _step(given: Given) -> float:
    weight = torch.tensor(float(given["w"]), dtype=torch.float64, requires_grad=True)
    (given["g"] * weight).backward()
    torch.optim.SGD([weight], lr=1 / given["parts"]).step()
    return float(weight.detach())


def _largest_rate(given: Given) -> float:
    """Halve the range between a rate that shrinks the distance to the bottom and one that lets it grow."""
    pixels = torch.tensor(given["pixels"], dtype=torch.float64)

    def shrinks(rate: float) -> bool:
        weight = torch.ones((), dtype=torch.float64, requires_grad=True)
        (gradient,) = torch.autograd.grad(((weight * pixels) ** 2).mean(), weight)
        return abs(float(1 - rate * gradient)) < 1

    low, high = 0.0, 100.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if shrinks(middle) else (low, middle)
    return low


ORACLES: dict[str, Callable[[Given], Answer]] = {
    "squared_error": _error,
    "gradient_of_a_weight": _derivative,
    "one_step": _step,
    "largest_rate": _largest_rate,
}
