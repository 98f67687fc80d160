"""cnnviz.detection.precision against COCO's evaluator, scikit-learn, and the rules of VOC in fractions."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from cnnviz.detection.precision import (
    COCO_THRESHOLDS,
    INTERPOLATIONS,
    MATCHINGS,
    area,
    average_precision,
    precision_recall,
    precision_recalls,
    raise_precision,
)
from tests.engine.detection.coco_evaluator import evaluate, scene, tensors


def pictures(seed: int, count: int, **how: Any) -> tuple[list[dict], list[dict]]:
    rng = np.random.default_rng(seed)
    made = [
        scene(seed * 1000 + n, objects=int(rng.integers(0, 6)), guesses=int(rng.integers(0, 15)), **how)
        for n in range(count)
    ]
    return [one for one, _ in made], [other for _, other in made]


@pytest.mark.parametrize("crowds", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_coco_average_precision_is_the_evaluators_to_the_last_digits(seed: int, crowds: bool) -> None:
    detections, truth = pictures(seed, 12, crowds=crowds)
    ours = average_precision(tensors(detections), tensors(truth))
    theirs = evaluate(detections, truth)  # [T,101,K]
    without = np.all(theirs < 0, axis=(0, 1))
    expected = np.where(np.expand_dims(without, 1), np.nan, theirs.mean(1).T)  # [K,T]
    np.testing.assert_allclose(ours.table, expected, rtol=0, atol=1e-12)
    assert ours.mean == pytest.approx(theirs[theirs > -1].mean(), abs=1e-12)


def test_more_than_a_hundred_detections_of_a_picture_do_not_count() -> None:
    detections, truth = (list(part) for part in zip(scene(5, objects=30, guesses=260, classes=1), strict=True))
    theirs = evaluate(detections, truth).mean(1).T
    np.testing.assert_allclose(average_precision(detections, truth).table, theirs, rtol=0, atol=1e-12)
    assert not np.allclose(average_precision(detections, truth, most=1000).table, theirs)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_without_raising_it_is_scikit_learns(seed: int) -> None:
    detections, truth = pictures(seed, 4, classes=1)
    curve = precision_recall(detections, truth, 0, ties="order")
    if not curve.truth or not curve.right.any():
        return
    share = curve.right.sum() / curve.truth  # scikit-learn knows nothing of objects that nobody found
    expected = average_precision_score(curve.right, curve.scores) * share
    together = precision_recall(detections, truth, 0, ties="together")
    assert area(together, "integral") == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("matching", MATCHINGS)
@pytest.mark.parametrize("crowds", [False, True])
def test_curves_at_all_thresholds_are_those_at_each_and_the_evaluators(matching: str, crowds: bool) -> None:
    detections, truth = pictures(3, 12, crowds=crowds)
    theirs = evaluate(detections, truth)  # [T,101,K]
    for label in range(theirs.shape[2]):
        curves = precision_recalls(detections, truth, label, matching=matching)
        for at, (level, curve) in enumerate(zip(COCO_THRESHOLDS, curves, strict=True)):
            alone = precision_recall(detections, truth, label, iou_threshold=level, matching=matching)
            for one, other in zip(curve, alone, strict=True):
                np.testing.assert_array_equal(one, other)
            if matching == "coco" and curve.truth:
                assert area(curve, "coco") == pytest.approx(theirs[at, :, label].mean(), abs=1e-12)


def by_hand(right: list[bool], truth: int, interpolation: str) -> Fraction:
    """AP in fractions, as the VOC papers word it."""
    found = [sum(right[: n + 1]) for n in range(len(right))]
    precision = [Fraction(hits, n + 1) for n, hits in enumerate(found)]
    recall = [Fraction(hits, truth) for hits in found]

    def highest(level: Fraction) -> Fraction:
        return max((p for p, r in zip(precision, recall, strict=True) if r >= level), default=Fraction(0))

    if interpolation == "voc11":
        return sum((highest(Fraction(k, 10)) for k in range(11)), Fraction(0)) / 11
    levels = [Fraction(hits, truth) for hits in range(truth + 1)]
    return sum((highest(level) * Fraction(1, truth) for level in levels[1:]), Fraction(0))


@given(right=st.lists(st.booleans(), min_size=1, max_size=14), missed=st.integers(0, 10))
@settings(max_examples=150, deadline=None)
def test_both_of_voc_are_what_the_papers_say(right: list[bool], missed: int) -> None:
    """Objects side by side on a line, each found exactly or not at all."""
    truth = sum(right) + missed
    boxes = [[3 * n, 0 if hit else 50, 3 * n + 2, 2 if hit else 52] for n, hit in enumerate(right)]
    there = [box for box, hit in zip(boxes, right, strict=True) if hit]
    there += [[3 * n, 90, 3 * n + 2, 92] for n in range(missed)]
    detections = [{"boxes": boxes, "scores": np.linspace(0.9, 0.1, len(boxes)), "labels": [0] * len(boxes)}]
    objects = [{"boxes": there, "labels": [0] * len(there)}]
    for interpolation in ("voc11", "voc"):
        found = average_precision(detections, objects, interpolation=interpolation, iou_thresholds=[0.5]).table
        if truth:
            assert found[0, 0] == pytest.approx(float(by_hand(right, truth, interpolation)), abs=1e-12)
        else:
            assert np.isnan(found).all()


def test_a_detection_of_what_was_found_is_wrong_in_voc_and_looks_further_in_coco() -> None:
    truth = [{"boxes": [[0, 0, 10, 10], [2, 0, 12, 10]], "labels": [0, 0]}]
    twice = [{"boxes": [[0, 0, 10, 10], [1, 0, 10, 10]], "scores": [0.9, 0.8], "labels": [0, 0]}]
    assert precision_recall(twice, truth, 0).right.tolist() == [True, True]
    assert precision_recall(twice, truth, 0, matching="voc").right.tolist() == [True, False]


def test_equal_scores_in_another_order_give_another_number_unless_they_count_together() -> None:
    truth = [{"boxes": [[0, 0, 2, 2]], "labels": [0]}]
    boxes = [[0, 0, 2, 2], [5, 5, 6, 6]]
    one = [{"boxes": boxes, "scores": [0.5, 0.5], "labels": [0, 0]}]
    other = [{"boxes": boxes[::-1], "scores": [0.5, 0.5], "labels": [0, 0]}]
    for ties, expected in (("order", (1.0, 0.5)), ("together", (0.5, 0.5))):
        found = [
            average_precision(it, truth, interpolation="voc", iou_thresholds=[0.5], ties=ties).mean
            for it in (one, other)
        ]
        assert found == pytest.approx(expected)


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
def test_the_ends_of_the_scale(interpolation: str) -> None:
    truth: list[dict[str, Any]] = [
        {"boxes": [[0, 0, 2, 2], [4, 4, 6, 6]], "labels": [1, 1]},
        {"boxes": [], "labels": []},
    ]
    nothing: dict[str, Any] = {"boxes": [], "scores": [], "labels": []}
    all_of_it = {"boxes": truth[0]["boxes"], "scores": [0.2, 0.3], "labels": [1, 1]}
    wrong = {"boxes": [[7, 7, 9, 9]], "scores": [0.9], "labels": [2]}

    def found(*given: dict) -> Any:
        return average_precision(given, truth, interpolation=interpolation)

    assert found(all_of_it, nothing).mean == pytest.approx(1)
    assert found(nothing, nothing).mean == 0
    assert found(all_of_it, wrong).labels == (1, 2)
    assert np.isnan(found(all_of_it, wrong).table[1]).all()
    assert found(all_of_it, wrong).mean == pytest.approx(1)
    assert np.isnan(average_precision([nothing], [truth[1]], interpolation=interpolation).mean)


@given(st.lists(st.floats(0, 1), max_size=20))
def test_raised_precision_never_rises_again(values: list[float]) -> None:
    raised = raise_precision(np.array(values))
    assert raised.tolist() == [max(values[n:]) for n in range(len(values))]


GOOD: dict[str, Any] = {"boxes": [[0, 0, 1, 1]], "scores": [0.5], "labels": [0]}


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: average_precision([GOOD], []), "detections of 1 pictures and the truth of 0"),
        (lambda: average_precision([GOOD], [GOOD], interpolation="voc10"), "no interpolation 'voc10'"),
        (lambda: average_precision([GOOD], [GOOD], matching="best"), "no matching 'best'"),
        (lambda: average_precision([GOOD], [GOOD], ties="any"), "no ties 'any'"),
        (lambda: average_precision([GOOD], [GOOD], iou_thresholds=[]), "at least one"),
        (lambda: average_precision([GOOD], [GOOD], iou_thresholds=[0]), "above 0"),
        (lambda: average_precision([{"boxes": []}], [GOOD]), "Picture 0 has no 'scores'"),
        (lambda: average_precision([GOOD | {"scores": [0.5, 0.4]}], [GOOD]), "Picture 0 has 1 boxes: its scores"),
        (lambda: average_precision([GOOD | {"scores": [float("nan")]}], [GOOD]), "finite numbers"),
        (lambda: average_precision([GOOD | {"boxes": [[1, 0, 0, 1]]}], [GOOD]), "Box 0"),
    ],
)
def test_what_cannot_be_evaluated_is_refused_with_what_to_change(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        call()
