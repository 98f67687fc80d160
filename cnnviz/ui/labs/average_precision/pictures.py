"""Pictures with detections of the lesson on average precision, and the curve, both for every threshold at once."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnviz import kept
from cnnviz.data.detected import NAMES, Detected, Detector, detected_scene
from cnnviz.detection.precision import (
    INTERPOLATIONS,
    AveragePrecision,
    Curve,
    Matches,
    area,
    average_precision,
    matches,
    precision_recall,
    precision_recalls,
)
from cnnviz.drawing import colour
from cnnviz.lessons.average_precision.experiments import turned_round
from cnnviz.lessons.average_precision.formulas import NAMES as RULES
from cnnviz.ui.frame import browser, control, lesson, shell
from cnnviz.words import phrases

Pictures = list[dict[str, Any]]

KEY = "ap"
COUNT = 6  # pictures
LEVELS = tuple(level / 20 for level in range(1, 20))  # IoU thresholds of the slider
AT = (0.5, 0.5)  # thresholds of score and IoU
GRAINS = {"coarse": 10, "fine": 100}
ORDERS = {"order": "In the order given", "reversed": "The other way round", "together": "As one step"}

_pictures = browser.component(
    "average_precision",
    "labs/average_precision/average_precision.js",
    "labs/average_precision/average_precision.css",
    phrases(
        pictures_with_detections="Pictures with detections: right ones drawn through, wrong ones dashed; missed "
        "objects dotted",
        curve_of_detections="Precision over recall. Arrow keys move the score threshold",
        score_from="Score from",
        iou_from="IoU from",
        right_detection="right",
        wrong_detection="wrong",
        missed_object="missed",
        found_object="object",
        precision_is="Precision: {right} of {shown} detections are right, {value}.",
        no_detection="No detection has such a score.",
        recall_is="Recall: {right} of {objects} objects are found, {value}.",
        rule_column="rule",
        ap_column="AP at IoU {level}",
        back_column="other way round",
        together_column="as one step",
        mean_is="mAP over {classes} classes: {here} at IoU {level}, {coco} over COCO's ten thresholds.",
        precision_axis="precision",
        recall_axis="recall",
        no_object_of_class="No object of this class is in these pictures: its AP is not defined.",
    ),
)


@dataclass(frozen=True)
class Shown:
    """What the page looks at: detections and truth of the pictures, the class, and how AP is worked out."""

    detections: Pictures
    truth: Pictures
    label: int
    kind: str
    matching: str
    ties: str
    iou: float
    every: AveragePrecision

    def values(self) -> dict[str, Any]:
        """For the experiments of the lesson."""
        return {
            "detections": self.detections, "truth": self.truth, "label": self.label, "kind": self.kind,
            "matching": self.matching, "ties": self.ties, "iou": self.iou,
        }  # fmt: skip

    def curve(self) -> Curve:
        """Precision and recall of the class at the IoU threshold of the slider."""
        return precision_recall(
            self.detections, self.truth, self.label, iou_threshold=self.iou, matching=self.matching, ties=self.ties
        )


def pictures() -> Shown:
    """The controls, the pictures and the curve; where the sliders were let go stands in the address as `ap-at`."""
    with lesson.controls():
        name = lesson.choice("Class", NAMES, "ap-class")
        kind = lesson.choice("The curve is read as", RULES, "ap-kind")
        order = lesson.choice("Equal scores", ORDERS, "ap-ties")
        matching = lesson.choice(
            "A detection finds", {"coco": "The best free object", "voc": "The best object"}, "ap-matching"
        )
        grain = lesson.choice("Scores", {"coarse": "0.1 steps", "fine": "0.01 steps"}, "ap-grain")
        seed = control.number_input("Pictures", 0, 999, 5, key="ap-seed", bind="query-params", width=shell.px(130))
        spread = control.slider(
            "Inexact edges", 0.0, 0.25, 0.1, 0.05, key="ap-spread", bind="query-params", width=shell.px(160)
        )
        strays = control.slider("False alarms", 0, 6, 2, key="ap-strays", bind="query-params", width=shell.px(160))
    at = (
        control.from_link("ap-at", "thresholds", _read, "two thresholds from 0.05 to 0.95, such as 0.3,0.75", "0.5,0.5")
        or AT
    )
    drawn = int(seed), spread, int(strays), GRAINS[grain]
    scenes = _scenes(*drawn)
    detections = [_detections(scene) for scene in scenes]
    truth: Pictures = [{"boxes": scene.truth, "labels": scene.classes} for scene in scenes]
    label, ties = NAMES.index(name), "together" if order == "together" else "order"
    if order == "reversed":
        scenes, truth = scenes[::-1], truth[::-1]
        detections = turned_round(detections)
    every = average_precision(detections, truth, interpolation=kind, matching=matching, ties=ties)
    header = {
        "boxes": _matched(detections, truth, label, matching),
        "truth": [
            [[*box, int(its == label)] for box, its in zip(picture["boxes"], picture["labels"], strict=True)]
            for picture in truth
        ],
        "levels": LEVELS,
        "at": at,
        "together": ties == "together",
        "areas": _areas((drawn, order), label, matching, ties, detections, truth),
        "kind": kind,
        "rules": list(INTERPOLATIONS),
        "labels": [RULES[one] for one in INTERPOLATIONS],
        "means": _means((drawn, order), kind, matching, ties, detections, truth),
        "mean": _whole(every.mean),
        "classes_with_truth": int((~np.isnan(every.table[:, 0])).sum()),
        "size": list(scenes[0].image.shape[1:]),
        "accent": colour.ACCENT,
    }
    images = np.stack([scene.image.permute(1, 2, 0).numpy() for scene in scenes])
    _pictures(key=KEY, data=browser.pack(header, {"images": images}), on_at_change=_let_go)
    return Shown(detections, truth, label, kind, matching, ties, at[1], every)


@kept.keep
def _scenes(seed: int, spread: float, strays: int, grain: int) -> list[Detected]:
    detector = Detector(each=2, spread=spread, missed=0.15, strays=strays, noise=0.12, grain=grain)
    return [
        detected_scene(1000 * seed + place, size=64, radius=(0.12, 0.2), detector=detector) for place in range(COUNT)
    ]


def _detections(scene: Detected) -> dict[str, Any]:
    return {"boxes": scene.found.boxes, "scores": scene.found.scores, "labels": scene.found.labels}


def _matched(detections: Pictures, truth: Pictures, label: int, matching: str) -> list[dict[str, Any]]:
    """Each detection of the class, the best first: its picture, box and score, and what it finds at every threshold."""
    found: Matches = matches(detections, truth, label, iou_thresholds=LEVELS, matching=matching)
    return [
        {
            "picture": int(picture),
            "box": detections[picture]["boxes"][place],
            "score": float(score),
            "finds": found.found[:, rank].tolist(),
        }
        for rank, (picture, place, score) in enumerate(zip(found.picture, found.place, found.scores, strict=True))
    ]


@kept.keep
def _areas(
    drawn: Hashable, label: int, matching: str, ties: str, _detections: Pictures, _truth: Pictures
) -> dict[str, list[list[float | None]]]:
    """AP of the class at every threshold (rows) by every rule (columns): as shown, with equal scores the other way
    round, and as one step. drawn: what tells these detections from others."""
    back, their_truth = turned_round(_detections), _truth[::-1]
    return {
        "here": _by_level(_detections, _truth, label, matching, ties),
        "back": _by_level(back, their_truth, label, matching, "order"),
        "one": _by_level(_detections, _truth, label, matching, "together"),
    }


def _by_level(
    detections: Sequence[Mapping[str, Any]], truth: Pictures, label: int, matching: str, ties: str
) -> list[list[float | None]]:
    curves = precision_recalls(detections, truth, label, iou_thresholds=LEVELS, matching=matching, ties=ties)
    return [[_whole(area(curve, rule)) for rule in INTERPOLATIONS] for curve in curves]


@kept.keep
def _means(
    drawn: Hashable, kind: str, matching: str, ties: str, _detections: Pictures, _truth: Pictures
) -> list[float | None]:
    """mAP at every threshold."""
    table = average_precision(
        _detections, _truth, interpolation=kind, iou_thresholds=LEVELS, matching=matching, ties=ties
    ).table
    there = ~np.isnan(table[:, 0])
    return [_whole(float(value)) for value in table[there].mean(0)] if there.any() else [None] * len(LEVELS)


def _whole(value: float) -> float | None:
    """JSON has no NaN."""
    return None if np.isnan(value) else value


def _read(text: str) -> tuple[float, float]:
    return _thresholds([float(part) for part in text.split(",", 2)])


def _sent(value: Any) -> tuple[float, float]:
    if not isinstance(value, list):
        raise ValueError(f"{value!r} are no thresholds")
    return _thresholds([browser.number(part) for part in value])


def _thresholds(values: list[float]) -> tuple[float, float]:
    score, iou = values
    if not 0 <= score <= 1 or not any(abs(iou - level) < 1e-6 for level in LEVELS):
        raise ValueError(f"{values} are no thresholds")
    return score, next(level for level in LEVELS if abs(iou - level) < 1e-6)


def _let_go() -> None:
    at = browser.sent(KEY, "at", _sent)
    if at is not None:
        browser.keep("ap-at", [f"{value:g}" for value in at])
