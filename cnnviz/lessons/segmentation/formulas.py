"""IoU of every class of a scene and their mean, and Dice, in LaTeX."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cnnviz.segmentation.pixels import class_dice, class_iou
from cnnviz.words import say
from cnnviz.writing.tex import aligned, number, said

if TYPE_CHECKING:
    from torch import Tensor


def agrees(counts: "Tensor", by_torch: float) -> bool:
    """Whether counting masks, in float32, gives the same mean IoU."""
    return abs(float(class_iou(counts).nanmean()) - by_torch) < 1e-5


def explain(counts: "Tensor", classes: Sequence[str]) -> list[str]:
    """|A ∩ B| / |A ∪ B| of each class that is there, the mean, and the mean Dice."""
    names = [say("background"), *classes]
    right, given, truth = counts.diagonal(), counts.sum(0), counts.sum(1)
    rows = [
        rf"{said(names[label])} &: {int(right[label])} / {int(given[label] + truth[label] - right[label])} = "
        rf"{number(float(value))}"
        for label, value in enumerate(class_iou(counts))
        if value == value
    ]
    miou, dice = float(class_iou(counts).nanmean()), float(class_dice(counts).nanmean())
    return [
        r"\text{IoU} = |A \cap B| \,/\, |A \cup B|",
        aligned(rows),
        rf"\text{{mIoU}} = {number(miou)}, \quad \text{{mean Dice}} = {number(dice)}",
    ]
