"""cnnviz.detection.boxes against torchvision, counted pixels and finite differences."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torchvision import ops
from torchvision.models.detection._utils import BoxCoder

from cnnviz.detection import boxes as engine
from cnnviz.detection.two_boxes import compare
from tests.engine.detection.degenerate import BOXES, SOLIDS, random_boxes

THEIRS: dict[str, tuple[Callable[[Tensor, Tensor], Tensor], Callable[[Tensor, Tensor], Tensor]]] = {
    "iou": (engine.box_iou, ops.box_iou),
    "giou": (engine.generalized_box_iou, ops.generalized_box_iou),
    "diou": (engine.distance_box_iou, ops.distance_box_iou),
    "ciou": (engine.complete_box_iou, ops.complete_box_iou),
}
NEAR: dict[str, Any] = {"rtol": 0, "atol": 2e-6}  # torchvision adds 1e-7 to some of its denominators


@pytest.mark.parametrize("kind", THEIRS)
def test_every_measure_is_torchvisions_on_random_boxes(kind: str) -> None:
    ours, theirs = THEIRS[kind]
    one, other = random_boxes(200, 1), random_boxes(150, 2)
    torch.testing.assert_close(ours(one, other), theirs(one, other), **NEAR)
    assert (ours(one, other) <= 1).all()


@pytest.mark.parametrize("kind", THEIRS)
@given(one=SOLIDS, other=SOLIDS)
@settings(max_examples=60, deadline=None)
def test_every_measure_is_torchvisions_where_edges_coincide(kind: str, one: Tensor, other: Tensor) -> None:
    ours, theirs = THEIRS[kind]
    torch.testing.assert_close(ours(one, other), theirs(one, other), **NEAR)


@pytest.mark.parametrize("kind", THEIRS)
@given(one=BOXES, other=BOXES)
@settings(max_examples=60, deadline=None)
def test_boxes_without_area_and_no_boxes_have_defined_answers(kind: str, one: Tensor, other: Tensor) -> None:
    ours, theirs = THEIRS[kind]
    found = ours(one, other)
    assert found.shape == (len(one), len(other))
    assert found.isfinite().all()
    there = ops.box_area(one)[:, None] + ops.box_area(other) > 0
    expected = theirs(one, other) if len(one) and len(other) else found
    if kind in ("iou", "giou"):
        torch.testing.assert_close(found[there], expected[there], **NEAR)
    if kind == "iou":
        assert (found[~there] == 0).all()


@given(one=BOXES, other=BOXES)
@settings(max_examples=60, deadline=None)
def test_the_convention_that_names_the_last_pixel_counts_pixels(one: Tensor, other: Tensor) -> None:
    def pixels(box: Tensor) -> set[tuple[int, int]]:
        x0, y0, x1, y1 = (int(value) for value in box)
        return {(x, y) for x in range(x0, x1 + 1) for y in range(y0, y1 + 1)}

    areas, ious = engine.box_area(one, pixels=True), engine.box_iou(one, other, pixels=True)
    for i, a in enumerate(one):
        assert areas[i] == len(pixels(a))
        for j, b in enumerate(other):
            expected = len(pixels(a) & pixels(b)) / len(pixels(a) | pixels(b))
            assert ious[i, j].item() == pytest.approx(expected, abs=1e-12)


def test_areas_are_torchvisions() -> None:
    boxes = random_boxes(50, 3)
    torch.testing.assert_close(engine.box_area(boxes), ops.box_area(boxes))


LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "giou": ops.generalized_box_iou_loss,
    "diou": ops.distance_box_iou_loss,
    "ciou": ops.complete_box_iou_loss,
    "iou": lambda one, other: 1 - ops.box_iou(one, other).diagonal(),
    "l1": lambda one, other: torch.nn.functional.l1_loss(one, other, reduction="none").sum(1),
}


@pytest.mark.parametrize("kind", engine.LOSSES)
def test_losses_and_their_gradients_are_torchvisions(kind: str) -> None:
    one = torch.cat([random_boxes(200, 4), random_boxes(40, 5, room=4, size=20)])
    other = torch.cat([random_boxes(200, 6), random_boxes(40, 7, room=4, size=20)])
    theirs = one.clone().requires_grad_()
    expected = LOSSES[kind](theirs, other)
    (gradient,) = torch.autograd.grad(expected.sum(), theirs)
    torch.testing.assert_close(engine.box_loss(one, other, kind), expected.detach(), **NEAR)
    torch.testing.assert_close(engine.descent(one, other, kind), -gradient, **NEAR)


@pytest.mark.parametrize("kind", engine.LOSSES)
def test_descent_lowers_the_loss(kind: str) -> None:
    one, other = random_boxes(100, 8, room=20), random_boxes(100, 9, room=20)
    step = 1e-4 * engine.descent(one, other, kind)
    before, after = engine.box_loss(one, other, kind), engine.box_loss(one + step, other, kind)
    moved = step.abs().sum(1) > 0
    if kind == "iou":  # far apart there is no slope
        assert (moved == (ops.box_iou(one, other).diagonal() > 0)).all()
        assert not moved.all()
    elif kind != "ciou":  # its gradient leaves α out
        assert moved.all()
    assert (after[moved] < before[moved] + 1e-12).all()


def test_a_box_that_has_its_target_stays() -> None:
    box = [[2.0, 3.0, 7.0, 9.0]]
    for kind in engine.LOSSES:
        assert engine.box_loss(box, box, kind).item() == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("kind", engine.LOSSES)
def test_a_walk_is_gradient_descent_by_torchs_own_optimizer(kind: str) -> None:
    box, target = torch.tensor([[2.0, 3, 7, 8]]).double(), torch.tensor([[5.0, 2, 11, 6]]).double()
    path = engine.walk(box, target, kind, rate=0.7, steps=40)
    moving = box.clone().requires_grad_()
    optimizer = torch.optim.SGD([moving], lr=0.7)
    for expected in path[1:]:
        (moving.grad,) = torch.autograd.grad(LOSSES[kind](moving, target).sum(), moving)
        optimizer.step()
        torch.testing.assert_close(expected, moving.detach()[0], rtol=0, atol=1e-4)
    assert engine.box_loss(path[-1:], target, kind) < engine.box_loss(box, target, kind)


def test_a_walk_ends_where_there_is_no_slope_and_where_it_arrives() -> None:
    assert len(engine.walk([[0, 0, 1, 1]], [[5, 5, 6, 6]], "iou", rate=1)) == 1
    assert len(engine.walk([[0, 0, 1, 1]], [[0, 0, 1, 1]], "giou", rate=1)) == 1
    path = engine.walk([[0, 0, 4, 4]], [[5, 5, 9, 9]], "giou", rate=1, steps=2000)
    assert len(path) < 2001
    assert engine.box_loss(path[-1:], [[5, 5, 9, 9]], "giou") < engine.ARRIVED
    assert (path[:, 2:] >= path[:, :2]).all()


@given(one=BOXES, other=BOXES, pixels=st.booleans())
@settings(max_examples=60, deadline=None)
def test_two_boxes_number_by_number_are_the_measures_of_many(one: Tensor, other: Tensor, pixels: bool) -> None:
    for a in one:
        for b in other:
            found = compare(a.tolist(), b.tolist(), pixels=pixels)
            for kind in engine.MEASURES:
                expected = engine.pairs(a[None], b[None], kind, pixels=pixels).item()
                assert getattr(found, kind) == pytest.approx(expected, abs=1e-12)
            assert found.l1 == pytest.approx(engine.box_loss(a[None], b[None], "l1").item())


@pytest.mark.parametrize("given", engine.FORMATS)
@pytest.mark.parametrize("wanted", engine.FORMATS)
def test_formats_are_torchvisions_and_come_back(given: str, wanted: str) -> None:
    boxes = engine.convert(random_boxes(30, 10), "xyxy", given)
    there = engine.convert(boxes, given, wanted)
    torch.testing.assert_close(there, ops.box_convert(boxes, given, wanted))
    torch.testing.assert_close(engine.convert(there, wanted, given), boxes)


@given(boxes=SOLIDS, data=st.data())
@settings(max_examples=60, deadline=None)
def test_coding_is_undone_by_decoding_and_is_torchvisions(boxes: Tensor, data: st.DataObject) -> None:
    anchors = torch.stack([data.draw(SOLIDS)[0] for _ in boxes])
    weights = data.draw(st.sampled_from([(1.0, 1.0, 1.0, 1.0), (10.0, 10.0, 5.0, 5.0)]))
    offsets = engine.encode(boxes, anchors, weights=weights)
    coder = BoxCoder(weights)
    torch.testing.assert_close(offsets, coder.encode_single(boxes, anchors))
    back = engine.decode(offsets, anchors, weights=weights)
    torch.testing.assert_close(back, boxes)
    torch.testing.assert_close(back, coder.decode_single(offsets, anchors))


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: engine.box_area([[0, 0, 1]]), r"shape \(1, 3\): give them the shape \(N, 4\)"),
        (lambda: engine.box_area([[0, 0, 1, 1], [2, 0, 1, 1]]), r"Box 1 of the boxes is \(2, 0, 1, 1\)"),
        (lambda: engine.box_area([[0, 5, 1, 1]]), "nor its bottom above its top"),
        (lambda: engine.box_iou([[0, 0, 1, 1]], [[0, float("nan"), 1, 1]]), "Row 0 of the second boxes"),
        (lambda: engine.box_iou([[0, 0, 1, float("inf")]], [[0, 0, 1, 1]]), "no finite number"),
        (lambda: engine.box_area([[0, 0, 1, 1], [0, 0]]), "rows of four numbers"),
        (lambda: engine.box_area(np.array([["a", "b", "c", "d"]])), "rows of four numbers"),
        (lambda: engine.box_area(np.zeros((1, 4), dtype=complex)), "rows of four numbers"),
        (lambda: engine.pairs([[0, 0, 1, 1]], [[0, 0, 1, 1]], "niou"), "no measure of overlap 'niou'"),
        (lambda: engine.box_loss([[0, 0, 1, 1]], [], "iou"), "1 predicted boxes and 0 target boxes"),
        (lambda: engine.convert([[0, 0, 1, 1]], "xyxy", "yxyx"), "no format of boxes 'yxyx'"),
        (lambda: engine.convert([[0, 0, -1, 1]], "xywh", "xyxy"), "negative width or height"),
        (lambda: engine.encode([[0, 0, 1, 1]], [[0, 0, 0, 1]]), "Box 0 of the anchors has no area"),
        (lambda: engine.encode([[0, 0, 0, 1]], [[0, 0, 1, 1]]), "Box 0 of the boxes has no area"),
        (lambda: engine.decode([[0, 0, 0, 0]], []), "1 boxes and 0 anchors"),
    ],
)
def test_what_is_no_box_is_refused_with_what_to_change(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        call()


def test_no_boxes_have_no_areas_and_no_pairs() -> None:
    assert engine.box_area([]).shape == (0,)
    assert engine.box_iou([], [[0, 0, 1, 1]]).shape == (0, 1)
    assert engine.encode([], []).shape == (0, 4)
    assert engine.convert([], "xyxy", "cxcywh").shape == (0, 4)
