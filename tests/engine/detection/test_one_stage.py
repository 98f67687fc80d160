"""A one-stage detector: its targets, its loss term by term, and its boxes, beside other ways to the same numbers."""

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torchvision import ops

from cnnviz.data import scene_sets
from cnnviz.detection import anchor_boxes, one_stage
from cnnviz.detection.one_stage import EMPTY, WEIGHTS, Layout

LAYOUT = Layout((8, 8), (64, 64), 6, ((1.9, 1.9), (3.1, 2.8)))


def scenes(name: str = "crowded_scenes", count: int = 5) -> scene_sets.SceneSet:
    return scene_sets.load_scenes(name, 3, count, 1)


def raw_of(count: int, layout: Layout = LAYOUT, seed: int = 0) -> torch.Tensor:
    return torch.randn(count, layout.depth, *layout.grid, generator=torch.Generator().manual_seed(seed))


def test_targets_are_those_of_the_grid_and_lead_back_to_the_boxes() -> None:
    data = scenes()
    told = one_stage.targets(data.boxes, data.kinds, LAYOUT)
    for number, (boxes, kinds) in enumerate(zip(data.boxes, data.kinds, strict=True)):
        again, scores, labels = anchor_boxes.grid_boxes(told[number].permute(1, 2, 0), classes=6, image=(64, 64))
        pairs = ops.box_iou(again, boxes.float())
        assert (pairs.max(1).values > 0.9999).all()
        assert (kinds[pairs.argmax(1)] == labels).all() and (scores == 1).all()
        placed = anchor_boxes.grid_target(
            boxes, kinds.tolist(), classes=6, image=(64, 64), grid=(8, 8), shapes=LAYOUT.shapes
        )
        assert len(again) == sum(place is not None for place in placed.places)


@pytest.mark.parametrize(("across", "down"), [(True, False), (False, True), (True, True), (False, False)])
def test_a_mirrored_target_is_that_of_the_mirrored_boxes(across: bool, down: bool) -> None:
    data = scenes("scenes")
    flags = torch.full((len(data.boxes),), across), torch.full((len(data.boxes),), down)
    turned = []
    for boxes in data.boxes:
        x0, y0, x1, y1 = boxes.unbind(1)
        x0, x1 = (64 - x1, 64 - x0) if across else (x0, x1)
        y0, y1 = (64 - y1, 64 - y0) if down else (y0, y1)
        turned.append(torch.stack([x0, y0, x1, y1], 1))
    given = one_stage.mirrored(one_stage.targets(data.boxes, data.kinds, LAYOUT), *flags, LAYOUT)
    for number, boxes in enumerate(turned):
        found, _, labels = anchor_boxes.grid_boxes(given[number].permute(1, 2, 0), classes=6, image=(64, 64))
        pairs = ops.box_iou(found, boxes.float())
        assert len(found) == len(boxes) and (pairs.max(1).values > 0.9999).all()
        assert (data.kinds[number][pairs.argmax(1)] == labels).all()


def by_hand(raw: torch.Tensor, layout: Layout) -> dict[tuple[int, ...], tuple[list[float], float, list[float]]]:
    """Box in pixels, p_c and classes of every anchor, cell by cell, with math alone."""
    found: dict[tuple[int, ...], tuple[list[float], float, list[float]]] = {}
    values = raw.double().numpy()
    each = 5 + layout.classes
    for n, a, row, column in np.ndindex(len(raw), len(layout.shapes), *layout.grid):
        p, x, y, h, w, *classes = values[n, a * each : (a + 1) * each, row, column]
        sigmoid = [1 / (1 + math.exp(-value)) for value in (p, x, y)]
        high, wide = layout.shapes[a][0] * math.exp(h) * 8, layout.shapes[a][1] * math.exp(w) * 8
        cx, cy = (column + sigmoid[1]) * 8, (row + sigmoid[2]) * 8
        shares = np.exp(classes) / np.exp(classes).sum()
        box = [cx - wide / 2, cy - high / 2, cx + wide / 2, cy + high / 2]
        found[n, a, row, column] = box, sigmoid[0], shares.tolist()
    return found


def test_raw_numbers_are_read_as_by_hand() -> None:
    raw = raw_of(2)
    boxes, sure, labels, scores = one_stage.raw_boxes(raw, LAYOUT)
    for (n, a, row, column), (box, p, shares) in by_hand(raw, LAYOUT).items():
        place = a * 64 + row * 8 + column
        np.testing.assert_allclose(boxes[n, place], box, rtol=1e-4, atol=1e-3)
        assert sure[n, place] == pytest.approx(p, abs=1e-5)
        assert labels[n, place] == np.argmax(shares)
        assert scores[n, place] == pytest.approx(p * max(shares), abs=1e-5)


