"""The experiments of the lesson 'Segmentation'."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from cnnviz.lessons.experiment import Answer, Experiment, Number
from cnnviz.lessons.segmentation import claim
from cnnviz.words import say

if TYPE_CHECKING:
    from cnnviz.training.found import Found

SCENES = {"segmentation-dataset": "overlapping_scenes"}


def _skips(looked: "Found", shipped: "Callable[[str, str], Found]") -> tuple[Answer, str]:
    with_skips, without = (claim.overall(shipped(name, looked.dataset)) for name in ("unet", "unet_no_skips"))
    return without >= with_skips - 0.02, say(
        "On these scenes the network with skips has a mIoU of **{with_skips:.3f}**, the one without **{without:.3f}**; "
        "both ship with the app and learnt from the same scenes for the same number of steps. The smallest maps have "
        "8 × 8 places: where a border runs between them, only the fine maps of the way down know.",
        with_skips=with_skips, without=without,
    )  # fmt: skip


def _nothing(looked: "Found", scene: int) -> tuple[Answer, str]:
    accuracy, miou = claim.nothing(looked, scene)
    return 100 * accuracy, say(
        "Background everywhere is right for **{accuracy:.1%}** of the pixels, and its mIoU is {miou:.3f}: every class "
        "that it misses counts with 0.",
        accuracy=accuracy, miou=miou,
    )  # fmt: skip


def _dice(looked: "Found", scene: int) -> tuple[Answer, str]:
    dice, iou = claim.both_means(looked, scene)
    answer = "same" if abs(dice - iou) < 1e-9 else "dice" if dice > iou else "iou"
    return answer, say(
        "Mean Dice is **{dice:.3f}**, mean IoU **{iou:.3f}**. Dice = 2 · IoU / (1 + IoU) is the larger one wherever "
        "the IoU lies between 0 and 1: numbers in papers cannot be compared before one knows which they are.",
        dice=dice, iou=iou,
    )  # fmt: skip


def _regions(looked: "Found", scene: int) -> tuple[Answer, str]:
    there, objects, given = claim.regions(looked, scene)
    return there == objects, say(
        "The true map has **{there}** connected regions for **{objects}** objects, the network's {given}. An object "
        "that is covered in the middle falls into two, and two of one class that touch become one: instances need "
        "more than a class for every pixel.",
        there=there, objects=objects, given=given,
    )  # fmt: skip


EXPERIMENTS = (
    Experiment(
        "skips",
        "Without skips a U-Net does as well as with them.",
        _skips,
        {**SCENES, "segmentation-network": "unet_no_skips"},
    ),
    Experiment(
        "nothing",
        "A network says background everywhere. What share of the pixels does it get right, in per cent?",
        _nothing,
        {**SCENES, "segmentation-scene": "2"},
        number=Number("%", 0.1),
    ),
    Experiment(
        "dice",
        "Which is larger on this scene, mean Dice or mean IoU?",
        _dice,
        {**SCENES, "segmentation-colours": "semantic"},
        {"dice": "Dice", "iou": "IoU", "same": "Both are equal"},
    ),
    Experiment(
        "regions",
        "In the true map of classes every connected region is one object.",
        _regions,
        {"segmentation-dataset": "crowded_scenes", "segmentation-colours": "instance"},
    ),
)
