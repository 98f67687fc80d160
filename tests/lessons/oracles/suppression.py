"""Oracles of the questions on non-maximum suppression: torchvision, and the steps of the engine counted."""

from typing import Any

import torch
from torchvision import ops

from cnnviz.detection.suppression import steps

Given = dict[str, Any]


def _boxes(given: Given) -> tuple[torch.Tensor, torch.Tensor]:
    boxes = torch.tensor(given["boxes"], dtype=torch.float64)
    return boxes, torch.linspace(0.9, 0.1, len(boxes), dtype=torch.float64)


def boxes_left(given: Given) -> int:
    return len(ops.nms(*_boxes(given), given["threshold"]))


def class_by_class(given: Given) -> int:
    return len(ops.batched_nms(*_boxes(given), torch.tensor(given["labels"]), given["threshold"]))


def compared_pairs(given: Given) -> int:
    """Counted in a suppression of such boxes."""
    count = given["count"]
    boxes = [[3 * n, 0, 3 * n + 2, 2] if given["apart"] else [0, 0, 100, 100 + n] for n in range(count)]
    return sum(len(step.others) for step in steps(boxes, [1 / (n + 1) for n in range(count)]))


def softened(given: Given) -> float:
    """Each overlap made by a box that is so much narrower, and suppressed by the paper's equation."""
    first, second = (torch.tensor(overlap, dtype=torch.float64) for overlap in given["overlaps"])
    score = torch.tensor(given["score"], dtype=torch.float64)
    for overlap in (first, second):
        score = score * torch.exp(-overlap.square() / given["sigma"])
    return float(score)


ORACLES = {function.__name__: function for function in (boxes_left, class_by_class, compared_pairs, softened)}
