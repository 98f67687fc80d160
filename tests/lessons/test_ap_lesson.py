"""Experiments, formulas and listings of the lesson on average precision, beside pycocotools and the definitions."""

import contextlib
import io
import itertools
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from cnnviz.data.detected import NAMES
from cnnviz.detection.precision import (
    INTERPOLATIONS,
    MATCHINGS,
    area,
    area_by_torch,
    average_precision,
    matches,
    precision_recall,
)
from cnnviz.lessons import experiment
from cnnviz.lessons.average_precision import formulas, listing
from cnnviz.ui.labs.average_precision.pictures import LEVELS, _detections, _scenes
from tests.engine.detection.coco_evaluator import evaluate

Values = dict[str, Any]


def values(seed: int = 5, label: int = 0, grain: int = 10, **other: Any) -> Values:
    scenes = _scenes(seed, 0.1, 2, grain)
    given = {
        "detections": [_detections(scene) for scene in scenes],
        "truth": [{"boxes": scene.truth, "labels": scene.classes} for scene in scenes],
    }
    return {**given, "label": label, "iou": 0.5, "matching": "coco", "ties": "order", "kind": "coco", **other}


def arrays(pictures: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {name: np.asarray(part, dtype=float).reshape((-1, 4) if name == "boxes" else -1) for name, part in one.items()}
        for one in pictures
    ]


def answer(name: str, given: Values) -> Any:
    one = next(one for one in experiment.of("average_precision") if one.id == name)
    return experiment.measure(one, given)[0]


@pytest.mark.parametrize("seed", range(1, 6))
def test_the_mean_is_the_coco_evaluators(seed: int) -> None:
    given = values(seed)
    theirs = evaluate(arrays(given["detections"]), arrays(given["truth"]))
    assert answer("mean", given) == pytest.approx(100 * theirs[theirs > -1].mean(), abs=1e-10)
    for label in range(len(NAMES)):
        found = answer("strict", values(seed, label))
        strict = theirs[5, :, label].mean()
        assert found is None or found == pytest.approx(100 * strict, abs=1e-10)


def test_the_ways_to_read_a_curve_differ() -> None:
    assert answer("claim", values()) == "fails"
    alike = {"boxes": [[0, 0, 2, 2]], "scores": [0.9], "labels": [0]}
    one = values() | {"detections": [alike], "truth": [{"boxes": [[0, 0, 2, 2]], "labels": [0]}]}
    assert answer("claim", one) == "holds"
    assert answer("claim", values(label=7)) is None


def test_the_order_of_equal_scores_matters_unless_they_are_one_step() -> None:
    assert answer("ties", values()) == "fails"
    assert answer("ties", values(ties="together")) == "holds"
    curve = precision_recall(*(values()[name] for name in ("detections", "truth", "label")), ties="together")
    right, scores = [], []
    for one, there in zip(values()["detections"], values()["truth"], strict=True):
        found = matches([one], [there], 0, iou_thresholds=[0.5])
        right += (found.found[0] >= 0).tolist()
        scores += found.scores.tolist()
    expected = average_precision_score(right, scores) * sum(right) / curve.truth
    assert area(curve, "integral") == pytest.approx(expected, abs=1e-12)


def test_precision_rises_and_falls() -> None:
    assert answer("falls", values(label=1)) == "fails"
    assert answer("falls", values(label=7)) is None


def ran(script: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(script, "shown", "exec"), names)
    return names


SETTINGS = list(itertools.product(INTERPOLATIONS, MATCHINGS, ("order", "together"), (0.3, 0.5, 0.75)))


@pytest.mark.parametrize(("kind", "matching", "ties", "iou"), SETTINGS)
def test_what_is_shown_runs_and_gives_the_area_of_the_engine(kind: str, matching: str, ties: str, iou: float) -> None:
    for seed, label in ((1, 0), (2, 1), (3, 2)):
        given = values(seed, label)
        curve = precision_recall(
            given["detections"], given["truth"], label, iou_threshold=iou, matching=matching, ties=ties
        )
        if not curve.truth:
            continue
        script = listing.ap_script(
            given["detections"], given["truth"], label, iou=iou, kind=kind, matching=matching, ties=ties
        )
        assert ran(script)["result"] == pytest.approx(area(curve, kind), abs=1e-9)
        assert "KIND" not in script
        assert formulas.beside_torch(curve, kind)[0]
        line = formulas.explain(curve, kind)[-1]
        assert float(line.split("= ")[-1]) == pytest.approx(area(curve, kind), rel=1e-3)


@pytest.mark.parametrize("kind", INTERPOLATIONS)
@pytest.mark.parametrize("seed", range(30))
def test_the_definition_in_torch_is_the_area(kind: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.integers(0, 20, 40) / 20
    there = [[4 * n, 0, 4 * n + 2, 2] for n in range(int(rng.integers(1, 40)))]
    truth = [{"boxes": there, "labels": [0] * len(there)}]
    boxes = [[4 * n, 9 * int(rng.random() < 0.4), 4 * n + 2, 9 * int(rng.random() < 0.4) + 12] for n in range(40)]
    found = [{"boxes": boxes, "scores": scores, "labels": [0] * 40}]
    curve = precision_recall(found, truth, 0, iou_threshold=0.15)
    assert area_by_torch(curve, kind) == pytest.approx(area(curve, kind), abs=1e-12)


def test_a_class_without_truth_has_no_number_and_one_without_detections_has_zero() -> None:
    nothing = precision_recall([{"boxes": [], "scores": [], "labels": []}], [{"boxes": [], "labels": []}], 0)
    assert formulas.beside_torch(nothing, "coco")[0] is None
    assert math.isnan(area_by_torch(nothing, "coco"))
    missed = precision_recall(
        [{"boxes": [], "scores": [], "labels": []}], [{"boxes": [[0, 0, 1, 1]], "labels": [0]}], 0
    )
    assert area_by_torch(missed, "voc") == area(missed, "voc") == 0
    assert formulas.beside_torch(missed, "voc")[0]


def test_what_a_detection_finds_does_not_depend_on_those_behind_it() -> None:
    given = values()
    every = matches(given["detections"], given["truth"], 0, iou_thresholds=LEVELS)
    for least in (0.3, 0.5, 0.8):
        some = [
            {name: [part for part, score in zip(one[name], one["scores"], strict=True) if score >= least]
             for name in ("boxes", "scores", "labels")}
            for one in given["detections"]
        ]  # fmt: skip
        found = matches(some, given["truth"], 0, iou_thresholds=LEVELS)
        assert found.found.tolist() == every.found[:, : len(found.scores)].tolist()


def test_the_table_has_every_class_every_threshold_and_the_means() -> None:
    given = values()
    every = average_precision(given["detections"], given["truth"])
    rows = formulas.as_table(every)
    assert [row["class"] for row in rows] == [*NAMES, "mAP"]
    assert float(rows[-1]["mean"]) == pytest.approx(100 * every.mean, abs=0.06)
    assert float(rows[0]["IoU 0.50"]) == pytest.approx(100 * every.table[0, 0], abs=0.06)
