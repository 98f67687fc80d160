"""Oracles of the questions on non-maximum suppression: torchvision, and the steps of the engine counted."""

from typing import Any

import torch
from torchvision import ops

from cnnviz.detection.suppression import steps

Given = dict[str, Any]


def _boxes(given: Given) -> tuple[torch.Tensor, torch.Tensor]:
    boxes = torch.tensor([[left, 5, left + 10, 15] for left in given["lefts"]], dtype=torch.float64)
    return boxes, torch.linspace(0.9, 0.1, len(boxes), dtype=torch.float64)


def boxes_left(given: Given) -> int:
    return len(ops.nms(*_boxes(given), given["percent"] / 100))


def class_by_class(given: Given) -> int:
    labels = torch.tensor([int(place + 1 in given["dogs"]) for place in range(len(given["lefts"]))])
    return len(ops.batched_nms(*_boxes(given), labels, given["percent"] / 100))


def compared_pairs(given: Given) -> int:
    """Counted in a suppression of such boxes: small ones in a row, and some like the first."""
    count, gone = given["count"], given["gone"]
    boxes = [[0, 0, 2, 2]] * (gone + 1) + [[3 * n, 0, 3 * n + 2, 2] for n in range(1, count - gone)]
    return sum(len(step.others) for step in steps(boxes, [1 / (n + 1) for n in range(count)]))


def softened(given: Given) -> float:
    """The equation of the paper, one box after the other."""
    score = torch.tensor(given["score"] / 100, dtype=torch.float64)
    for overlap in given["overlaps"]:
        score = score * torch.exp(-torch.tensor(overlap / 100, dtype=torch.float64).square() / (given["sigma"] / 10))
    return float(score)


ORACLES = {function.__name__: function for function in (boxes_left, class_by_class, compared_pairs, softened)}
