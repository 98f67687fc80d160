"""Experiments and listings of the lesson on anchors, beside torchvision."""

import contextlib
import io
from typing import Any

import numpy as np
import pytest
import torch
from torchvision import ops
from torchvision.models.detection._utils import BoxCoder, Matcher

from cnnviz.detection import anchor_boxes
from cnnviz.lessons import experiment
from cnnviz.lessons.anchors import formulas, listing

IMAGE = (128.0, 128.0)
BOXES = [[10.0, 12.0, 42.0, 76.0], [70.0, 60.0, 120.0, 100.0], [60.0, 20.0, 70.0, 32.0]]


def page(boxes: Any = BOXES, *, grid: int = 3, forced: str = "own", two: bool = True) -> dict[str, Any]:
    """What the page hands to its experiments."""
    ratios = [2.0, 0.5] if two else [1.0]
    made = anchor_boxes.anchors((grid, grid), stride=128 / grid, sizes=[43], ratios=ratios, places=16)
    objects = torch.tensor(boxes, dtype=torch.float64).reshape(-1, 4)
    sides = (made[: len(ratios), 2:] - made[: len(ratios), :2]).tolist()
    shapes = [(high, wide) for wide, high in sides]
    cells = [(high * grid / 128, wide * grid / 128) for high, wide in shapes]
    labels = [at % 3 for at in range(len(objects))]
    return {
        "boxes": objects,
        "anchors": made.double(),
        "match": anchor_boxes.match_anchors(objects, made.double(), forced=forced),
        "target": anchor_boxes.grid_target(objects, labels, classes=3, image=IMAGE, grid=(grid, grid), shapes=cells),
        "foreground": 0.5,
        "forced": forced,
        "grid": (grid, grid),
        "shapes": len(shapes),
        "classes": 3,
        "at": 0 if len(objects) else None,
        "in_pixels": shapes,
        "in_cells": cells,
        "labels": labels,
    }


def answer(name: str, **values: Any) -> Any:
    one = next(one for one in experiment.of("anchors") if one.id == name)
    return experiment.measure(one, values)[0]


def test_by_thresholds_alone_a_small_object_has_nobody() -> None:
    assert answer("claim", **page(forced="no")) == "fails"
    assert answer("claim", **page()) is None
    fitting = [[11.5, 6, 31.5, 36]]
    values = page(fitting, forced="no")
    theirs = ops.box_iou(values["boxes"], values["anchors"]).max() >= 0.5
    assert answer("claim", **values) == ("holds" if theirs else "fails")
    told = Matcher(0.5, 0.4)(ops.box_iou(page()["boxes"], page()["anchors"]))
    assert 2 not in told  # the third object is the small one


@pytest.mark.parametrize("grid", [1, 3, 8])
def test_background_is_counted(grid: int) -> None:
    values = page(grid=grid, forced="no")
    told = Matcher(0.5, 0.4)(ops.box_iou(values["boxes"], values["anchors"]))
    assert answer("background", **values) == pytest.approx(100 * float((told == -1).double().mean()))


def test_the_courses_tensors() -> None:
    assert answer("length", **page(two=False)) == 3 * 3 * 8
    assert answer("length", **page()) == 3 * 3 * 16
    assert page()["target"].target.shape == (3, 3, 16)


def test_two_alike_in_one_cell_lose_one() -> None:
    alike = [[10.0, 10, 20, 20], [22, 22, 32, 32]]
    assert answer("room", **page(alike)) == "fails"
    assert answer("room", **page(alike, grid=8)) == "holds"
    assert answer("room", **page([[2.0, 10, 52, 30], [10, 2, 30, 52]])) == "holds"  # wide and tall
    assert answer("room", **page([[2.0, 10, 52, 30], [10, 2, 30, 52]], two=False)) == "fails"
    assert answer("room", **page(alike[:1])) is None


def test_the_sign_of_an_offset() -> None:
    for box in BOXES:
        values = page([box])
        best = values["anchors"][ops.box_iou(values["boxes"], values["anchors"]).argmax()]
        offset = BoxCoder((1.0, 1.0, 1.0, 1.0)).encode_single(values["boxes"], best[None])[0, 2]
        assert answer("offsets", **values) == ("positive" if offset > 0 else "negative")
    assert answer("offsets", **page([])) is None


def run(script: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(script, "shown", "exec"), names)
    return names


@pytest.mark.parametrize("forced", anchor_boxes.FORCED)
@pytest.mark.parametrize("grid", [2, 3, 5])
def test_what_is_shown_tells_every_anchor_what_the_engine_does(forced: str, grid: int) -> None:
    values = page(grid=grid, forced=forced)
    shapes, thresholds = values["in_pixels"], (0.5, 0.4)
    names = run(listing.matching_script(values["boxes"], IMAGE, (grid, grid), shapes, thresholds, forced))
    assert names["told"].tolist() == values["match"].box.tolist()
    finds = values["match"].box >= 0
    expected = BoxCoder((1.0, 1.0, 1.0, 1.0)).encode_single(
        values["boxes"][values["match"].box[finds]], values["anchors"][finds]
    )
    np.testing.assert_allclose(names["result"], expected, atol=1e-4)


@pytest.mark.parametrize("grid", [1, 3, 8])
def test_what_is_shown_makes_the_tensor_of_the_engine(grid: int) -> None:
    values = page(grid=grid)
    script = listing.grid_script(values["boxes"], values["labels"], 3, IMAGE, (grid, grid), values["in_cells"])
    np.testing.assert_allclose(run(script)["result"], values["target"].target, atol=1e-4)


def test_without_objects_the_scripts_run_on_their_own() -> None:
    empty = torch.zeros(0, 4)
    assert run(listing.matching_script(empty, IMAGE, (3, 3), [(40.0, 40.0)], (0.5, 0.4), "own"))["told"].max() >= 0
    assert run(listing.grid_script(empty, [], 3, IMAGE, (3, 3), [(1.0, 1.0)]))["result"].sum() > 0


def test_formulas_end_in_torchvisions_numbers() -> None:
    values = page()
    for n, box in enumerate(BOXES):
        anchor = values["anchors"][values["match"].iou[n].argmax()].tolist()
        iou, offsets = anchor_boxes.pair_by_torch(box, anchor)
        assert iou == pytest.approx(ops.box_iou(torch.tensor([box]), torch.tensor([anchor])).item(), abs=1e-6)
        coder = BoxCoder((1.0, 1.0, 1.0, 1.0))
        expected = coder.encode_single(torch.tensor([box]).double(), torch.tensor([anchor]).double())[0]
        np.testing.assert_allclose(offsets, expected, atol=1e-12)
        lines = formulas.from_anchor(box, anchor, offsets)
        assert float(lines[0].rsplit("= ")[-1]) == pytest.approx(iou, rel=1e-3)
        place = values["target"].places[n]
        assert place
        first = 8 * place[2] + 1
        vector = values["target"].target[place[0], place[1], first : first + 4].tolist()
        assert anchor_boxes.cell_by_torch(box, IMAGE, (3, 3)) == pytest.approx(vector, abs=1e-6)
        assert "3 \\times 3 \\times 16 = 144" in formulas.in_cell(box, vector, IMAGE, (3, 3, 16))[0]
