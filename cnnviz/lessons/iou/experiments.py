"""The experiments of the lesson 'IoU'."""

from cnnviz import kept
from cnnviz.detection.two_boxes import Box, compare
from cnnviz.lessons.experiment import Answer, Experiment, Number
from cnnviz.words import say

APART = {"iou-boxes": "1,1,4,4,9,3,14,8"}
NESTED = {"iou-boxes": "3,2,6,5,2,1,11,8"}


def _pulled(box: Box, target: Box) -> tuple[Answer, str]:
    from cnnviz.detection import boxes

    if compare(box, target).common:
        return None, "These boxes overlap: drag them apart first."
    slopes = {kind: float(boxes.descent([box], [target], kind).norm()) for kind in boxes.LOSSES}
    return slopes["iou"] > 0, say(
        "The gradient of 1 − IoU has the length **{iou:.4g}**, that of GIoU {giou:.4g}, of DIoU {diou:.4g} and of L1 "
        "{distances:.4g}. Without intersection IoU is 0 here and everywhere around, and what is flat has no slope.",
        iou=slopes["iou"], giou=slopes["giou"], diou=slopes["diou"], distances=slopes["l1"],
    )  # fmt: skip


def _arrives(box: Box, target: Box, loss: str, rate: float, steps: int) -> tuple[Answer, str]:
    taken, iou = _walked(box, target, loss, rate, steps)
    return iou >= 0.5, say(
        "After {taken} steps the IoU is **{iou:.3f}**. GIoU first makes the box longer, until it overlaps, since that "
        "empties the box around both soonest; DIoU moves it straight on. With boxes apart, 1 − IoU does not move at "
        "all.",
        taken=taken, iou=iou,
    )  # fmt: skip


@kept.keep
def _walked(box: Box, target: Box, loss: str, rate: float, steps: int) -> tuple[int, float]:
    """How many steps the box takes, and its IoU then; some hundred gradients, which a page does not want again."""
    from cnnviz.detection import boxes

    path = boxes.walk([box], [target], loss, rate=rate, steps=steps)
    return len(path) - 1, float(boxes.box_iou(path[-1:], [target])[0, 0])


def _centred(box: Box, target: Box) -> tuple[Answer, str]:
    x, y = ((target[0] + target[2] - box[0] - box[2]) / 2, (target[1] + target[3] - box[1] - box[3]) / 2)
    before, after = compare(box, target), compare((box[0] + x, box[1] + y, box[2] + x, box[3] + y), target)
    if before.common < min(before.areas):
        return None, "One of the boxes has to lie inside the other: drag it there first."
    better = [name for name, measure in _by_name(before, after).items() if measure[1] > measure[0] + 1e-9]
    answer = {(): "none", ("DIoU", "CIoU"): "distance"}.get(tuple(better), "all")
    return answer, say(
        "In the middle of the target, IoU goes from {iou:.3f} to {iou_after:.3f}, GIoU from {giou:.3f} to "
        "{giou_after:.3f}, DIoU from **{diou:.3f}** to **{diou_after:.3f}**. As long as one box lies inside the other, "
        "areas do not change when it moves, and neither does the smallest box around both.",
        iou=before.iou, iou_after=after.iou, giou=before.giou, giou_after=after.giou, diou=before.diou,
        diou_after=after.diou,
    )  # fmt: skip


def _by_name(before: object, after: object) -> dict[str, tuple[float, float]]:
    return {
        name: (getattr(before, name.lower()), getattr(after, name.lower())) for name in ("IoU", "GIoU", "DIoU", "CIoU")
    }


def _pixels(box: Box, target: Box) -> tuple[Answer, str]:
    edges, pixels = compare(box, target), compare(box, target, pixels=True)
    return 100 * pixels.iou, say(
        "With edges the IoU is {edges:.4f}, with last pixels **{pixels:.4f}**: every width and height is one more, "
        "{common:g} of {union:g} pixels. The smaller the boxes, the more it matters; VOC counted so, COCO does not.",
        edges=edges.iou, pixels=pixels.iou, common=pixels.common, union=pixels.union,
    )  # fmt: skip


EXPERIMENTS = (
    Experiment("claim", "The loss 1 − IoU pulls a box to a target that it does not overlap.", _pulled, APART),
    Experiment(
        "arrives",
        "Under this loss the box walks to its target: within 300 steps their IoU is at least 0.5.",
        _arrives,
        {**APART, "iou-loss": "giou", "iou-rate": "2"},
    ),
    Experiment(
        "centred",
        "A small box lies inside its target. Which measures become better when it moves into the middle?",
        _centred,
        NESTED,
        {"none": "None", "distance": "DIoU and CIoU", "all": "All of them"},
    ),
    Experiment(
        "pixels",
        "What is the IoU in per cent if x₁ and y₁ name the last pixel inside, as in VOC's program, instead of the "
        "edge?",
        _pixels,
        {"iou-boxes": "2,2,4,4,3,2,5,4"},
        number=Number("%", 0.02),
    ),
)
