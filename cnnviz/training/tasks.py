"""What is learnt: to name a picture, to find objects, to name every pixel. The loop is the same for all of them.

A task makes targets of a data set, losses of scores and targets, and measures. The parts of its loss stand in the order
of `recipe.TERMS`.
"""

from typing import TYPE_CHECKING, Protocol

import torch
import torch.nn.functional as F
from torch import Tensor

from cnnviz.detection import one_stage
from cnnviz.detection.precision import average_precision
from cnnviz.networks import scene_networks
from cnnviz.segmentation.losses import soft_dice
from cnnviz.segmentation.pixels import class_iou, counted

if TYPE_CHECKING:
    from cnnviz.data.dataset import Dataset
    from cnnviz.data.scene_sets import SceneSet
    from cnnviz.training.recipe import Recipe


class Task(Protocol):
    """targets (N, …) belong to pictures (N, …); scores are what the network gives."""

    def targets(self, indices: Tensor) -> Tensor:
        """Targets of the pictures with these indices."""

    def losses(self, scores: Tensor, targets: Tensor) -> Tensor:
        """The parts of the loss, whose sum is minimised: (terms,), or (1,) where it has only one."""

    def measure(self, scores: Tensor, targets: Tensor) -> Tensor:
        """How good the scores of a batch are, 0 to 1: ()."""

    def evaluate(self, scores: Tensor, targets: Tensor, indices: Tensor) -> float:
        """How good the scores of many pictures are, 0 to 1."""

    def mirrored(self, targets: Tensor, across: Tensor, down: Tensor) -> Tensor:
        """The targets of pictures that are mirrored, bool (N,) left to right and upside down."""


class Classification:
    """A class for each picture: cross-entropy, and the share that is right."""

    def __init__(self, dataset: "Dataset") -> None:
        self._labels = dataset.labels

    def targets(self, indices: Tensor) -> Tensor:
        return self._labels[indices]

    def losses(self, scores: Tensor, targets: Tensor) -> Tensor:
        return F.cross_entropy(scores, targets)[None]

    def measure(self, scores: Tensor, targets: Tensor) -> Tensor:
        return (scores.argmax(1) == targets).float().mean()

    def evaluate(self, scores: Tensor, targets: Tensor, indices: Tensor) -> float:
        return (scores.argmax(1) == targets).double().mean().item()

    def mirrored(self, targets: Tensor, across: Tensor, down: Tensor) -> Tensor:
        return targets


class Detection:
    """Boxes with classes, by `one_stage`: objects found by their own cell, and AP at an IoU of 0.5."""

    def __init__(self, network: str, dataset: "SceneSet") -> None:
        height, width = dataset.shape[1:]
        self.layout = scene_networks.layout(network, (height, width), len(dataset.classes))
        self._dataset = dataset

    def targets(self, indices: Tensor) -> Tensor:
        boxes, kinds = zip(*self._objects(indices), strict=True)
        return one_stage.targets(boxes, kinds, self.layout)

    def losses(self, scores: Tensor, targets: Tensor) -> Tensor:
        return one_stage.losses(scores, targets, self.layout)

    def measure(self, scores: Tensor, targets: Tensor) -> Tensor:
        return one_stage.found(scores, targets, self.layout)

    def evaluate(self, scores: Tensor, targets: Tensor, indices: Tensor) -> float:
        truth = [{"boxes": boxes, "labels": kinds} for boxes, kinds in self._objects(indices)]
        found = one_stage.detections(scores, self.layout)
        return average_precision(found, truth, iou_thresholds=[0.5]).mean

    def mirrored(self, targets: Tensor, across: Tensor, down: Tensor) -> Tensor:
        return one_stage.mirrored(targets, across, down, self.layout)

    def _objects(self, indices: Tensor) -> list[tuple[Tensor, Tensor]]:
        return [(self._dataset.boxes[i], self._dataset.kinds[i]) for i in indices.tolist()]


class Segmentation:
    """A class for each pixel, background first: cross-entropy and soft Dice, and mIoU."""

    def __init__(self, dataset: "SceneSet") -> None:
        self._maps = dataset.maps
        self.classes = len(dataset.classes) + 1

    def targets(self, indices: Tensor) -> Tensor:
        return self._maps[indices]

    def losses(self, scores: Tensor, targets: Tensor) -> Tensor:
        return torch.stack([F.cross_entropy(scores, targets.long()), soft_dice(scores, targets)])

    def measure(self, scores: Tensor, targets: Tensor) -> Tensor:
        return class_iou(counted(scores.argmax(1), targets.long(), self.classes)).nanmean().float()

    def evaluate(self, scores: Tensor, targets: Tensor, indices: Tensor) -> float:
        return float(class_iou(counted(scores.argmax(1), targets.long(), self.classes).cpu()).nanmean())

    def mirrored(self, targets: Tensor, across: Tensor, down: Tensor) -> Tensor:
        return turned(targets, across, down)


def turned(pictures: Tensor, across: Tensor, down: Tensor) -> Tensor:
    """Pictures or maps (N, …, H, W), mirrored left to right where `across` (N,) is true, upside down by `down`."""
    for flags, axis in ((across, -1), (down, -2)):
        pictures = torch.where(flags.view(-1, *[1] * (pictures.ndim - 1)), pictures.flip(axis), pictures)
    return pictures


def task_of(recipe: "Recipe", dataset: "Dataset") -> Task:
    """The task of a recipe on its data set. Raises ValueError where the network needs scenes and there are none."""
    if recipe.task == "classification":
        return Classification(dataset)
    from cnnviz.data.scene_sets import SceneSet

    if not isinstance(dataset, SceneSet):
        raise ValueError("This network finds objects: train it on scenes, whose objects are known.")
    return Detection(recipe.network, dataset) if recipe.task == "detection" else Segmentation(dataset)
