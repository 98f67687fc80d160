"""Lessons 3.2 to 3.6: the tick beside the numbers comes from PyTorch for every setting, and claims are measured."""

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import healthy

Open = Callable[..., AppTest]


def ticks(app: AppTest) -> list[str]:
    assert not app.error, [error.value for error in app.error]
    return [message.value for message in app.success]


def predict(app: AppTest, slug: str, guess: str) -> str:
    app.segmented_control(key=f"{slug}-guess").set_value(guess)
    healthy(app.run())
    (verdict,) = [
        box.value for box in [*app.success, *app.warning] if "hold here" in box.value or "holds here" in box.value
    ]
    return str(verdict)


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"border_n": "9", "border_k": "4", "border_p": "same"},
        {"border_k": "5", "border_p": "full", "border_d": "2"},
        {"border_n": "20", "border_k": "1", "border_s": "3"},
    ],
)
def test_border_is_counted_as_torch_counts_it(open_lesson: Open, query: dict[str, str]) -> None:
    assert len(ticks(open_lesson("border", **query))) == 1


def test_the_corner_of_the_border_lesson(open_lesson: Open) -> None:
    app = open_lesson("border", border_n="8", border_k="5")
    assert metrics(app) == {
        "Corner pixel used": "1 ×",
        "Middle pixel used": "16 ×",  # 8 − 5 + 1 = 4 positions along each axis, and all of them reach pixel 4
        "Corner against middle": "6.2%",
        "Pixels never used": "0.0%",
    }
    assert "It holds here" in predict(app, "border", "holds")
    full = open_lesson("border", border_p="full")
    assert "It does not hold here" in predict(full, "border", "holds")


@pytest.mark.parametrize("mode", ["zeros", "replicate", "reflect", "circular"])
@pytest.mark.parametrize("source", ["Numbers", "Photo"])
def test_padding_is_numpys_and_torchs(open_lesson: Open, mode: str, source: str) -> None:
    query = {"padding_a": mode, "padding_input": source, "padding_p": "2"}
    (tick,) = ticks(open_lesson("padding", **query))
    assert ("7 × 9" if source == "Numbers" else "89 × 132") in tick


def test_full_does_not_add_the_kernel(open_lesson: Open) -> None:
    said = predict(open_lesson("padding"), "padding", "fails")
    assert "It does not hold here" in said
    assert "full adds **2** per side" in said
    assert "of which **2** see nothing else" in said


def test_a_padding_that_cannot_be_made_gets_a_sentence(open_lesson: Open) -> None:
    app = open_lesson("padding", padding_p="5")
    assert "reflect" in app.error[0].value


def test_stride_saves_what_torch_counts(open_lesson: Open) -> None:
    query = {"stride_input": "Numbers", "stride_s": "2", "stride_d": "2", "stride_p": "1"}
    app = open_lesson("stride-dilation", **query)
    assert len(ticks(app)) == 1
    outputs = F.conv2d(torch.zeros(1, 1, 9, 9), torch.zeros(1, 1, 3, 3), stride=2, dilation=2, padding=1)
    assert metrics(app)["Multiply-adds"] == f"{outputs.numel() * 9}"
    said = predict(app, "stride-dilation", "fails")
    assert "It holds here" in said and "the largest difference is **0**" in said


def test_a_stride_of_one_loses_nothing(open_lesson: Open) -> None:
    app = open_lesson("stride-dilation", stride_s="1", experiment="only-size")
    assert "It holds here" in predict(app, "stride-dilation-only-size", "holds")


@pytest.mark.parametrize("kind", ["max", "average", "L2", "weighted", "global"])
@pytest.mark.parametrize("source", ["Numbers", "Photo"])
def test_pooling_is_torchs(open_lesson: Open, kind: str, source: str) -> None:
    query = {"pool_kind": kind, "pool_input": source, "pool_k": "3", "pool_p": "1", "pool_size": "128"}
    if kind not in ("weighted", "global"):
        query["pool_ceil"] = "true"
    app = open_lesson("pooling", **query)
    assert len(ticks(app)) == 1
    said = predict(app, "pooling", "holds")
    assert "**0, 0, 0, 0, 0**" in said
    channels = 1 if source == "Numbers" else 3
    side = 1 if kind == "global" else 3
    assert f"would learn {(side * side * channels + 1) * channels}" in said


def test_too_much_padding_gets_pytorchs_rule(open_lesson: Open) -> None:
    app = open_lesson("pooling", pool_p="2")
    assert "more than half of the kernel" in app.error[0].value


@pytest.mark.parametrize("pooling", ["max", "average", "max blur"])
@pytest.mark.parametrize("filters", ["random banks", "sobel_x"])
def test_shifts_are_measured_as_torch_measures_them(open_lesson: Open, pooling: str, filters: str) -> None:
    app = open_lesson("pooling-shifts", shift_pooling=pooling, shift_filters=filters, shift_runs="2", shift="2")
    assert len(ticks(app)) == 1
    assert "It does not hold here" in predict(app, "pooling-shifts", "holds")


def test_a_matrix_is_too_small_to_move(open_lesson: Open) -> None:
    app = open_lesson("pooling-shifts", picture="matrix")
    assert "cannot move" in app.error[0].value
    assert not app.success
