"""The experiments of the lesson 'Anchors'."""

from typing import TYPE_CHECKING

from cnnviz.lessons.experiment import Answer, Experiment, Number
from cnnviz.words import say

if TYPE_CHECKING:
    from torch import Tensor

    from cnnviz.detection.anchor_boxes import GridTarget, Match

NONE = "There is no object: draw one first."
SMALL = {"scene-seed": "5", "scene-radius": "small"}


def _everybody(match: "Match", forced: str) -> tuple[Answer, str]:
    if not len(match.iou):
        return None, NONE
    if forced != "no":
        return None, "Here objects are forced upon anchors: choose Nobody for objects without one."
    best = match.iou.max(1).values
    found = [int((match.box == n).sum()) for n in range(len(best))]
    return all(found), say(
        "**{without}** of {all} objects have no anchor: their best IoU is {least:.3f} at the least. A small object, or "
        "one between two cells, reaches the threshold with nobody, and nothing would ever be learnt about it.",
        without=found.count(0), all=len(found), least=float(best.min()),
    )  # fmt: skip


def _background(match: "Match") -> tuple[Answer, str]:
    from cnnviz.detection import anchor_boxes

    count = int((match.box == anchor_boxes.BACKGROUND).sum())
    share = 100 * count / len(match.box)
    return share, say(
        "**{count}** of {all} anchors are background, {share:.1f} %. A real detector has ten thousands of anchors and "
        "a few objects: without care the background drowns them in the loss.",
        count=count, all=len(match.box), share=share,
    )  # fmt: skip


def _length(target: "GridTarget", grid: tuple[int, int], shapes: int, classes: int) -> tuple[Answer, str]:
    rows, columns, depth = target.target.shape
    return rows * columns * depth, say(
        "Each of {rows} × {columns} cells has {shapes} × (5 + {classes}) = {depth} numbers: **{all}** in all, however "
        "many objects there are.",
        rows=grid[0], columns=grid[1], shapes=shapes, classes=classes, depth=depth, all=target.target.numel(),
    )  # fmt: skip


def _room(target: "GridTarget", boxes: "Tensor", shapes: int) -> tuple[Answer, str]:
    if len(boxes) < 2:
        return None, "This is about two objects or more: draw another one."
    lost = sum(place is None for place in target.places)
    return not lost, say(
        "**{lost}** of {all} objects find their place taken, with {shapes} anchors in each cell. A cell holds as many "
        "objects as it has anchors, and only if their shapes differ: two alike in one cell ask for the same anchor.",
        lost=lost, all=len(boxes), shapes=shapes,
    )  # fmt: skip


def _offsets(match: "Match", boxes: "Tensor", anchors: "Tensor", at: int | None) -> tuple[Answer, str]:
    from cnnviz.detection import boxes as coding

    if at is None or not float(match.iou[at].max()):
        return None, NONE
    best = int(match.iou[at].argmax())
    wide = float((boxes[at, 2] - boxes[at, 0]) / (anchors[best, 2] - anchors[best, 0]))
    offset = float(coding.encode(boxes[at : at + 1], anchors[best : best + 1])[0, 2])
    answer = "none" if abs(offset) < 1e-9 else "positive" if offset > 0 else "negative"
    return answer, say(
        "The object is {wide:.3f} times as wide as its anchor: the offset of the width is ln {wide:.3f} = "
        "**{offset:.3f}**. The logarithm treats twice as wide and half as wide alike, and no width that it stands for "
        "can be negative.",
        wide=wide, offset=offset,
    )  # fmt: skip


EXPERIMENTS = (
    Experiment(
        "claim",
        "With the threshold alone, every object has an anchor that has to find it.",
        _everybody,
        {"scene-objects": "3", **SMALL, "anchors-forced": "no"},
    ),
    Experiment(
        "background",
        "How many per cent of the anchors are background?",
        _background,
        {"scene-objects": "3", "anchors-grid": "8", "anchors-shapes": "six"},
        number=Number("%", 0.03),
    ),
    Experiment(
        "length",
        "How many numbers does the target tensor have in all?",
        _length,
        {"anchors-by": "cell", "anchors-shapes": "two"},
        number=Number("numbers"),
    ),
    Experiment(
        "room",
        "Every object finds a place of its own in the target tensor.",
        _room,
        {
            "anchors-by": "cell",
            "anchors-shapes": "one",
            "anchors-grid": "2",
            "scene-objects": "5",
            "scene-radius": "small",
        },
    ),
    Experiment(
        "offsets",
        "The chosen object and its best anchor: which sign has the offset of the width, ln of width by width?",
        _offsets,
        {"scene-objects": "3"},
        {"negative": "Negative", "none": "It is zero", "positive": "Positive"},
    ),
)
