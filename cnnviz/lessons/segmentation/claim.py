"""What a map of classes comes to, on one scene and on all that are shown."""

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

    from cnnviz.training.found import Found


def counted(looked: "Found", scene: int) -> "Tensor":
    """The confusion matrix of a scene, (C, C), the background first."""
    from cnnviz.segmentation import confusion

    scenes = looked.scenes
    return confusion(looked.scores[scene].argmax(0), scenes.maps[scene], len(scenes.classes) + 1)


def iou_by_torch(looked: "Found", scene: int) -> float:
    """The mean IoU, from masks of each class that is in one of both maps."""
    given, truth = looked.scores[scene].argmax(0), looked.scenes.maps[scene]
    ious = []
    for label in range(len(looked.scenes.classes) + 1):
        a, b = given == label, truth == label
        if (a | b).any():
            ious.append(float((a & b).sum() / (a | b).sum()))
    return sum(ious) / len(ious)


def overall(looked: "Found") -> float:
    """The mean IoU of all scenes that are shown, counted together."""
    from cnnviz.segmentation import mean_iou

    return mean_iou(looked.scores.argmax(1), looked.scenes.maps, len(looked.scenes.classes) + 1)


def nothing(looked: "Found", scene: int) -> tuple[float, float]:
    """Pixel accuracy and mean IoU of a map that says background everywhere."""
    import torch

    from cnnviz.segmentation import confusion, mean_iou, pixel_accuracy

    truth, classes = looked.scenes.maps[scene], len(looked.scenes.classes) + 1
    blank = torch.zeros_like(truth)
    return pixel_accuracy(confusion(blank, truth, classes)), mean_iou(blank, truth, classes)


def regions(looked: "Found", scene: int) -> tuple[int, int, int]:
    """Connected regions of the true map, objects of the scene, and regions of what the network says."""
    from cnnviz.segmentation.instances import regions as connected

    scenes = looked.scenes
    given = connected(looked.scores[scene].argmax(0))
    return len(connected(scenes.maps[scene]).classes), len(scenes.kinds[scene]), len(given.classes)


def both_means(looked: "Found", scene: int) -> tuple[float, float]:
    """Mean Dice and mean IoU of a scene; NaN where there is nothing to compare."""
    from cnnviz.segmentation.pixels import class_dice, class_iou

    counts = counted(looked, scene)
    values = float(class_dice(counts).nanmean()), float(class_iou(counts).nanmean())
    return values if all(map(math.isfinite, values)) else (math.nan, math.nan)
