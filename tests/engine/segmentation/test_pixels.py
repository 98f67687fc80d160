"""cnnviz.segmentation.pixels against scikit-learn, pixel by pixel."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn import metrics

from cnnviz.segmentation import confusion, dice, mean_iou, pixel_accuracy
from cnnviz.segmentation.pixels import class_dice, class_iou

CLASSES = 4
MAP = arrays(np.int64, (5, 6), elements=st.sampled_from([0, 1, 2, 3]))
WITH_GAPS = arrays(np.int64, (5, 6), elements=st.sampled_from([0, 1, 2, 3, 255]))


@given(predicted=MAP, truth=WITH_GAPS)
@settings(max_examples=100, deadline=None)
def test_all_of_them_are_scikit_learns(predicted: np.ndarray, truth: np.ndarray) -> None:
    counts = confusion(predicted, truth, CLASSES)
    there = truth != 255
    right, given_ = truth[there], predicted[there]
    if not len(right):
        assert np.isnan([pixel_accuracy(counts), mean_iou(predicted, truth, CLASSES)]).all()
        return
    np.testing.assert_array_equal(counts, metrics.confusion_matrix(right, given_, labels=range(CLASSES)))
    assert pixel_accuracy(counts) == pytest.approx(metrics.accuracy_score(right, given_))
    used = sorted({*right.tolist(), *given_.tolist()})
    ious = metrics.jaccard_score(right, given_, labels=used, average=None)
    np.testing.assert_allclose(class_iou(counts)[used], ious, atol=1e-12)
    assert mean_iou(predicted, truth, CLASSES) == pytest.approx(ious.mean())
    f1 = metrics.f1_score(right, given_, labels=used, average=None)
    np.testing.assert_allclose(class_dice(counts)[used], f1, atol=1e-12)
    assert dice(torch.from_numpy(predicted), torch.from_numpy(truth), CLASSES) == pytest.approx(f1.mean())
    assert class_iou(counts)[[label for label in range(CLASSES) if label not in used]].isnan().all()


def test_a_picture_of_background_flatters_pixel_accuracy() -> None:
    truth = np.zeros((10, 10), dtype=int)
    truth[0, :3] = 1
    counts = confusion(np.zeros_like(truth), truth, 2)
    assert pixel_accuracy(counts) == 0.97
    assert mean_iou(np.zeros_like(truth), truth, 2) == pytest.approx(0.97 / 2)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: confusion([[0, 1]], [[0], [1]], 2), r"shape \(1, 2\) and the truth \(2, 1\)"),
        (lambda: confusion([[0, 2]], [[0, 1]], 2), "prediction holds class 2"),
        (lambda: confusion([[0, 1]], [[0, -1]], 2), "truth holds class -1"),
        (lambda: confusion([[0.5]], [[0]], 2), "take the argmax"),
        (lambda: confusion([[0, 1], [0]], [[0]], 2), "all rows alike"),
    ],
)
def test_what_is_no_map_is_refused_with_what_to_change(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        call()