def test_each_term_of_the_loss_is_what_torchvision_and_counting_give() -> None:
    data = scenes()
    told, raw = one_stage.targets(data.boxes, data.kinds, LAYOUT), raw_of(len(data.boxes))
    box, confidence, kind, objects = 0.0, 0.0, 0.0, 0
    each = 5 + LAYOUT.classes
    for (n, a, row, column), (corners, p, shares) in by_hand(raw, LAYOUT).items():
        there, x, y, h, w, *classes = told[n, a * each : (a + 1) * each, row, column].tolist()
        if not there:
            confidence -= EMPTY * math.log(1 - p)
            continue
        objects += 1
        confidence -= math.log(p)
        kind -= math.log(shares[classes.index(1)])
        cx, cy = (column + x) * 8, (row + y) * 8
        truth = torch.tensor([[cx - 4 * w, cy - 4 * h, cx + 4 * w, cy + 4 * h]], dtype=torch.float64)
        box += ops.complete_box_iou_loss(torch.from_numpy(np.array([corners])), truth).item()
    expected = [weight * value / objects for weight, value in zip(WEIGHTS, (box, confidence, kind), strict=True)]
    np.testing.assert_allclose(one_stage.losses(raw, told, LAYOUT), expected, rtol=1e-4)


def test_only_the_responsible_cells_learn_boxes_and_classes() -> None:
    data = scenes()
    told = one_stage.targets(data.boxes, data.kinds, LAYOUT)
    raw = raw_of(len(data.boxes)).requires_grad_()
    there = one_stage.by_anchor(told, LAYOUT)[:, :, 0] > 0
    for term, places in ((0, slice(1, 5)), (1, slice(0, 1)), (2, slice(5, None))):
        (slope,) = torch.autograd.grad(one_stage.losses(raw, told, LAYOUT)[term], raw)
        slope = one_stage.by_anchor(slope, LAYOUT)  # [N,A,5+C,rows,columns]
        moved = torch.zeros(11, dtype=torch.bool)
        moved[places] = True
        assert (slope[:, :, ~moved] == 0).all()
        here = slope[:, :, moved].abs().sum(2) > 0
        assert (here == (torch.ones_like(there) if term == 1 else there)).all()


def test_the_slope_of_the_loss_is_that_of_small_differences() -> None:
    layout = Layout((2, 2), (16, 16), 2, ((1.0, 1.0),))
    told = one_stage.targets([[[1, 2, 9, 8]]], [[1]], layout)
    raw = raw_of(1, layout).double().requires_grad_()
    assert torch.autograd.gradcheck(
        lambda values: one_stage.losses(values, told.double(), layout)[1:].sum(), raw, eps=1e-6
    )


def test_what_the_target_says_is_found_with_a_score_of_one() -> None:
    data = scenes("scenes")
    told = one_stage.by_anchor(one_stage.targets(data.boxes, data.kinds, LAYOUT), LAYOUT)
    shapes = torch.tensor(LAYOUT.shapes)[None, :, :, None, None]
    logit = torch.special.logit(told[:, :, :3].clamp(1e-6, 1 - 1e-6))
    sizes = (told[:, :, 3:5].clamp(min=1e-3) / shapes).log()
    raw = torch.cat([logit, sizes, 40 * told[:, :, 5:]], 2).flatten(1, 2)
    assert one_stage.found(raw, told.flatten(1, 2), LAYOUT) == 1
    for found, boxes, kinds in zip(one_stage.detections(raw, LAYOUT), data.boxes, data.kinds, strict=True):
        assert len(found["boxes"]) == len(boxes)
        pairs = ops.box_iou(found["boxes"], boxes.float())
        assert (pairs.max(1).values > 0.99).all() and (kinds[pairs.argmax(1)] == found["labels"]).all()
        assert (found["scores"] > 0.99).all()


@pytest.mark.parametrize("per_class", [True, False])
def test_detections_are_suppressed_as_by_torchvision(per_class: bool) -> None:
    raw = raw_of(3, seed=5)
    boxes, _, labels, scores = one_stage.raw_boxes(raw, LAYOUT)
    given = one_stage.detections(raw, LAYOUT, least=0.2, threshold=0.3, per_class=per_class)
    for number, found in enumerate(given):
        likely = (scores[number] >= 0.2).nonzero()[:, 0]
        names = labels[number][likely] if per_class else torch.zeros_like(likely)
        kept = likely[ops.batched_nms(boxes[number][likely], scores[number][likely], names, 0.3)]
        torch.testing.assert_close(found["boxes"], boxes[number][kept])
        torch.testing.assert_close(found["scores"], scores[number][kept])


def test_pictures_without_objects_cost_only_confidence() -> None:
    told = one_stage.targets([torch.zeros(0, 4)], [torch.zeros(0, dtype=torch.int64)], LAYOUT)
    raw = raw_of(1)
    terms = one_stage.losses(raw, told, LAYOUT)
    assert terms[0] == terms[2] == 0
    assert one_stage.found(raw, told, LAYOUT) == 0
    p = one_stage.by_anchor(raw, LAYOUT)[:, :, 0]
    assert terms[1].item() == pytest.approx(EMPTY * F.softplus(p).sum().item(), rel=1e-5)
