"""Experiments and listings of the lesson on targets, beside torch."""

import contextlib
import io
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from cnnviz.detection import targets
from cnnviz.lessons import experiment
from cnnviz.lessons.targets import formulas, listing

IMAGE = (100.0, 80.0)
BOX = (8.0, 20.0, 40.0, 80.0)


def page(there: bool = True, marks: int = 0, **said: float) -> dict[str, Any]:
    """What the page hands to its experiments."""
    shares = [(0.3, 0.35), (0.7, 0.35), (0.5, 0.75)][:marks]
    box = BOX if there else None
    points = targets.points_in(BOX, shares)
    y = targets.target_vector(box, 1, classes=3, image=IMAGE, landmarks=points)
    first = list(targets.near(box, 1, classes=3, image=IMAGE))
    first[0] = said.get("sure", first[0])
    return {"y": y, "said": targets.prediction(first, shares), "classes": 3, "landmarks": marks}


def answer(name: str, **values: Any) -> Any:
    one = next(one for one in experiment.of("targets") if one.id == name)
    return experiment.measure(one, values)[0]


@pytest.mark.parametrize("loss", targets.KINDS)
def test_without_an_object_no_box_is_pushed(loss: str) -> None:
    assert answer("claim", **page(False), loss=loss) == "fails"
    assert answer("claim", **page(True), loss=loss) is None
    y, said = page(False)["y"], page(False)["said"]
    other = said.flip(0)
    other[0] = said[0]
    assert targets.loss_by_torch(y, said, classes=3, kind=loss) == targets.loss_by_torch(y, other, classes=3, kind=loss)


def test_what_costs_most() -> None:
    values = page()
    squares = (values["said"] - values["y"]).square()
    parts = {"sure": squares[0], "box": squares[1:5].sum(), "kind": squares[5:].sum()}
    assert answer("dearest", **values, loss="squared") == max(parts, key=lambda name: float(parts[name])) == "kind"
    assert answer("dearest", **page(sure=0.1), loss="squared") == "sure"
    assert answer("dearest", **page(False), loss="squared") is None


@pytest.mark.parametrize("marks", range(4))
def test_the_length_is_counted(marks: int) -> None:
    assert answer("length", **page(marks=marks)) == 1 + 4 + 3 + 2 * marks


def test_who_is_surely_wrong_is_pushed_harder_by_the_logarithm() -> None:
    assert answer("harder", **page(sure=0.02)) == "fails"
    assert answer("harder", **page()) is None
    assert answer("harder", **page(False, sure=0.95)) == "fails"
    assert answer("harder", **page(False, sure=0.5)) is None
    sure = torch.tensor(0.02, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(torch.nn.functional.binary_cross_entropy(sure, torch.ones_like(sure)), sure)
    assert abs(slope) > 2 * abs(2 * (0.02 - 1))


def run(script: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(script, "shown", "exec"), names)
    return names


@pytest.mark.parametrize("loss", targets.KINDS)
@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("marks", [0, 2])
def test_what_is_shown_gives_the_loss_and_the_gradient_of_the_engine(loss: str, there: bool, marks: int) -> None:
    values = page(there, marks)
    y, said = values["y"], values["said"]
    script = listing.targets_script(y, said, 3, loss)
    assert "LOSS" not in script and "THERE" not in script
    names = run(script)
    moving = said.clone().requires_grad_()
    terms: Tensor = targets.target_terms(y, moving, classes=3, kind=loss)
    (slope,) = torch.autograd.grad(terms.sum(), moving)
    assert names["loss"].item() == pytest.approx(terms.sum().item(), abs=1e-5)
    np.testing.assert_allclose(names["result"], slope, atol=1e-4)
    box = BOX if there else None
    lines = formulas.explain(y, said, terms.detach(), classes=3, loss=loss, box=box, image=IMAGE)
    assert float(lines[-1].rsplit("= ")[-1]) == pytest.approx(names["loss"].item(), rel=1e-3)
