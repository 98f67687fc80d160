"""cnnviz.detection.anchor_boxes against torchvision's generator and matcher, and target tensors written by hand."""

from collections.abc import Callable

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torchvision.models.detection._utils import Matcher
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.image_list import ImageList

from cnnviz.detection.anchor_boxes import (
    BACKGROUND,
    IGNORED,
    anchors,
    grid_boxes,
    grid_target,
    match_anchors,
)
from cnnviz.detection.boxes import box_iou
from tests.engine.detection.degenerate import BOXES, SOLIDS


def test_anchors_are_torchvisions_but_for_half_a_cell() -> None:
    """torchvision centres them on the corner of a cell, and rounds: sizes and ratios that need no rounding."""
    sizes, ratios = (16, 32, 64), (0.25, 1.0, 4.0)
    generator = AnchorGenerator((sizes,), (ratios,))
    picture = ImageList(torch.zeros(1, 3, 40, 56), [(40, 56)])
    (theirs,) = generator(picture, [torch.zeros(1, 4, 5, 7)])
    torch.testing.assert_close(anchors((5, 7), stride=8, sizes=sizes, ratios=ratios), theirs + 4)


def test_anchors_have_the_area_and_the_ratio_asked_for() -> None:
    x0, y0, x1, y1 = anchors((2, 3), stride=10, sizes=(7, 30), ratios=(0.3, 1.7)).unbind(1)
    torch.testing.assert_close(((x1 - x0) * (y1 - y0)).sqrt(), torch.tensor([7.0, 30.0] * 12))
    torch.testing.assert_close((y1 - y0) / (x1 - x0), torch.tensor([0.3, 0.3, 1.7, 1.7] * 6))


@given(boxes=BOXES, there=SOLIDS, thresholds=st.lists(st.integers(0, 10), min_size=2, max_size=2).map(sorted))
@settings(max_examples=150, deadline=None)
@pytest.mark.parametrize("forced", ["no", "shared"])
def test_matches_are_torchvisions(forced: str, boxes: Tensor, there: Tensor, thresholds: list[int]) -> None:
    low, high = (value / 10 for value in thresholds)
    found = match_anchors(boxes, there, foreground=high, background=low, forced=forced)
    if not len(boxes):
        assert (found.box == BACKGROUND).all()
        return
    quality = box_iou(boxes, there)
    if forced == "shared":  # torchvision would force a box that touches nothing upon every anchor
        quality = quality[quality.max(1).values > 0]
    if not len(quality):
        return
    rows = (box_iou(boxes, there).max(1).values > 0).nonzero()[:, 0] if forced == "shared" else torch.arange(len(boxes))
    matcher = Matcher(high, low, allow_low_quality_matches=forced == "shared")
    theirs = matcher(quality)
    expected = torch.where(theirs >= 0, rows[theirs.clamp(min=0)], theirs)
    reached = box_iou(boxes, there).max(0).values > 0  # with IoU 0 everywhere, any row is as good
    assert torch.equal(found.box[reached], expected[reached])
    assert torch.equal(found.iou, box_iou(boxes, there))


@given(boxes=SOLIDS, there=SOLIDS)
@settings(max_examples=100, deadline=None)
def test_its_own_anchor_is_forced_upon_every_box_that_reaches_one(boxes: Tensor, there: Tensor) -> None:
    found = match_anchors(boxes, there, foreground=0.9, background=0.1, forced="own")
    plain = match_anchors(boxes, there, foreground=0.9, background=0.1, forced="no")
    asked = {}
    for n, row in enumerate(found.iou.tolist()):
        if max(row) > 0:
            asked[row.index(max(row))] = n
    for anchor in range(len(there)):
        assert found.box[anchor] == asked.get(anchor, int(plain.box[anchor]))
        assert found.forced[anchor] == (found.box[anchor] != plain.box[anchor])


def test_the_three_answers_by_hand() -> None:
    truth = [[0, 0, 10, 10]]
    there: list[list[float]] = [[0, 0, 10, 10], [0, 0, 10, 4.5], [0, 0, 10, 3], [50, 50, 60, 60]]
    assert match_anchors(truth, there).box.tolist() == [0, IGNORED, BACKGROUND, BACKGROUND]
    found = match_anchors(truth, there[1:])
    assert found.box.tolist() == [0, BACKGROUND, BACKGROUND]
    assert found.forced.tolist() == [True, False, False]


