"""Oracles of the questions of lesson 4.14: torchvision's crops, torch's mean, and every outcome of a vote."""

from collections.abc import Callable
from itertools import product
from math import prod
from typing import Any

import torch
from torchvision.transforms.v2 import FiveCrop

from cnnviz.lessons.exercises import Answer

Given = dict[str, Any]


def _corner(given: Given) -> tuple[int, ...]:
    """Every pixel holds its own number; the first of the crop says where it lies."""
    numbered = torch.arange(given["height"] * given["width"]).reshape(1, given["height"], given["width"])
    crop = FiveCrop(given["size"])(numbered)[given["crop"]]
    row, column = divmod(int(crop[0, 0, 0]), given["width"])
    return row, column


def _average(given: Given) -> float:
    return float(torch.tensor(given["rows"], dtype=torch.float64).mean(0).max())


def _majority(given: Given) -> float:
    p, networks = given["right"] / 1000, 3
    outcomes = product((True, False), repeat=networks)
    return sum(prod(p if right else 1 - p for right in case) for case in outcomes if 2 * sum(case) > networks)


ORACLES: dict[str, Callable[[Given], Answer]] = {
    "crop_corner": _corner,
    "averaged_answer": _average,
    "majority": _majority,
}
