"""cnnviz.segmentation.panoptic against sets of pixels, counted as the paper words it."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cnnviz.segmentation import panoptic_quality

SEGMENTS = arrays(np.int64, (4, 5), elements=st.sampled_from([0, 1, 2, 3]))
KINDS = st.fixed_dictionaries({1: st.integers(0, 1), 2: st.integers(0, 1), 3: st.integers(0, 1)})


def pixels(segments: np.ndarray) -> dict[int, set[tuple[int, int]]]:
    return {one: {(int(r), int(c)) for r, c in np.argwhere(segments == one)} for one in np.unique(segments).tolist()}


def by_sets(
    predicted: np.ndarray, truth: np.ndarray, kinds: dict[int, int], true_kinds: dict[int, int]
) -> dict[int, float]:
    found, there = pixels(predicted), pixels(truth)
    void = there.pop(0, set())
    found.pop(0, None)
    quality = {}
    for kind in {kinds[one] for one in found} | {true_kinds[one] for one in there}:
        mine = {one: area for one, area in found.items() if kinds[one] == kind}
        its = {one: area for one, area in there.items() if true_kinds[one] == kind}
        ious = {
            (a, b): len(mine[a] & its[b]) / len((mine[a] - void) | its[b])
            for a in mine
            for b in its
            if (mine[a] - void) | its[b]
        }
        pairs = {pair: iou for pair, iou in ious.items() if iou > 0.5}
        wrong = [a for a in mine if all(a != pair[0] for pair in pairs) and len(mine[a] & void) <= len(mine[a]) / 2]
        missed = [b for b in its if all(b != pair[1] for pair in pairs)]
        whole = len(pairs) + len(wrong) / 2 + len(missed) / 2
        quality[kind] = sum(pairs.values()) / whole if whole else math.nan
    return quality


@given(predicted=SEGMENTS, truth=SEGMENTS, kinds=KINDS, true_kinds=KINDS)
@settings(max_examples=200, deadline=None)
def test_it_is_what_the_paper_says(
    predicted: np.ndarray, truth: np.ndarray, kinds: dict[int, int], true_kinds: dict[int, int]
) -> None:
    found = panoptic_quality(predicted, truth, predicted_classes=kinds, true_classes=true_kinds)
    expected = by_sets(predicted, truth, kinds, true_kinds)
    assert found.by_class.keys() == expected.keys()
    for kind, quality in found.by_class.items():
        assert quality.panoptic == pytest.approx(expected[kind], nan_ok=True)
        if quality.matched:
            assert quality.panoptic == pytest.approx(quality.segmentation * quality.recognition)
    values = [value for value in expected.values() if not math.isnan(value)]
    assert found.mean == pytest.approx(np.mean(values) if values else math.nan, nan_ok=True)


def test_the_truth_has_a_quality_of_one() -> None:
    truth = np.array([[1, 1, 2], [1, 2, 2]])
    found = panoptic_quality(truth, truth, predicted_classes={1: 5, 2: 6}, true_classes={1: 5, 2: 6})
    assert found.mean == 1
    assert found.pairs == ((1, 1, 1.0), (2, 2, 1.0))


def test_segments_without_class_and_maps_of_two_shapes_are_refused() -> None:
    with pytest.raises(ValueError, match="Segment 1 of the prediction has no class"):
        panoptic_quality([[1]], [[1]], predicted_classes={}, true_classes={1: 0})
    with pytest.raises(ValueError, match="make them the same"):
        panoptic_quality([[1]], [[1, 1]], predicted_classes={1: 0}, true_classes={1: 0})
