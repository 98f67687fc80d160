"""Experiments and listings of chapter 6, beside another way to their numbers."""

import contextlib
import io
from typing import Any

import numpy as np
import pytest
import torch
from torchvision import ops

from cnnviz.detection.boxes import descent
from cnnviz.detection.two_boxes import Box
from cnnviz.lessons import experiment
from cnnviz.lessons.iou import formulas, listing

APART: dict[str, Any] = {"box": (1.0, 1, 4, 4), "target": (9.0, 3, 14, 8)}
NESTED: dict[str, Any] = {"box": (3.0, 2, 6, 5), "target": (2.0, 1, 11, 8)}
CROSSED: dict[str, Any] = {"box": (2.0, 3, 7, 8), "target": (5.0, 1.5, 12, 6)}
WALK = {"loss": "giou", "rate": 2.0, "steps": 300}


def answer(name: str, **values: Any) -> Any:
    one = next(one for one in experiment.of("iou") if one.id == name)
    return experiment.measure(one, values)[0]


def test_nothing_pulls_boxes_apart_under_iou() -> None:
    assert answer("claim", **APART) == "fails"
    assert answer("claim", **CROSSED) is None
    moved = torch.tensor([[1.1, 1, 4, 4]])  # IoU is flat: another place has no other value
    target = torch.tensor([APART["target"]])
    assert ops.box_iou(moved, target) == ops.box_iou(torch.tensor([APART["box"]]), target) == 0


@pytest.mark.parametrize(
    ("loss", "expected"), [("iou", "fails"), ("giou", "holds"), ("diou", "holds"), ("l1", "holds")]
)
def test_the_box_arrives_as_with_torchs_optimizer(loss: str, expected: str) -> None:
    assert answer("arrives", **APART, **WALK | {"loss": loss}) == expected
    losses = {
        "iou": lambda a, b: 1 - ops.box_iou(a, b)[0, 0],
        "giou": ops.generalized_box_iou_loss,
        "diou": ops.distance_box_iou_loss,
        "l1": lambda a, b: (a - b).abs().sum(),
    }
    moving = torch.tensor([APART["box"]], requires_grad=True)
    target = torch.tensor([APART["target"]])
    optimizer = torch.optim.SGD([moving], lr=2.0)
    for _ in range(300):
        optimizer.zero_grad()
        (moving.grad,) = torch.autograd.grad(losses[loss](moving, target).sum(), moving)
        optimizer.step()
    assert (ops.box_iou(moving, target).item() >= 0.5) == (expected == "holds")


def test_only_distance_knows_the_middle_of_a_box() -> None:
    assert answer("centred", **NESTED) == "distance"
    assert answer("centred", **CROSSED) is None
    one, other = torch.tensor([NESTED["target"]]), torch.tensor([[3.0, 2, 6, 5], [5, 3, 8, 6]])  # second: in the middle
    for pair in (ops.box_iou, ops.generalized_box_iou):
        assert pair(one, other)[0, 0] == pair(one, other)[0, 1]
    for pair in (ops.distance_box_iou, ops.complete_box_iou):
        assert pair(one, other)[0, 0] < pair(one, other)[0, 1]


def test_last_pixels_are_counted() -> None:
    a = {(x, y) for x in range(2, 5) for y in range(2, 5)}
    b = {(x, y) for x in range(3, 6) for y in range(2, 5)}
    found = answer("pixels", box=(2.0, 2, 4, 4), target=(3.0, 2, 5, 4))
    assert found == pytest.approx(100 * len(a & b) / len(a | b))


@pytest.mark.parametrize("loss", ["iou", "giou", "diou", "ciou", "l1"])
@pytest.mark.parametrize("boxes", [APART, NESTED, CROSSED])
def test_what_is_shown_runs_and_gives_the_push_of_the_engine(loss: str, boxes: dict[str, Box]) -> None:
    script = listing.iou_script(boxes["box"], boxes["target"], loss)
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(script, "shown", "exec"), names)
    expected = descent([boxes["box"]], [boxes["target"]], loss)[0]
    np.testing.assert_allclose(names["result"], expected, atol=1e-5)
    assert "LOSS" not in script
    lines = formulas.explain(boxes["box"], boxes["target"], loss)
    assert formulas.same_loss(names["loss"].item(), boxes["box"], boxes["target"], loss)
    assert float(lines[-1].split("= ")[-1]) == pytest.approx(names["loss"].item(), rel=1e-3)
