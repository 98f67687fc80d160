"""How good a map of classes is, counted pixel by pixel.

A map is whole numbers (…), the class of every pixel from 0, of any shape that both maps have: (H, W), or (N, H, W) for
all pictures together. Pixels whose truth is `ignore` don't count, whatever was predicted there.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from cnnviz.words import say

Map = Tensor | NDArray[Any] | Sequence[Any]
IGNORE = 255


def confusion(predicted: Map, truth: Map, classes: int, *, ignore: int = IGNORE) -> Tensor:
    """How many pixels of each class were given to each: int64 (classes, classes), rows by truth, columns by prediction.

    Raises ValueError that says what to change: for maps of different shapes, what is no whole number, a class that
    there is not.

    >>> confusion([[0, 0], [1, 1]], [[0, 1], [1, 255]], 2)
    tensor([[1, 0],
            [1, 1]])
    """
    given, right = read_maps(predicted, truth)
    counts = right != ignore
    given, right = given[counts], right[counts]  # [n] each
    for name, values in (("prediction", given), ("truth", right)):
        wrong = values[(values < 0) | (values >= classes)]
        if len(wrong):
            raise ValueError(
                say(
                    "The {name} holds class {label}: number the {classes} classes from 0.",
                    name=name, label=int(wrong[0]), classes=classes,
                )
            )  # fmt: skip
    return counted(given, right, classes)


def counted(given: Tensor, right: Tensor, classes: int) -> Tensor:
    """The same for maps that were checked before, on their device: int64 (…), (…) -> (classes, classes)."""
    ones = torch.ones_like(right).flatten()
    counts = torch.zeros(classes**2, dtype=torch.int64, device=right.device)
    return counts.scatter_add_(0, (right * classes + given).flatten(), ones).reshape(classes, classes)


def pixel_accuracy(counts: Tensor) -> float:
    """The share of pixels that have the right class: counts (C, C) of `confusion`. NaN where no pixel counts.

    It misleads where one class covers most of the picture: whoever says "background" everywhere does well.
    """
    return _share(counts.diagonal().sum(), counts.sum())


def class_iou(counts: Tensor) -> Tensor:
    """Intersection over union of each class: (C, C) -> float64 (C,), NaN for a class in neither map."""
    right = counts.diagonal().double()  # [C]
    return right / (counts.sum(0) + counts.sum(1) - right)  # [C]


def class_dice(counts: Tensor) -> Tensor:
    """Twice the intersection over the sum of both areas, which is F1: (C, C) -> float64 (C,), NaN as in `class_iou`."""
    return 2 * counts.diagonal().double() / (counts.sum(0) + counts.sum(1))  # [C]


def mean_iou(predicted: Map, truth: Map, classes: int, *, ignore: int = IGNORE) -> float:
    """IoU of each class, averaged over those that are in one of the maps; NaN where no pixel counts.

    >>> mean_iou([[0, 0], [1, 1]], [[0, 1], [1, 1]], 2)
    0.5833333333333333
    """
    return float(class_iou(confusion(predicted, truth, classes, ignore=ignore)).nanmean())


def dice(predicted: Map, truth: Map, classes: int, *, ignore: int = IGNORE) -> float:
    """Dice of each class, averaged over those that are in one of the maps; NaN where no pixel counts."""
    return float(class_dice(confusion(predicted, truth, classes, ignore=ignore)).nanmean())


def read_maps(predicted: Map, truth: Map) -> tuple[Tensor, Tensor]:
    """Both maps as int64; raises ValueError for what holds no whole numbers, and for two different shapes."""
    given, right = _read(predicted, "prediction"), _read(truth, "truth")
    if given.shape != right.shape:
        raise ValueError(
            say(
                "The prediction has the shape {given} and the truth {right}: make them the same.",
                given=str(tuple(given.shape)), right=str(tuple(right.shape)),
            )
        )  # fmt: skip
    return given, right


def _read(values: Map, name: str) -> Tensor:
    try:
        found = values if isinstance(values, Tensor) else torch.from_numpy(np.array(values))
    except (TypeError, ValueError):
        raise ValueError(say("The {name} must be a map of whole numbers, all rows alike.", name=name)) from None
    if found.is_complex() or (found.is_floating_point() and found.numel()):
        raise ValueError(say("The {name} must hold whole numbers: take the argmax over the classes first.", name=name))
    return found.detach().cpu().long()


def _share(part: Tensor, whole: Tensor) -> float:
    return float(part) / float(whole) if whole else float("nan")
