"""The answers of lesson 3.9's questions by torch's own layers."""

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

Given = dict[str, Any]


def _flattened(given: Given) -> torch.Tensor:
    layers = nn.Sequential(
        nn.Conv2d(given["channels"], given["filters"], given["k"], padding=given["p"]), nn.MaxPool2d(2), nn.Flatten()
    )
    output: torch.Tensor = layers(torch.zeros(1, given["channels"], given["n"], given["n"]))
    return output


def flattened_numbers(given: Given) -> int:
    return _flattened(given).shape[1]


def first_dense_layer(given: Given) -> int:
    return _count(nn.Linear(_flattened(given).shape[1], given["units"]))


def side_by_side(given: Given) -> tuple[int, ...]:
    c, (a, b, d) = given["channels"], given["filters"]
    branches = (
        nn.Conv2d(c, a, 1),
        nn.Conv2d(c, b, 3, padding=1),
        nn.Sequential(nn.MaxPool2d(3, 1, 1), nn.Conv2d(c, d, 1)),
    )
    x = torch.zeros(1, c, given["n"], given["n"])
    return tuple(torch.cat([branch(x) for branch in branches], dim=1).shape[1:])


def seen_pixels(given: Given) -> int:
    """The pixels of one row from the first to the last with a gradient; average pooling has the windows of max."""
    (k1, pool, k2), (s1, s2) = given["k"], given["s"]
    row = torch.zeros(1, 1, 200, requires_grad=True)
    layers = nn.Sequential(nn.Conv1d(1, 1, k1, s1), nn.AvgPool1d(pool, s2), nn.Conv1d(1, 1, k2))
    for parameter in layers.parameters():
        nn.init.ones_(parameter)
    output = layers(row)
    output[0, 0, output.shape[-1] // 2].backward()
    assert row.grad is not None
    seen = row.grad[0, 0].nonzero()
    return int(seen.max() - seen.min()) + 1


def parameters_of_a_block(given: Given) -> int:
    c, f, k = given["channels"], given["filters"], given["k"]
    return sum(map(_count, (nn.Conv2d(c, f, k), nn.Conv2d(f, f, k), nn.Conv2d(c, f, 1))))


def _count(layer: nn.Module) -> int:
    return sum(parameter.numel() for parameter in layer.parameters())


ORACLES: dict[str, Callable[[Given], Any]] = {
    "flattened_numbers": flattened_numbers,
    "side_by_side": side_by_side,
    "first_dense_layer": first_dense_layer,
    "seen_pixels": seen_pixels,
    "parameters_of_a_block": parameters_of_a_block,
}
