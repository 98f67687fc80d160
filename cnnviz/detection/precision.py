"""Precision and recall of detections, and the area under their curve: average precision, in all ways it is computed.

Detections and truth are given picture by picture, as torchvision's detectors give them: dicts with "boxes" (N, 4),
"labels" (N,) and, for detections, "scores" (N,). A truth may have "crowd" (N,), bool: regions that are neither to be
found nor wrong to find, as in COCO ("difficult" in VOC).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from cnnviz.detection.boxes import overlap_of, read_boxes
from cnnviz.words import joined, say

Picture = Mapping[str, Any]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Places = NDArray[np.int64]

INTERPOLATIONS = ("voc11", "voc", "coco", "integral")
MATCHINGS = ("coco", "voc")
TIES = ("order", "together")
NONE = np.zeros(0, dtype=np.int64)
COCO_THRESHOLDS = tuple(np.linspace(0.5, 0.95, 10).tolist())


class Curve(NamedTuple):
    """Detections of one class in order of their scores, and what precision and recall are up to each.

    scores, precision, recall  float64 (n,); right: whether it found an object, bool (n,); truth: how many objects there
    are. Detections of crowds are left out. Where there is no truth, recall is 0.
    """

    scores: Floats
    right: Bools
    precision: Floats
    recall: Floats
    truth: int


class Matches(NamedTuple):
    """Detections of one class in order of their scores, and the object that each of them found.

    picture, place  where each stands among those given, int64 (n,); scores (n,)
    found           place of the object among those of its picture, −1 for none; int64 (thresholds, n)
    counted         False for what lies in a crowd, and counts neither as right nor as wrong; bool (thresholds, n)
    truth           how many objects there are to find
    """

    picture: Places
    place: Places
    scores: Floats
    found: Places
    counted: Bools
    truth: int


@dataclass(frozen=True, eq=False)
class AveragePrecision:
    """AP of every class at every threshold: float64 (classes, thresholds), NaN for a class without truth.

    labels: the classes, in the order of the rows; thresholds: of the columns
    """

    table: Floats = field(repr=False)
    labels: tuple[int, ...]
    thresholds: tuple[float, ...]

    @property
    def mean(self) -> float:
        """mAP: the mean over thresholds and over the classes that have truth; NaN if none has."""
        there = self.table[~np.isnan(self.table)]
        return float(there.mean()) if len(there) else float("nan")


def average_precision(
    detections: Sequence[Picture],
    truth: Sequence[Picture],
    *,
    interpolation: str = "coco",
    iou_thresholds: Sequence[float] = COCO_THRESHOLDS,
    matching: str = "coco",
    ties: str = "order",
    most: int = 100,
) -> AveragePrecision:
    """Average precision of each class, over all pictures.

    interpolation: how the curve becomes a number
        "voc11"     mean of the highest precision at recall ≥ 0, 0.1, … 1: VOC until 2009
        "voc"       area under the curve with every precision raised to the highest on its right: VOC from 2010
        "coco"      mean of that raised precision at recall 0, 0.01, … 1
        "integral"  sum of precision × step of recall, without raising anything
    matching: which object a detection, the best first, can find
        "coco"  the one with the highest IoU among those that nobody found before
        "voc"   the one with the highest IoU; if that was found before, the detection is wrong
    An IoU that equals the threshold is enough. ties: equal scores stand in the "order" given, picture by picture, or
    count "together", as one step of the curve. most: detections that count, per picture and class, the best first.

    Classes are those of the truth and of the detections. A class without truth has NaN; one with truth and without
    detections has 0. Raises ValueError that says what to change.
    Sources: Everingham et al. 2010, "The PASCAL Visual Object Classes Challenge", section 4.2; COCO's `cocoeval.py`.
    """
    _check(detections, truth, iou_thresholds, interpolation=(interpolation, INTERPOLATIONS))
    pairs = _compared(detections, truth)
    labels = tuple(sorted({int(label) for pair in pairs for label in (*pair.found, *pair.there)}))
    table = np.full((len(labels), len(iou_thresholds)), np.nan)
    for row, label in enumerate(labels):
        curves = _curves(pairs, label, iou_thresholds, matching, ties, most)
        table[row] = [area(curve, interpolation) for curve in curves]
    return AveragePrecision(table, labels, tuple(map(float, iou_thresholds)))


def precision_recall(
    detections: Sequence[Picture],
    truth: Sequence[Picture],
    label: int,
    *,
    iou_threshold: float = 0.5,
    matching: str = "coco",
    ties: str = "order",
    most: int = 100,
) -> Curve:
    """The curve of one class at one threshold; the other arguments as those of `average_precision`.

    >>> found = [{"boxes": [[0, 0, 2, 2], [4, 4, 6, 6]], "scores": [0.9, 0.8], "labels": [1, 1]}]
    >>> curve = precision_recall(found, [{"boxes": [[4, 4, 6, 6]], "labels": [1]}], 1)
    >>> curve.precision.tolist(), curve.recall.tolist()
    ([0.0, 0.5], [0.0, 1.0])
    """
    return precision_recalls(
        detections, truth, label, iou_thresholds=[iou_threshold], matching=matching, ties=ties, most=most
    )[0]


def precision_recalls(
    detections: Sequence[Picture],
    truth: Sequence[Picture],
    label: int,
    *,
    iou_thresholds: Sequence[float] = COCO_THRESHOLDS,
    matching: str = "coco",
    ties: str = "order",
    most: int = 100,
) -> list[Curve]:
    """The curve of one class at each threshold: boxes are compared once for all of them."""
    _check(detections, truth, iou_thresholds)
    return _curves(_compared(detections, truth), label, iou_thresholds, matching, ties, most)


def matches(
    detections: Sequence[Picture],
    truth: Sequence[Picture],
    label: int,
    *,
    iou_thresholds: Sequence[float] = COCO_THRESHOLDS,
    matching: str = "coco",
    most: int = 100,
) -> Matches:
    """Which object each detection of a class finds; the arguments as those of `average_precision`.

    What a detection finds depends on those before it only: leaving out the last ones changes nothing for the others.
    """
    _check(detections, truth, iou_thresholds, matching=(matching, MATCHINGS))
    return _matched(_compared(detections, truth), label, iou_thresholds, matching, most)


def area_by_torch(curve: Curve, interpolation: str) -> float:
    """The same AP from its definition, with PyTorch and for every point anew, to compare with."""
    precision, recall = torch.from_numpy(curve.precision.copy()), torch.from_numpy(curve.recall.copy())
    if not curve.truth or not len(precision):
        return float("nan") if not curve.truth else 0.0
    if interpolation == "integral":
        return float(torch.dot(precision, recall.diff(prepend=recall.new_zeros(1))))
    if interpolation == "voc":
        points = torch.arange(1, curve.truth + 1, dtype=torch.float64) / curve.truth
    else:
        points = torch.from_numpy(np.linspace(0, 1, 11 if interpolation == "voc11" else 101))
    slack = 0 if interpolation == "coco" else 1e-12  # COCO's program compares with the last bits
    reached = recall[None] >= points[:, None] - slack  # [points,n]
    return float(torch.where(reached, precision[None], 0).amax(1).mean())


def area(curve: Curve, interpolation: str) -> float:
    """AP of a curve, by one of INTERPOLATIONS; NaN where there is no truth."""
    if not curve.truth:
        return float("nan")
    if interpolation == "integral":
        return float((curve.precision * np.diff(curve.recall, prepend=0)).sum())
    raised = raise_precision(curve.precision)  # [n]
    if interpolation == "voc":
        return float((raised * np.diff(curve.recall, prepend=0)).sum())
    if interpolation == "voc11":  # in whole numbers, since 3 of 10 objects are a recall of 0.3
        found = np.rint(curve.recall * curve.truth)
        places = np.searchsorted(found * 10, np.arange(11) * curve.truth)
    else:
        places = np.searchsorted(curve.recall, np.linspace(0, 1, 101))
    return float(np.append(raised, 0)[places].mean())


def raise_precision(precision: Floats) -> Floats:
    """Every precision raised to the highest on its right: (n,) -> (n,)."""
    return np.maximum.accumulate(precision[::-1])[::-1]


# ------------------------------------------------------------------------------------------------ finding objects


class _Pair(NamedTuple):
    """One picture: places of what was found and of what is there by class, scores, crowds, and IoU (found, there)."""

    found: dict[int, Places]
    there: dict[int, Places]
    scores: Floats
    crowd: Bools
    iou: Floats


def _compared(detections: Sequence[Picture], truth: Sequence[Picture]) -> list[_Pair]:
    pairs = []
    for number, (one, other) in enumerate(zip(detections, truth, strict=True)):
        found, there = (read_boxes(picture["boxes"]).detach().cpu().double() for picture in (one, other))
        crowd = _column(other.get("crowd", np.zeros(len(there))), len(there), "crowd", number) > 0
        iou = overlap_of(found[:, None], there[None], "iou").numpy()  # [D,G]
        if crowd.any():  # of a crowd counts only how much of the detection lies in it
            iou[:, crowd] = _share(found[:, None], there[None, torch.from_numpy(crowd)]).numpy()
        pairs.append(
            _Pair(
                _by_class(_column(one["labels"], len(found), "labels", number)),
                _by_class(_column(other["labels"], len(there), "labels", number)),
                _column(one["scores"], len(found), "scores", number),
                crowd,
                iou,
            )
        )
    return pairs


def _by_class(labels: NDArray[Any]) -> dict[int, Places]:
    return {int(label): np.flatnonzero(labels == label) for label in set(labels.tolist())}


def _share(a: Tensor, b: Tensor) -> Tensor:
    """How much of the boxes a lies in the boxes b."""
    side = (torch.minimum(a[..., 2:], b[..., 2:]) - torch.maximum(a[..., :2], b[..., :2])).clamp(min=0)
    size = a[..., 2:] - a[..., :2]
    whole = size[..., 0] * size[..., 1]
    return torch.where(whole > 0, side[..., 0] * side[..., 1] / whole, 0)


def _curves(
    pairs: Sequence[_Pair], label: int, thresholds: Sequence[float], matching: str, ties: str, most: int
) -> list[Curve]:
    """The curve of a class at every threshold."""
    _known(matching=(matching, MATCHINGS), ties=(ties, TIES))
    every = _matched(pairs, label, thresholds, matching, most)
    return [
        _curve(every.scores[kept], row[kept] >= 0, every.truth, ties)
        for row, kept in zip(every.found, every.counted, strict=True)
    ]


def _matched(pairs: Sequence[_Pair], label: int, thresholds: Sequence[float], matching: str, most: int) -> Matches:
    scores, founds, counts, places, pictures, truth = [], [], [], [], [], 0
    for number, pair in enumerate(pairs):
        mine, there = pair.found.get(label, NONE), pair.there.get(label, NONE)
        truth += int(np.count_nonzero(~pair.crowd[there]))
        if not len(mine):
            continue
        mine = mine[np.argsort(-pair.scores[mine], kind="stable")][:most]  # [D]
        found, counted = _found(pair.iou[np.ix_(mine, there)], pair.crowd[there], np.array(thresholds), matching)
        scores.append(pair.scores[mine])
        founds.append(np.append(there, -1)[found])
        counts.append(counted)
        places.append(mine)
        pictures.append(np.full(len(mine), number))
    every = np.concatenate([np.zeros(0), *scores])  # [n]
    order = np.argsort(-every, kind="stable")
    empty = np.zeros((len(thresholds), 0), dtype=np.int64)
    found, counted = (np.concatenate([empty, *parts], 1)[:, order] for parts in (founds, counts))  # [T,n]
    picture, place = (np.concatenate([NONE, *parts])[order] for parts in (pictures, places))  # [n]
    return Matches(picture, place, every[order], found, counted.astype(bool), truth)


def _found(iou: Floats, crowd: Bools, thresholds: Floats, matching: str) -> tuple[Places, Bools]:
    """The object that each detection of a picture, the best first, found, −1 for none, and which of them count:
    (T, D) each.

    iou (D, G) with the objects of one class; of objects with equal IoU the last is found, as in COCO.
    """
    found = np.full((len(thresholds), len(iou)), -1)
    counted = np.ones(found.shape, dtype=bool)
    if not iou.shape[1]:
        return found, counted
    iou, crowd = iou[:, ::-1], crowd[::-1]  # argmax gives the first
    least = np.minimum(thresholds, 1 - 1e-10)  # an IoU of 1 may be off by its last bits
    level = np.arange(len(thresholds))
    taken = np.zeros((len(thresholds), iou.shape[1]), dtype=bool)  # [T,G]
    closed = taken + 2.0 * crowd  # taken off the IoU of what cannot be found
    for number in (iou.max(1) >= least.min()).nonzero()[0]:  # no other one finds anything
        left = iou[number] - closed  # [T,G]
        best = left.argmax(1)  # [T]
        reached = left[level, best] >= least
        hit = level[reached], best[reached]
        found[reached, number] = np.where(taken[hit], -1, iou.shape[1] - 1 - hit[1])
        taken[hit] = True
        if matching == "coco":
            closed[hit] = 2
        if crowd.any():
            counted[:, number] = reached | (iou[number, crowd].max() < least)
    return found, counted


def _curve(scores: Floats, right: Bools, truth: int, ties: str) -> Curve:
    found = np.cumsum(right)  # [n]
    precision = found / np.arange(1, len(found) + 1)
    recall = found / max(truth, 1)
    if ties == "together" and len(scores):  # only the last of equal scores is a step
        ends = np.append(scores[1:] != scores[:-1], True)
        scores, right, precision, recall = scores[ends], right[ends], precision[ends], recall[ends]
    return Curve(scores, right, precision, recall, truth)


# ---------------------------------------------------------------------------------------------------- what is given


def _column(values: Any, count: int, what: str, picture: int) -> NDArray[Any]:
    found = np.asarray(values.detach().cpu() if isinstance(values, Tensor) else values, dtype=np.float64)
    if found.shape != (count,) or not np.isfinite(found).all():
        raise ValueError(
            say(
                "Picture {picture} has {count} boxes: its {what} must be {count} finite numbers.",
                picture=picture, count=count, what=what,
            )
        )  # fmt: skip
    return found


def _known(**choices: tuple[str, Sequence[str]]) -> None:
    for name, (given, known) in choices.items():
        if given not in known:
            raise ValueError(
                say("There is no {name} {given!r}: use one of {known}.", name=name, given=given, known=joined(known))
            )


def _check(
    detections: Sequence[Picture],
    truth: Sequence[Picture],
    thresholds: Sequence[float],
    **choices: tuple[str, Sequence[str]],
) -> None:
    _known(**choices)
    if len(detections) != len(truth):
        raise ValueError(
            say(
                "There are detections of {n} pictures and the truth of {m}: give both for each picture, be they empty.",
                n=len(detections), m=len(truth),
            )
        )  # fmt: skip
    if not len(thresholds) or not all(0 < threshold <= 1 for threshold in thresholds):
        raise ValueError("IoU thresholds must lie above 0 and not above 1, and there must be at least one.")
    for number, (one, other) in enumerate(zip(detections, truth, strict=True)):
        for name, picture in (("boxes", one), ("scores", one), ("labels", one), ("boxes", other), ("labels", other)):
            if name not in picture:
                raise ValueError(say("Picture {number} has no {name!r}: add them.", number=number, name=name))
