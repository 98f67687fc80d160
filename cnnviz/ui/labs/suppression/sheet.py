"""The boxes of the lesson on suppression, of a drawn scene or under the hand, and its steps in the browser."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnviz.data.detected import NAMES, Found, detected_scene
from cnnviz.detection.suppression import Rule, Step, suppress
from cnnviz.detection.two_boxes import Box
from cnnviz.drawing import colour
from cnnviz.lessons.suppression.formulas import numbered
from cnnviz.ui.frame import browser, control, lesson, shell
from cnnviz.words import phrases, say

KEY = "nms"
LEAST = 0.001  # a score below it is as good as gone
ROOM = (16.0, 9.0)  # width and height of the sheet on which boxes are drawn by hand
MOST, SMALLEST = 12, 0.5  # boxes by hand, and their sides
NUMBERS = 6  # of a box: four edges, score and class
START = Found(
    ((5.0, 1.5, 10.0, 6.5), (5.0, 3.0, 10.0, 8.0), (6.0, 3.0, 11.0, 8.0), (4.0, 3.0, 9.0, 8.0)),
    (0.95, 0.9, 0.8, 0.7),
    (0, 0, 0, 0),
)

_sheet = browser.component(
    "suppression",
    "labs/suppression/suppression.js",
    "labs/suppression/suppression.css",
    phrases(
        boxes_of_scene="Boxes of a detector on the picture; those that stay are thick, those that have gone dashed",
        box_under_hand="box {number}: arrow keys move it, with Shift they move its right and bottom edge, Delete takes "
        "it away",
        previous_step="Previous step",
        next_step="Next step",
        step="Step",
        seconds_for_all="{seconds} s for all steps",
        heap="{n} boxes, each with a score. Nothing has been compared yet.",
        stays_alone="Step {step} of {all}: box {box} stays ({name}, {score}). Nothing that waits overlaps too much.",
        takes=(
            "Step {step} of {all}: box {box} stays ({name}, {score}) and takes {n} box away.",
            "Step {step} of {all}: box {box} stays ({name}, {score}) and takes {n} boxes away.",
        ),
        lowers=(
            "Step {step} of {all}: box {box} stays ({name}, {score}) and lowers the score of {n} box.",
            "Step {step} of {all}: box {box} stays ({name}, {score}) and lowers the scores of {n} boxes.",
        ),
        no_box_waits="No box waits any more: {kept} of {all} stay.",
        let_go="Let go of the box, and the steps are worked out again.",
        box_column="box",
        score_column="score",
        overlap_iou="IoU",
        overlap_diou="DIoU",
        fate_column="what becomes of it",
        box_stays="stays",
        box_goes="goes",
        box_waits="waits",
        score_becomes="score {score}",
        more_wait=(
            "{n} more waits: it has no overlap or another class.",
            "{n} more wait: they have no overlap or another class.",
        ),
        more_boxes=("{n} more box", "{n} more boxes"),
        add_box="Add a box",
        remove_box="Remove box {number}",
        score_of_box="Score of box {number}",
        class_of_box="Class of box {number}",
    ),
)


@dataclass(frozen=True)
class Look:
    """What the page looks at: boxes with scores and classes, the objects where they are known, rule and steps."""

    found: Found
    truth: tuple[Box, ...]
    classes: tuple[int, ...]
    rule: Rule
    steps: list[Step]

    def values(self) -> dict[str, Any]:
        """For the experiments of the lesson."""
        return {"found": self.found, "truth": self.truth, "classes": self.classes, "rule": self.rule}


def sheet() -> Look:
    """The controls and the sheet; boxes by hand stand in the address as `nms-boxes=x0,y0,x1,y1,score,class,…`."""
    with lesson.controls():
        hand = lesson.choice("Boxes", {"scene": "Drawn scene", "hand": "By hand"}, "nms-input") == "hand"
        if not hand:
            seed = int(
                control.number_input("Scene", 0, 999, 14, key="nms-scene", bind="query-params", width=shell.px(130))
            )
        rule = _rule()
    truth: tuple[Box, ...] = ()
    classes: tuple[int, ...] = ()
    arrays: dict[str, np.ndarray] = {}
    size: Sequence[float] = ROOM
    if hand:
        says = say("four edges, a score and a class for each of up to {most} boxes, such as 2,3,7,8,0.9,0", most=MOST)
        found = control.from_link("nms-boxes", "boxes", read_boxes, says, "the first example") or START
    else:
        scene = detected_scene(seed)
        found, truth, classes = scene.found, scene.truth, scene.classes
        arrays["image"] = scene.image.permute(1, 2, 0).contiguous().numpy()
        size = (float(scene.image.shape[2]), float(scene.image.shape[1]))
    steps = suppress(found.boxes, found.scores, found.labels, rule)
    header = {
        "rows": _rows(found),
        "numbers": numbered(found),
        "steps": [_written(step) for step in steps],
        "names": NAMES,
        "size": size,
        "hand": hand,
        "of": "hand" if hand else seed,
        "most": MOST,
        "least": LEAST,
        "soft": rule.method != "hard",
        "measure": rule.measure,
        "accent": colour.ACCENT,
    }
    _sheet(key=KEY, data=browser.pack(header, arrays), on_boxes_change=_changed)
    return Look(found, truth, classes, rule, steps)


def _rule() -> Rule:
    across = lesson.choice("Suppress", {"class": "Class by class", "across": "Across classes"}, "nms-classes")
    method = lesson.choice("Method", {"hard": "Hard", "linear": "Linear", "gaussian": "Gaussian"}, "nms-method")
    measure = lesson.choice("Overlap", {"iou": "IoU", "diou": "DIoU"}, "nms-measure")
    threshold, inclusive, sigma = 0.5, False, 0.5
    if method == "gaussian":
        sigma = control.slider("σ", 0.1, 1.0, sigma, 0.05, key="nms-sigma", bind="query-params", width=shell.px(180))
    else:
        threshold = control.slider(
            "Threshold", 0.0, 1.0, threshold, 0.05, key="nms-threshold", bind="query-params", width=shell.px(180)
        )
        equal = lesson.choice("Too much is", {"above": "> threshold", "reached": "≥ threshold"}, "nms-equal")
        inclusive = equal == "reached"
    return Rule(threshold, method, measure, inclusive, sigma, across == "across")


def _rows(found: Found) -> list[list[float]]:
    return [[*box, score, label] for box, score, label in zip(found.boxes, found.scores, found.labels, strict=True)]


def _written(step: Step) -> dict[str, Any]:
    """A step as JSON holds it: no overlap where the classes differ."""
    overlap = [None if math.isnan(value) else value for value in step.overlap.tolist()]
    return {
        "kept": step.kept,
        "score": step.score,
        "others": step.others.tolist(),
        "overlap": overlap,
        "factor": step.factor.tolist(),
    }


def read_boxes(text: str) -> Found:
    """Boxes as `sheet` writes them into the address; raises ValueError at what cannot be drawn there."""
    return _found([float(part) for part in text.split(",", NUMBERS * MOST)])


def _sent(value: Any) -> Found:
    if not isinstance(value, list):
        raise ValueError(f"{value!r} are no boxes")
    return _found([browser.number(part) for part in value])


def _found(numbers: Sequence[float]) -> Found:
    rows = [tuple(numbers[at : at + NUMBERS]) for at in range(0, len(numbers), NUMBERS)]
    if not 1 <= len(rows) <= MOST or len(rows[-1]) < NUMBERS:
        raise ValueError(f"{len(numbers)} numbers are no boxes")
    boxes, scores, labels = [], [], []
    for x0, y0, x1, y1, score, label in rows:
        inside = 0 <= x0 <= x1 - SMALLEST and x1 <= ROOM[0] and 0 <= y0 <= y1 - SMALLEST and y1 <= ROOM[1]
        if not inside or not 0 < score <= 1 or label not in range(len(NAMES)):
            raise ValueError(f"{(x0, y0, x1, y1, score, label)} is no box on the sheet")
        boxes.append((x0, y0, x1, y1))
        scores.append(score)
        labels.append(int(label))
    return Found(tuple(boxes), tuple(scores), tuple(labels))


def _changed() -> None:
    found = browser.sent(KEY, "boxes", _sent)
    if found is not None:
        browser.keep("nms-boxes", [f"{value:g}" for row in _rows(found) for value in row])
