"""Oracles of the questions of chapter 6: counted pixels, and torchvision."""

from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import torch
from sklearn import metrics
from torch import nn
from torchvision import ops
from torchvision.models.detection._utils import BoxCoder, Matcher

from cnnviz.detection import one_stage
from cnnviz.detection.anchor_boxes import grid_target
from cnnviz.segmentation import panoptic_quality

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


def length_of_target(given: Given) -> int:
    """What one head of a network gives, counted."""
    heads = {"object": 1, "box": 4, "classes": given["classes"], "landmarks": 2 * given["landmarks"]}
    return sum(nn.Linear(3, size, bias=False).weight.shape[0] for size in heads.values() if size)


def centre_of_box(given: Given) -> float:
    """The mean of the columns that the box covers."""
    left, _, right, _ = given["box"]
    covered_columns = torch.arange(given["width"]).double()[left:right] + 0.5
    return float(covered_columns.mean() / given["width"])


def height_of_box(given: Given) -> float:
    """The share of the rows that the box covers."""
    _, top, _, bottom = given["box"]
    rows = torch.arange(given["height"])
    return float(((rows >= top) & (rows < bottom)).double().mean())


def squared_loss(given: Given) -> float:
    scales = torch.tensor([1, 0.1, 0.1, 0.1, 0.1, 1, 1, 1], dtype=torch.float64)
    target = torch.tensor(given["target"], dtype=torch.float64)
    said = torch.tensor(given["said"], dtype=torch.float64) / 10
    return float(nn.MSELoss(reduction="sum")(said[: len(target)], target * scales[: len(target)]))


def loss_with_logarithm(given: Given) -> float:
    sure = torch.tensor([given["percent"] / 100], dtype=torch.float64)
    misses = torch.tensor(given["misses"], dtype=torch.float64) / 10
    box = nn.MSELoss(reduction="sum")(misses, torch.zeros_like(misses))
    return float(nn.BCELoss()(sure, torch.ones_like(sure)) + box)


# ---------------------------------------------------------------------------------------------------- 6.9 YOLO


def numbers_of_the_answer(given: Given) -> int:
    """The size of what a last convolution gives."""
    head = torch.nn.Conv2d(1, given["anchors"] * (5 + given["classes"]), 1, device="meta")
    return head(torch.empty(1, 1, given["grid"], given["grid"], device="meta")).numel()


def place_in_the_cell(given: Given) -> float:
    """The centre in cells as a fraction, without its whole part."""
    return float(Fraction(given["x0"] + given["x1"], 2 * given["cell"]) % 1)


def left_edge_of_a_box(given: Given) -> float:
    """The engine's box of the raw numbers that mean this."""
    share = torch.tensor(given["x"] / 100, dtype=torch.float64)
    raw = torch.zeros(1, 6, 12, 12, dtype=torch.float64)
    raw[:, 1], raw[:, 4] = torch.logit(share), torch.tensor(given["factor"] / 100).double().log()
    side = 12 * given["cell"]
    layout = one_stage.Layout((12, 12), (side, side), 1, ((1.0, given["anchor"]),))
    return float(one_stage.raw_boxes(raw, layout)[0][0, given["column"], 0])


def kept_boxes(given: Given) -> int:
    """Suppression written down as what is left after every round."""
    overlap = dict(zip(map(frozenset, combinations(range(4), 2)), given["iou"], strict=True))
    left, kept = sorted(range(4), key=lambda box: -given["scores"][box]), 0
    while left:
        best, *others = left
        kept += 1
        left = [box for box in others if overlap[frozenset((best, box))] <= given["threshold"]]
    return kept


# -------------------------------------------------------------------------------------------- 6.10 segmentation


def accuracy_of_nothing(given: Given) -> float:
    truth = np.zeros(given["side"] ** 2, dtype=int)
    truth[: given["pixels"]] = 1
    return 100 * metrics.accuracy_score(truth, np.zeros_like(truth))


def mean_iou_of_a_matrix(given: Given) -> float:
    truth, predicted = [], []
    for row, counts in enumerate(given["matrix"]):
        for column, count in enumerate(counts):
            truth += [row] * count
            predicted += [column] * count
    return float(metrics.jaccard_score(truth, predicted, average="macro"))


def dice_of_an_iou(given: Given) -> float:
    """F1 of masks that have this IoU: the union is the denominator, and all that is not common belongs to one."""
    common, union = given["iou"]
    one = [True] * union
    other = [place < common for place in range(union)]
    return float(metrics.f1_score(one, other))


def quality_of_a_panoptic_map(given: Given) -> float:
    """Segments of 100 pixels whose common part has each IoU, through the engine's counting."""
    predicted, truth, name = [], [], 0
    for iou in given["ious"]:
        name += 1
        common = 10 * iou
        predicted += [name] * 1000
        truth += [name] * common + [99] * (1000 - common)
    for _ in range(given["wrong"]):
        name += 1
        predicted += [name] * 10
        truth += [99] * 10
    for _ in range(given["missed"]):
        name += 1
        predicted += [98] * 10
        truth += [name] * 10
    classes = dict.fromkeys(range(1, 98), 1) | {98: 2, 99: 3}
    found = panoptic_quality([predicted], [truth], predicted_classes=classes, true_classes=classes)
    return 100 * found.by_class[1].panoptic


def depth_of_tensor(given: Given) -> int:
    shapes = [(1.0, 1.0 + at) for at in range(given["anchors"])]
    grid = (given["grid"], given["grid"])
    box = torch.tensor([[1.0, 1, 5, 5]])
    found = grid_target(box, [0], classes=given["classes"], image=(99, 99), grid=grid, shapes=shapes)
    return found.target.numel()


def cell_of_object(given: Given) -> float:
    """Counted in cells, by torch."""
    centre = torch.tensor([given["left"], given["right"]], dtype=torch.float64).mean()
    return round(float((centre / (given["side"] / given["grid"])).frac()), 12)


def told_to_anchor(given: Given) -> str:
    anchor, box = (torch.tensor([given[name]], dtype=torch.float64) for name in ("anchor", "box"))
    upper, lower = (threshold / 100 for threshold in given["thresholds"])
    told = int(Matcher(upper, lower)(ops.box_iou(box, anchor)).item())
    return {0: "object", -1: "background", -2: "ignored"}[told]


def _offsets(given: Given) -> torch.Tensor:
    box, anchor = (torch.tensor([[x0, 0, x1, 10]]).double() for x0, x1 in (given["box"], given["anchor"]))
    return BoxCoder((1.0, 1.0, 1.0, 1.0)).encode_single(box, anchor)[0]


def offset_of_centre(given: Given) -> float:
    return float(_offsets(given)[0])


def offset_of_width(given: Given) -> float:
    return float(_offsets(given)[2])


ORACLES = {
    function.__name__: function
    for function in (
        iou_of_two,
        shifted_square,
        giou_apart,
        length_of_target,
        centre_of_box,
        height_of_box,
        squared_loss,
        loss_with_logarithm,
        numbers_of_the_answer,
        place_in_the_cell,
        left_edge_of_a_box,
        kept_boxes,
        accuracy_of_nothing,
        mean_iou_of_a_matrix,
        dice_of_an_iou,
        quality_of_a_panoptic_map,
        depth_of_tensor,
        cell_of_object,
        told_to_anchor,
        offset_of_centre,
        offset_of_width,
    )
}
