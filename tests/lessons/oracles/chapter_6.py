"""Oracles of the questions of chapter 6: counted pixels, and torchvision."""

from fractions import Fraction
from typing import Any

import torch
from torchvision import ops

Given = dict[str, Any]


def covered(box: tuple[int, int, int, int]) -> set[tuple[int, int]]:
    x0, y0, x1, y1 = box
    return {(x, y) for x in range(x0, x1) for y in range(y0, y1)}


def iou_of_two(given: Given) -> float:
    one, other = covered(given["one"]), covered(given["other"])
    return len(one & other) / len(one | other)


def shifted_square(given: Given) -> int:
    """The only whole shift at which the counted pixels have that IoU."""
    side, threshold = given["side"], Fraction(*given["threshold"])
    square = covered((0, 0, side, 1))
    shifts = {d: covered((d, 0, side + d, 1)) for d in range(side + 1)}
    (shift,) = [d for d, moved in shifts.items() if Fraction(len(square & moved), len(square | moved)) == threshold]
    return shift


def giou_apart(given: Given) -> float:
    width, height, gap = given["width"], given["height"], given["gap"]
    boxes = torch.tensor([[5, 7, 5 + width, 7 + height], [5 + width + gap, 7, 5 + 2 * width + gap, 7 + height]])
    return float(ops.generalized_box_iou(boxes[:1].double(), boxes[1:].double()))


ORACLES = {function.__name__: function for function in (iou_of_two, shifted_square, giou_apart)}