def test_the_tensors_of_the_course() -> None:
    """A car of class 1 in the middle of the bottom row; a tall and a wide anchor; a person within the same cell."""
    person, car = [40, 20, 50, 80], [25, 40, 70, 60]
    one = grid_target([car], [1], classes=3, image=(90, 90))
    assert one.target.shape == (3, 3, 8)
    assert one.target[1, 1].tolist() == pytest.approx([1, (47.5 - 30) / 30, (50 - 30) / 30, 20 / 30, 45 / 30, 0, 1, 0])
    assert one.target.count_nonzero() == 6
    two = grid_target([person, car], [0, 1], classes=3, image=(90, 90), shapes=[(2.0, 0.5), (0.5, 2.0)])
    assert two.target.shape == (3, 3, 16)
    assert two.places == ((1, 1, 0), (1, 1, 1))
    assert two.target[1, 1, [0, 8]].tolist() == [1, 1]
    assert two.target[1, 1, 5:8].tolist() == [1, 0, 0]
    assert two.target[1, 1, 13:16].tolist() == [0, 1, 0]
    assert grid_target([person, car], [0, 1], classes=3, image=(90, 90)).places == ((1, 1, 0), None)


@given(boxes=SOLIDS, data=st.data())
@settings(max_examples=100, deadline=None)
def test_what_is_written_into_a_grid_is_read_again(boxes: Tensor, data: st.DataObject) -> None:
    boxes = boxes + 4
    labels = data.draw(st.lists(st.integers(0, 2), min_size=len(boxes), max_size=len(boxes)))
    shapes = data.draw(st.sampled_from([((1.0, 1.0),), ((2.0, 1.0), (1.0, 2.0))]))
    found = grid_target(boxes, labels, classes=3, image=(24, 30), grid=(4, 5), shapes=shapes)
    written = [(place, n) for n, place in enumerate(found.places) if place]
    read, scores, classes = grid_boxes(found.target, classes=3, image=(24, 30))
    assert (scores == 1).all()
    order = [n for _, n in sorted(written)]
    torch.testing.assert_close(read.double(), boxes[order], rtol=0, atol=1e-4)
    assert classes.tolist() == [labels[n] for n in order]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: anchors((0, 3), stride=8, sizes=[8]), "0 rows and 3 columns"),
        (lambda: anchors((1, 1), stride=8, sizes=[]), "sizes: give at least one number"),
        (lambda: anchors((1, 1), stride=0, sizes=[8]), "stride: give"),
        (lambda: anchors((1, 1), stride=8, sizes=[8], ratios=[-1]), "ratios: give"),
        (lambda: match_anchors([], [], foreground=0.3, background=0.5), "the first not above the second"),
        (lambda: match_anchors([], [], forced="yes"), "no way 'yes' to force a match"),
        (lambda: match_anchors([[0, 0, 1, 1]], [[1, 0, 0, 1]]), "Box 0 of the anchors"),
        (lambda: grid_target([[0, 0, 1, 1]], [], classes=3, image=(9, 9)), "1 boxes and 0 labels"),
        (lambda: grid_target([[0, 0, 1, 1]], [3], classes=3, image=(9, 9)), "no class 3"),
        (lambda: grid_target([[9, 9, 11, 11]], [0], classes=3, image=(9, 9)), "outside of the picture"),
        (lambda: grid_boxes(torch.zeros(3, 3, 9), classes=3, image=(9, 9)), "multiple of 8"),
    ],
)
def test_what_cannot_be_matched_is_refused_with_what_to_change(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        call()


def test_no_boxes_make_background_and_an_empty_tensor() -> None:
    assert match_anchors([], [[0, 0, 1, 1]]).box.tolist() == [BACKGROUND]
    assert match_anchors([[0, 0, 1, 1]], []).box.shape == (0,)
    assert not grid_target([], [], classes=3, image=(9, 9)).target.any()


@pytest.mark.parametrize("stride", [128 / 3, (303 / 6, 48.0), 25.6])
def test_anchors_on_places_have_equal_areas_and_lie_within_a_place(stride: float | tuple[float, float]) -> None:
    free = anchors((5, 3), stride=stride, sizes=(30, 11), ratios=(2, 1, 0.5))
    found = anchors((5, 3), stride=stride, sizes=(30, 11), ratios=(2, 1, 0.5), places=16)
    assert (found * 16 == (found * 16).round()).all()
    assert (free - found).abs().max() <= 1 / 16
    areas = ((found[:, 2] - found[:, 0]) * (found[:, 3] - found[:, 1])).double().reshape(-1, 6)
    assert (areas == areas[0]).all()


def test_a_stride_down_and_another_to_the_right() -> None:
    centres = [
        ((x0 + x1) / 2, (y0 + y1) / 2) for x0, y0, x1, y1 in anchors((2, 3), stride=(10, 20), sizes=[4]).tolist()
    ]
    assert centres == [(x, y) for y in (5, 15) for x in (10, 30, 50)]
