"""Non-maximum suppression, one step at a time: the best box stays, what covers too much of it goes or loses score."""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from cnnviz.detection.boxes import Boxes, overlap_of, read_boxes
from cnnviz.words import joined, say

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Bools = NDArray[np.bool_]

METHODS = ("hard", "linear", "gaussian")
MEASURES = ("iou", "diou")
BLOCK = 32  # boxes compared with all others at once: that takes no longer than for one


class Rule(NamedTuple):
    """The settings of `steps` in one; across: boxes of different classes suppress each other, too."""

    threshold: float = 0.5
    method: str = "hard"
    measure: str = "iou"
    inclusive: bool = False
    sigma: float = 0.5
    across: bool = False


class Step(NamedTuple):
    """One step.

    kept    the box that stays, by its place among the boxes given; score: its score by then
    others  the boxes that were still waiting, the best first; int64 (n,)
    overlap of each of them with the kept one; float64 (n,), NaN where their classes differ
    factor  that their scores are multiplied by; float64 (n,), 0 takes a box away
    """

    kept: int
    score: float
    others: Places
    overlap: Floats
    factor: Floats


def nms(
    boxes: Boxes, scores: Tensor | Sequence[float], labels: Tensor | Sequence[int] | None = None, **settings: Any
) -> Tensor:
    """The boxes that stay, the best first: int64 (K,). The arguments and settings are those of `steps`.

    >>> nms([[0, 0, 4, 4], [1, 0, 5, 4], [8, 0, 9, 1]], [0.9, 0.8, 0.7])
    tensor([0, 2])
    """
    return torch.tensor([step.kept for step in steps(boxes, scores, labels, **settings)], dtype=torch.int64)


def steps(
    boxes: Boxes,
    scores: Tensor | Sequence[float],
    labels: Tensor | Sequence[int] | None = None,
    *,
    threshold: float = 0.5,
    method: str = "hard",
    measure: str = "iou",
    inclusive: bool = False,
    sigma: float = 0.5,
    least: float = 0.001,
) -> Iterator[Step]:
    """Each step of the suppression: the box with the highest score stays, the others are compared with it.

    boxes (N, 4); scores (N,); labels (N,): boxes of different classes let each other live; None: all are of one class.
    Of equal scores the first comes first.
    method: what happens to a box whose overlap is above the threshold:
        "hard"      it goes
        "linear"    its score is multiplied by 1 − overlap
        "gaussian"  every score is multiplied by exp(−overlap² / sigma), whatever the threshold
    measure: "iou", or "diou", which forgives what lies beside. A negative DIoU counts as 0 where scores are multiplied.
    inclusive: an overlap that equals the threshold is already too much. least: a score below it is as good as gone;
    "hard" leaves scores alone and takes none away by it.

    Raises ValueError that says what to change. Sources: torchvision's `nms`; Bodla et al. 2017, "Soft-NMS", equations
    1 to 3; Zheng et al. 2020, "Distance-IoU Loss", equation 12.
    """
    _check(threshold, method, measure, sigma)
    corners = read_boxes(boxes).detach().cpu().double()  # [N,4]
    points = _numbers(scores, len(corners), "scores")
    classes = None if labels is None else _numbers(labels, len(corners), "labels")
    waiting = np.argsort(-points, kind="stable")  # [n], the best first
    if method == "hard":
        return _hard(corners, points, classes, waiting, lambda overlap: _above(overlap, threshold, inclusive), measure)

    def factor(overlap: Floats) -> Floats:
        covered = np.maximum(np.nan_to_num(overlap), 0)
        if method == "gaussian":
            return np.exp(-(covered**2) / sigma)
        return np.where(_above(overlap, threshold, inclusive), 1 - covered, 1.0)

    return _soft(corners, points, classes, waiting, factor, measure, least)


def suppress(boxes: Boxes, scores: Sequence[float], labels: Sequence[int], rule: Rule) -> list[Step]:
    """All steps under this rule."""
    settings = rule._asdict()
    return list(steps(boxes, scores, None if settings.pop("across") else labels, **settings))


