"""The experiments of the lesson on average precision."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cnnviz.lessons.experiment import Answer, Experiment, Number
from cnnviz.words import joined, say

Pictures = Sequence[Mapping[str, Any]]

KINDS = ("voc11", "voc", "coco", "integral")
CLOSE = 0.005  # the same to two decimals
STRICT = 0.75
EQUALS = {"ap-grain": "coarse", "ap-ties": "order"}


def _curve(detections: Pictures, truth: Pictures, label: int, iou: float, matching: str, ties: str) -> Any:
    from cnnviz.detection.precision import precision_recall

    return precision_recall(detections, truth, label, iou_threshold=iou, matching=matching, ties=ties)


def _alike(
    detections: Pictures, truth: Pictures, label: int, iou: float, matching: str, ties: str
) -> tuple[Answer, str]:
    from cnnviz.detection.precision import area

    curve = _curve(detections, truth, label, iou, matching, ties)
    if not curve.truth:
        return None, "No object of this class is there: choose another class or other pictures."
    values = {kind: area(curve, kind) for kind in KINDS}
    gap = max(values.values()) - min(values.values())
    return gap < CLOSE, say(
        "VOC with 11 points has {voc11:.4f}, VOC with all points {voc:.4f}, COCO with 101 points {coco:.4f} and the "
        "plain integral {integral:.4f}: **{gap:.4f}** apart. Raising each precision to the highest on its right makes "
        "AP larger, and 11 points catch a curve of few objects only roughly.",
        **values, gap=gap,
    )  # fmt: skip


def _reordered(
    detections: Pictures, truth: Pictures, label: int, iou: float, matching: str, ties: str, kind: str
) -> tuple[Answer, str]:
    from cnnviz.detection.precision import area

    back = turned_round(detections), truth[::-1]
    one = area(_curve(detections, truth, label, iou, matching, ties), kind)
    other = area(_curve(*back, label, iou, matching, ties), kind)
    if np.isnan(one):
        return None, "No object of this class is there: choose another class or other pictures."
    return abs(one - other) < 1e-9, say(
        "In the order given AP is **{one:.4f}**, the other way round **{other:.4f}**. Between equal scores nothing "
        "says which comes first; where one of them is right and one wrong, the order moves a point of the curve. "
        "Together, as one step of the curve, they have no order.",
        one=one, other=other,
    )  # fmt: skip


def turned_round(detections: Pictures) -> list[dict[str, Any]]:
    """The same detections in the other order, from the last picture to the first."""
    return [{name: values[::-1] for name, values in picture.items()} for picture in reversed(detections)]


def _falls(
    detections: Pictures, truth: Pictures, label: int, iou: float, matching: str, ties: str
) -> tuple[Answer, str]:
    curve = _curve(detections, truth, label, iou, matching, ties)
    if len(curve.precision) < 2:
        return None, "There are too few detections of this class: choose another one."
    rises = int((np.diff(curve.precision) > 0).sum())
    return rises == 0, say(
        "Precision rises at **{rises}** of {steps} steps, and recall falls at none. Another right detection lifts the "
        "share of right ones, a wrong one lowers it: so the curve is jagged.",
        rises=rises, steps=len(curve.precision) - 1,
    )  # fmt: skip


def _strict(
    detections: Pictures, truth: Pictures, label: int, iou: float, matching: str, ties: str, kind: str
) -> tuple[Answer, str]:
    from cnnviz.detection.precision import area

    here, strict = (area(_curve(detections, truth, label, level, matching, ties), kind) for level in (iou, STRICT))
    return 100 * strict, say(
        "AP at {strict} is **{value:.3f}**, at {iou:g} it is {here:.3f}. A box that is a little off is right at a low "
        "threshold and a false alarm at a high one, and its object counts as missed besides.",
        strict=STRICT, value=strict, iou=iou, here=here,
    )  # fmt: skip


def _mean(detections: Pictures, truth: Pictures, matching: str, ties: str, kind: str) -> tuple[Answer, str]:
    from cnnviz.detection.precision import average_precision

    every = average_precision(detections, truth, interpolation=kind, matching=matching, ties=ties)
    by_level = np.nanmean(every.table, 0)
    return 100 * every.mean, say(
        "mAP is **{mean:.4f}**. At the thresholds 0.5, 0.55 … 0.95 the classes' mean is {levels}.",
        mean=every.mean, levels=joined(f"{value:.3f}" for value in by_level),
    )  # fmt: skip


EXPERIMENTS = (
    Experiment("claim", "AP is the same to two decimals, however the curve is read.", _alike, {"ap-class": "circle"}),
    Experiment("ties", "AP does not depend on the order of detections with equal scores.", _reordered, EQUALS),
    Experiment("falls", "The lower the score threshold, the lower the precision.", _falls, {"ap-class": "square"}),
    Experiment(
        "strict",
        "What is the AP of this class in per cent at an IoU threshold of 0.75?",
        _strict,
        {"ap-at": "0.5,0.5"},
        number=Number("%", 0.1),
    ),
    Experiment(
        "mean",
        "What is mAP in per cent, over all classes and COCO's ten thresholds?",
        _mean,
        {"ap-kind": "coco"},
        number=Number("%", 0.1),
    ),
)
