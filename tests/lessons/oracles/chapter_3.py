"""Oracles for the questions of lessons 3.2 to 3.6: torch's layers, numpy, scipy and counting."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from scipy import signal
from torch import nn

Given = dict[str, Any]


def row_uses(given: Given) -> np.ndarray:
    """Every output drops a 1 on each of its pixels."""
    uses = np.zeros(given["n"], int)
    for start in range(0, given["n"] - given["k"] + 1, given.get("s", 1)):
        uses[start : start + given["k"]] += 1
    return uses


def image_uses(given: Given) -> np.ndarray:
    """Every output drops a 1 on each pixel of its window; the padding is cut away at the end."""
    p, n, k = given.get("p", 0), given["n"], given["k"]
    uses = np.zeros((n + 2 * p, n + 2 * p), int)
    places = range(0, n + 2 * p - k + 1, given.get("s", 1))
    for top in places:
        for left in places:
            uses[top : top + k, left : left + k] += 1
    return uses[p : p + n, p : p + n]


def padded_value(mode: str) -> Callable[[Given], int]:
    def at(given: Given) -> int:
        p, (row, column) = given["p"], given["at"]
        return int(np.pad(np.array(given["image"]), p, mode=mode)[row + p, column + p])  # type: ignore[call-overload]

    return at


def replicated_corner(given: Given) -> int:
    return int(np.pad(np.array(given["image"]), 1, mode="edge")[:3, :3].sum())


def span(given: Given) -> int:
    """The length of a kernel of ones with zeros put between its weights."""
    spread = np.zeros(1000, int)
    spread[: given["d"] * given["k"] : given["d"]] = 1
    return int(np.flatnonzero(spread)[-1]) + 1


def positions(given: Given) -> int:
    return len(range(0, given["n"] - given["k"] + 1, given["s"])) ** 2


def saved(given: Given) -> int:
    return (positions(given | {"s": 1}) - positions(given)) * given["k"] ** 2


def rows_of(values: torch.Tensor) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(round(value) for value in row) for row in values.tolist())


def by_layer(layer: nn.Module, values: Any) -> torch.Tensor:
    output: torch.Tensor = layer(torch.tensor([[values]]).double())[0, 0]
    return output


def changed_outputs(given: Given) -> int:
    row = torch.tensor([given["row"]]).float()
    moved = torch.cat([torch.tensor([[float(given["enters"])]]), row[:, :-1]], 1)
    before, after = (F.max_pool1d(values, given["k"], given["s"]) for values in (row, moved))
    return int((before != after).sum())


def moved_cells(given: Given) -> int:
    """Run on a random signal, the outputs are compared at every shift; one of them fits."""
    first, second = given["strides"]
    x = torch.from_numpy(np.random.default_rng(0).normal(size=(1, 1, 1200)))
    kernel = torch.from_numpy(np.random.default_rng(1).normal(size=(1, 1, 3)))

    def output(signal: torch.Tensor) -> torch.Tensor:
        return F.max_pool1d(F.conv1d(signal, kernel, stride=first), second)[0, 0]

    before, after = output(x), output(torch.roll(x, given["m"], -1))
    fits = [
        c for c in range(100) if c < len(before) - 5 and torch.allclose(after[c + 2 :], before[2 : len(before) - c])
    ]
    return fits[0]


ORACLES: dict[str, Callable[[Given], Any]] = {
    "uses_in_a_row": lambda given: int(row_uses(given)[given["i"]]),
    "uses_of_the_corner": lambda given: int(image_uses(given)[0, 0]),
    "uses_with_a_stride": lambda given: int(image_uses(given)[given["at"]]),
    "full_output": lambda given: len(signal.convolve(np.ones(given["n"]), np.ones(given["k"]), mode="full")),
    "replicated_value": padded_value("edge"),
    "reflected_value": padded_value("reflect"),
    "wrapped_value": padded_value("wrap"),
    "corner_sum": replicated_corner,
    "dilated_span": span,
    "positions_left": positions,
    "never_used": lambda given: int((row_uses(given) == 0).sum()),
    "saved_multiply_adds": saved,
    "max_pooled": lambda given: rows_of(by_layer(nn.MaxPool2d(given["k"], given["s"]), given["image"])),
    "average_pooled": lambda given: float(by_layer(nn.AvgPool2d(given["k"], given["s"]), given["image"])[given["at"]]),
    "pooled_shape": lambda given: tuple(
        nn.MaxPool2d(given["k"], given["s"])(torch.zeros(given["in_channels"], given["n"], given["n"])).shape
    ),
    "l2_pooled": lambda given: float(by_layer(nn.LPPool2d(2, given["k"]), given["pixels"])),
    "outputs_that_change": changed_outputs,
    "relative_change": lambda given: float(
        np.abs(np.subtract(given["moved"], given["still"])).mean() / np.abs(given["still"]).mean()
    ),
    "cells_of_shift": moved_cells,
}