def kept_by_torch(boxes: Boxes, scores: Sequence[float], labels: Sequence[int], rule: Rule) -> list[int] | None:
    """The boxes that torchvision keeps under this rule, the best first; None for what torchvision does not have."""
    from torchvision import ops

    if (rule.method, rule.measure, rule.inclusive) != ("hard", "iou", False):
        return None
    corners = read_boxes(boxes).double()
    points = torch.tensor(scores, dtype=torch.float64)
    if rule.across or not len(corners):
        return ops.nms(corners, points, rule.threshold).tolist()
    return ops.batched_nms(corners, points, torch.tensor(labels), rule.threshold).tolist()


def overlap_by_torch(one: Sequence[float], other: Sequence[float], measure: str) -> float:
    """The overlap of two boxes by torchvision, to compare with."""
    from torchvision import ops

    a, b = torch.tensor([one], dtype=torch.float64), torch.tensor([other], dtype=torch.float64)
    return float((ops.box_iou if measure == "iou" else ops.distance_box_iou)(a, b))


def _hard(
    corners: Tensor, points: Floats, classes: Floats | None, waiting: Places, too_much: Callable[[Floats], Bools],
    measure: str,
) -> Iterator[Step]:  # fmt: skip
    """Scores stay as they are, so that the next BLOCK boxes are known, and are compared with all others at once."""
    while len(waiting):
        block = waiting[:BLOCK]
        overlap = overlap_of(corners[block, None], corners[None, waiting], measure).numpy()  # [b,n]
        if classes is not None:
            overlap[classes[block, None] != classes[waiting]] = np.nan
        stays = ~too_much(overlap)  # [b,n]
        alive = np.ones(len(waiting), dtype=bool)
        for row, kept in enumerate(block):
            if alive[row]:
                alive[row] = False
                others = alive.nonzero()[0]
                factor = stays[row][others].astype(np.float64)
                yield Step(int(kept), float(points[kept]), waiting[others], overlap[row][others], factor)
                alive &= stays[row]
        waiting = waiting[alive]


def _soft(
    corners: Tensor, points: Floats, classes: Floats | None, waiting: Places, factor: Callable[[Floats], Floats],
    measure: str, least: float,
) -> Iterator[Step]:  # fmt: skip
    points = points.copy()  # [N]
    while len(waiting) and points[waiting[0]] >= least:
        kept, others = waiting[0], waiting[1:]
        overlap = overlap_of(corners[kept], corners[others], measure).numpy()  # [n]
        if classes is not None:
            overlap[classes[kept] != classes[others]] = np.nan
        share = factor(overlap)  # [n]
        yield Step(int(kept), float(points[kept]), others, overlap, share)
        points[others] *= share
        waiting = np.sort(others[points[others] >= least])
        waiting = waiting[np.argsort(-points[waiting], kind="stable")]


def _above(overlap: Floats, threshold: float, inclusive: bool) -> Bools:
    """Whether an overlap is too much; a class of its own, NaN, never is."""
    return overlap >= threshold if inclusive else overlap > threshold


def _numbers(values: Any, count: int, what: str) -> Floats:
    try:
        found = np.asarray(values.detach() if isinstance(values, Tensor) else values, dtype=np.float64)
    except (TypeError, ValueError):
        found = np.full(count, np.nan)
    if found.shape != (count,):
        raise ValueError(
            say(
                "There are {count} boxes, and the {what} have the shape {shape}: give each box one number.",
                count=count, what=what, shape=str(found.shape),
            )
        )  # fmt: skip
    if not np.isfinite(found).all():
        raise ValueError(
            say(
                "Number {place} of the {what} is no finite number: replace it.",
                place=int(np.flatnonzero(~np.isfinite(found))[0]), what=what,
            )
        )  # fmt: skip
    return found


def _check(threshold: float, method: str, measure: str, sigma: float) -> None:
    if method not in METHODS:
        raise ValueError(
            say(
                "There is no method of suppression {method!r}: use one of {known}.",
                method=method,
                known=joined(METHODS),
            )
        )
    if measure not in MEASURES:
        raise ValueError(
            say(
                "There is no measure {measure!r} to suppress by: use one of {known}.",
                measure=measure, known=joined(MEASURES),
            )
        )  # fmt: skip
    if not math.isfinite(threshold) or not -1 <= threshold <= 1:
        raise ValueError(say("The threshold is {threshold:g}: set it to −1 to 1.", threshold=threshold))
    if not sigma > 0:
        raise ValueError(say("Sigma is {sigma:g}: set it to more than 0.", sigma=sigma))
