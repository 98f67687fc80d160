"""cnnviz.detection.suppression against torchvision's nms and a suppression in plain Python."""

import math
from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torchvision import ops

from cnnviz.detection.suppression import nms, steps
from tests.engine.detection.degenerate import BOXES, random_boxes

SCORES = st.integers(0, 8).map(lambda value: value / 8)  # equal scores come up


def scored(boxes: Tensor, data: st.DataObject) -> Tensor:
    return torch.tensor(data.draw(st.lists(SCORES, min_size=len(boxes), max_size=len(boxes))), dtype=torch.float64)


@given(boxes=BOXES, data=st.data(), threshold=st.integers(0, 10).map(lambda value: value / 10))
@settings(max_examples=100, deadline=None)
def test_what_stays_is_what_torchvision_keeps(boxes: Tensor, data: st.DataObject, threshold: float) -> None:
    scores = scored(boxes, data)
    kept = nms(boxes, scores, threshold=threshold)
    assert kept.tolist() == ops.nms(boxes, scores, threshold).tolist()


def test_two_thousand_boxes_are_torchvisions_per_class_and_across() -> None:
    boxes = random_boxes(2000, 1, room=300, size=80)
    generator = torch.Generator().manual_seed(2)
    scores = torch.rand(2000, generator=generator, dtype=torch.float64)
    labels = torch.randint(5, (2000,), generator=generator)
    assert torch.equal(nms(boxes, scores), ops.nms(boxes, scores, 0.5))
    assert torch.equal(nms(boxes, scores, labels, threshold=0.3), ops.batched_nms(boxes, scores, labels, 0.3))


def plainly(
    boxes: Tensor, scores: Tensor, labels: list[int], threshold: float, method: str, measure: str, inclusive: bool
) -> list[tuple[int, float]]:
    """Places and scores of what stays, written as the papers have it, one box after another."""

    def overlap(a: Tensor, b: Tensor) -> float:
        pair = ops.box_iou if measure == "iou" else ops.distance_box_iou
        found = pair(a[None], b[None]).item()
        return 0.0 if math.isnan(found) else found

    left = {place: float(score) for place, score in enumerate(scores)}
    stays = []
    while left:
        best = min(left, key=lambda place: (-left[place], place))
        score = left.pop(best)
        if method != "hard" and score < 0.001:
            break
        stays.append((best, score))
        for place in list(left):
            if labels[place] != labels[best]:
                continue
            shared = overlap(boxes[best], boxes[place])
            above = shared >= threshold if inclusive else shared > threshold
            if method == "hard" and above:
                del left[place]
            elif method == "linear" and above:
                left[place] *= 1 - max(shared, 0)
            elif method == "gaussian":
                left[place] *= math.exp(-(max(shared, 0) ** 2) / 0.5)
    return stays


@pytest.mark.parametrize("method", ["hard", "linear", "gaussian"])
@pytest.mark.parametrize("measure", ["iou", "diou"])
@pytest.mark.parametrize("inclusive", [False, True])
def test_every_kind_does_what_the_papers_say(method: str, measure: str, inclusive: bool) -> None:
    for seed in range(6):
        generator = torch.Generator().manual_seed(seed)
        boxes = random_boxes(25, seed, room=20, size=12)
        boxes[20:] = boxes[:5]
        scores = torch.rand(25, generator=generator, dtype=torch.float64)
        labels = torch.randint(2, (25,), generator=generator).tolist()
        threshold = 0.3
        taken = steps(boxes, scores, labels, threshold=threshold, method=method, measure=measure, inclusive=inclusive)
        found = [(step.kept, step.score) for step in taken]
        expected = plainly(boxes, scores, labels, threshold, method, measure, inclusive)
        assert [place for place, _ in found] == [place for place, _ in expected]
        np.testing.assert_allclose([s for _, s in found], [s for _, s in expected], atol=1e-6)


def test_an_overlap_that_equals_the_threshold() -> None:
    boxes = torch.tensor([[0.0, 0, 2, 1], [1, 0, 2, 1]])  # IoU 1/2
    assert nms(boxes, [0.9, 0.8], threshold=0.5).tolist() == [0, 1]
    assert nms(boxes, [0.9, 0.8], threshold=0.5, inclusive=True).tolist() == [0]


def test_the_steps_say_who_was_compared_and_what_became_of_them() -> None:
    boxes = [[0, 0, 4, 4], [1, 0, 5, 4], [8, 0, 12, 4], [0, 0, 4, 4]]
    first, second, *_ = steps(boxes, [0.5, 0.9, 0.8, 0.7], [1, 1, 1, 2])
    assert (first.kept, first.score, first.others.tolist()) == (1, 0.9, [2, 3, 0])
    np.testing.assert_allclose(first.overlap, [0, math.nan, 12 / 20])
    assert first.factor.tolist() == [1, 1, 0]
    assert (second.kept, second.others.tolist()) == (2, [3])


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: nms([[0, 0, 1, 1]], []), "There are 1 boxes, and the scores have the shape"),
        (lambda: nms([[0, 0, 1, 1]], [float("nan")]), "Number 0 of the scores"),
        (lambda: nms([[0, 0, 1, 1]], [0.5], [1, 2]), "the labels have the shape"),
        (lambda: nms([[1, 0, 0, 1]], [0.5]), "Box 0 of the boxes"),
        (lambda: nms([], [], method="soft"), "no method of suppression 'soft'"),
        (lambda: nms([], [], measure="giou"), "no measure 'giou'"),
        (lambda: nms([], [], threshold=2), "threshold is 2"),
        (lambda: nms([], [], sigma=0), "Sigma is 0"),
    ],
)
def test_what_cannot_be_suppressed_is_refused_with_what_to_change(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        call()


def test_no_boxes_leave_nothing() -> None:
    for method in ("hard", "linear", "gaussian"):
        assert nms([], [], method=method).shape == (0,)
