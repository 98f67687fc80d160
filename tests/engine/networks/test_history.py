"""The history's rows against the numbers of the course and of the sources, and top-k errors against scikit-learn."""

import contextlib
import io
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import top_k_accuracy_score

from cnnviz.lessons.history import formulas
from cnnviz.lessons.history.listing import top_k_script
from cnnviz.networks.history import (
    BY_SYSTEM,
    CLAIMS,
    MILESTONES,
    RESULTS,
    WINNERS,
    relative_reduction,
)
from cnnviz.networks.top_k import (
    by_chance,
    error_by_topk,
    errors_for_every_k,
    made_up_logits,
    ranks,
    top_k_error,
)

# As printed by the organisers, with five digits, and the course's own numbers
PRINTED = {
    "NEC-UIUC": 28.191,
    "XRCE": 25.770,
    "AlexNet": 16.422,
    "AlexNet + extra data": 15.315,
    "ISI": 26.172,
    "Clarifai": 11.743,
    "Clarifai + extra data": 11.197,
    "GoogLeNet": 6.656,
    "VGG": 7.325,
    "ResNet": 3.567,
    "Trimps-Soushen": 2.991,
    "SENet": 2.251,
}
COURSE = {"AlexNet": 16.4, "VGG": 7.3, "GoogLeNet": 6.7, "ResNet": 3.57, "a person": 5.1}


def test_the_errors_are_those_of_the_course_and_of_the_organisers() -> None:
    for system, error in COURSE.items():
        assert BY_SYSTEM[system].error == error
    for system, error in PRINTED.items():
        digits = len(str(BY_SYSTEM[system].error).split(".")[1])
        assert BY_SYSTEM[system].error == round(error, digits)


def test_every_row_has_a_source_and_the_years_go_up() -> None:
    for source in [result.source for result in RESULTS] + [milestone.source for milestone in MILESTONES]:
        assert any(digit.isdigit() for digit in source)
        assert len(source) > 10
    assert [m.year for m in MILESTONES] == sorted(m.year for m in MILESTONES)
    assert [winner.year for winner in WINNERS] == list(range(2010, 2018))
    assert len(BY_SYSTEM) == len(RESULTS)
    names = [milestone.name for milestone in MILESTONES]
    assert [n for n in names if n in ("Neocognitron", "LeNet-5", "AlexNet", "VGG", "GoogLeNet", "ResNet", "ViT")] == [
        "Neocognitron",
        "LeNet-5",
        "AlexNet",
        "VGG",
        "GoogLeNet",
        "ResNet",
        "ViT",
    ]


def test_relative_reduction_against_counted_images() -> None:
    """SENet's paper calls its 2.251 % about 25 % less than the winner before, He et al. their 4.94 % 26 % less."""
    assert relative_reduction(2.991, 2.251) == pytest.approx(0.25, abs=0.005)
    assert relative_reduction(6.66, 4.94) == pytest.approx(0.26, abs=0.005)
    assert relative_reduction(20, 25) == -0.25
    assert relative_reduction(5, 5) == 0
    with pytest.raises(ValueError, match="above 0"):
        relative_reduction(0, 1)


def test_the_formula_has_the_numbers() -> None:
    first, second = formulas.reduction(BY_SYSTEM["XRCE"], BY_SYSTEM["AlexNet"])
    assert r"\frac{25.8 - 16.4}{25.8} = 0.3643" in first
    assert second == r"\text{36.4 \% of the errors are gone}, \quad \text{9.4 percentage points}"
    assert "more errors" in formulas.reduction(BY_SYSTEM["AlexNet"], BY_SYSTEM["XRCE"])[1]


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("AlexNet", (25.770 - 16.422) / 25.770 >= 0.5),
        ("GoogLeNet", 6.656 < 5.1),
        ("VGG", 7.325 < 6.656),
        ("ResNet", 3.567 < 5.1),
        ("First", 4.94 >= 5.1),
        ("Every year", np.all(np.diff([28.191, 25.770, 16.422, 11.743, 6.656, 3.567, 2.991, 2.251]) < 0)),
    ],
)
def test_claims_are_decided_as_the_printed_numbers_say(name: str, holds: bool) -> None:
    decided, said = CLAIMS[name].decide()
    assert decided == holds
    assert "%" in said
    assert said.endswith(".")


def test_every_claim_is_tested() -> None:
    assert set(CLAIMS) == {"AlexNet", "GoogLeNet", "VGG", "ResNet", "First", "Every year"}


@settings(max_examples=30)
@given(seed=st.integers(0, 1000), classes=st.integers(3, 30), images=st.integers(1, 40), data=st.data())
def test_top_k_error_against_scikit_learn(seed: int, classes: int, images: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(1, classes - 1))
    logits, targets = made_up_logits(images, classes, 1.0, seed)
    error = top_k_error(logits, targets, k)
    hits = top_k_accuracy_score(targets, logits.numpy(), k=k, labels=range(classes))
    assert error == pytest.approx(1 - hits)
    assert error_by_topk(logits, targets, k) == pytest.approx(error)
    curve = errors_for_every_k(ranks(logits, targets), classes)
    assert curve[k - 1] == error
    assert curve == sorted(curve, reverse=True)
    assert curve[-1] == 0


def test_guessing_finds_k_of_the_classes() -> None:
    logits, targets = made_up_logits(4000, 5, 0.0, 1)
    guessed = errors_for_every_k(ranks(logits, targets), 5)
    assert by_chance(5, 5) == pytest.approx([0.8, 0.6, 0.4, 0.2, 0.0])
    assert guessed == pytest.approx(by_chance(5, 5), abs=0.03)


def test_a_table_counted_by_hand() -> None:
    logits = torch.tensor([[3.0, 2.0, 1.0, 0.0], [0.0, 9.0, 8.0, 7.0], [5.0, 5.0, 1.0, 2.0]])
    assert ranks(logits, [0, 3, 1]) == [0, 2, 1]
    assert [top_k_error(logits, [0, 3, 1], k) for k in (1, 2, 3)] == pytest.approx([2 / 3, 1 / 3, 0])


def test_without_signal_the_error_is_that_of_guessing() -> None:
    logits, targets = made_up_logits(4000, 20, 0.0, 3)
    assert top_k_error(logits, targets, 5) == pytest.approx(1 - 5 / 20, abs=0.03)
    sure, targets = made_up_logits(200, 20, 20.0, 3)
    assert top_k_error(sure, targets, 1) == 0


@pytest.mark.parametrize("k", [0, 5])
def test_an_impossible_k_is_refused(k: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 4"):
        top_k_error(torch.zeros(2, 4), [0, 1], k)


def test_no_images_are_refused() -> None:
    with pytest.raises(ValueError, match="0 images"):
        top_k_error(torch.zeros(0, 4), [], 2)


@pytest.mark.parametrize(("images", "classes", "signal", "k"), [(50, 10, 2.0, 5), (200, 100, 0.0, 1), (7, 12, 6.0, 10)])
def test_the_script_gives_the_same(images: int, classes: int, signal: float, k: int) -> None:
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(top_k_script(images, classes, signal, 4, k), names)
    assert names["result"] == pytest.approx(top_k_error(*made_up_logits(images, classes, signal, 4), k))
    assert f"top-{k} error" in printed.getvalue()
