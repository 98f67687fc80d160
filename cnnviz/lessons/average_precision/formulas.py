"""Precision, recall and the area below their curve, in LaTeX, in the numbers of one class."""

import math
from itertools import groupby

import numpy as np

from cnnviz.data.detected import NAMES as CLASSES
from cnnviz.detection.precision import AveragePrecision, Curve, area, area_by_torch, raise_precision
from cnnviz.words import say
from cnnviz.writing.tex import aligned, number, shortened

TERMS = 7  # of a sum


def explain(curve: Curve, kind: str) -> list[str]:
    """Precision and recall of all detections of a curve, then AP as a sum."""
    if not curve.truth:
        return [r"\text{There is no object of this class, and so no AP.}"]
    if not len(curve.right):
        return [r"AP = 0 \text{: nothing was found}"]
    hits = round(float(curve.recall[-1]) * curve.truth)
    alarms = round(hits / float(curve.precision[-1])) - hits if hits else len(curve.right)
    lines = [
        aligned(
            [
                rf"\text{{precision}} &= \frac{{TP}}{{TP + FP}} = \frac{{{hits}}}{{{hits} + {alarms}}} = "
                rf"{number(hits / (hits + alarms))}",
                rf"\text{{recall}} &= \frac{{TP}}{{TP + FN}} = \frac{{{hits}}}{{{hits} + {curve.truth - hits}}} = "
                rf"{number(hits / curve.truth)}",
            ],
            "6pt",
        )
    ]
    return [*lines, _rule(kind), _sum(curve, kind)]


def _rule(kind: str) -> str:
    if kind == "integral":
        return r"AP = \sum_k p_k \, (r_k - r_{k-1})"
    if kind == "voc":
        return r"AP = \sum_k \max_{r_j \ge r_k} p_j \; (r_k - r_{k-1})"
    points, step = (11, 10) if kind == "voc11" else (101, 100)
    return rf"AP = \frac{{1}}{{{points}}} \sum_{{i=0}}^{{{step}}} \max_{{r_j \ge i / {step}}} p_j"


def _sum(curve: Curve, kind: str) -> str:
    """The sum, equal precisions together."""
    if kind in ("integral", "voc"):
        heights = curve.precision if kind == "integral" else raise_precision(curve.precision)
        steps = np.rint(np.diff(curve.recall, prepend=0) * curve.truth).astype(int).tolist()
        values = [height for height, step in zip(heights.tolist(), steps, strict=True) for _ in range(step)]
        parts = curve.truth
    else:
        parts = 11 if kind == "voc11" else 101
        levels = np.linspace(0, 1, parts)
        raised = np.append(raise_precision(curve.precision), 0)
        values = raised[np.searchsorted(curve.recall, levels - (1e-12 if kind == "voc11" else 0))].tolist()
    terms = [
        number(value) if (count := len(list(same))) == 1 else rf"{count} \cdot {number(value)}"
        for value, same in groupby(value for value in values if value)
    ]
    total = number(area(curve, kind))
    return rf"AP = \frac{{1}}{{{parts}}} \left( {shortened(terms, TERMS) or '0'} \right) = {total}"


def beside_torch(curve: Curve, kind: str) -> tuple[bool | None, str]:
    """Whether AP from its definition, worked out in PyTorch point by point, is the same; None where there is none."""
    if not curve.truth:
        return None, ""
    ours, theirs = area(curve, kind), area_by_torch(curve, kind)
    return math.isclose(ours, theirs, abs_tol=1e-9), say(
        "Read off its definition in PyTorch, point by point, AP is the same: **{theirs:.4f}**.", theirs=theirs
    )


def as_table(every: AveragePrecision) -> list[dict[str, str]]:
    """AP in per cent of every class at every threshold, with the means, for the screen."""
    with_truth = every.table[~np.isnan(every.table).any(1)]  # [classes,T]
    means = with_truth.mean(0) if len(with_truth) else np.full(len(every.thresholds), np.nan)
    rows = [(CLASSES[label], row) for label, row in zip(every.labels, every.table, strict=True)]
    return [
        {"class": name}
        | {
            say("IoU {level:.2f}", level=level): _percent(value)
            for level, value in zip(every.thresholds, row.tolist(), strict=True)
        }
        | {"mean": _percent(float(row.mean()))}
        for name, row in [*rows, ("mAP", means)]
    ]


def _percent(value: float) -> str:
    return "–" if math.isnan(value) else f"{100 * value:.1f}"


NAMES = {
    "voc11": "VOC, 11 points",
    "voc": "VOC, all points",
    "coco": "COCO, 101 points",
    "integral": "plain integral",
}
