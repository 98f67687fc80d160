"""Costs of dense layers and convolutions against torch's own layers, torchinfo, and the course's numbers."""

import contextlib
import io
import math
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torchinfo import summary

from cnnviz.geometry.cost import (
    convolution_cost,
    dense_cost,
    locally_connected_cost,
    one_digit,
    readable_bytes,
)
from cnnviz.lessons.dense_or_convolution import formulas
from cnnviz.lessons.listings.costs import cost_script, count_convolution, count_dense

FULL_HD = (1080, 1920)


def test_the_numbers_of_the_course() -> None:
    cost = dense_cost(1920 * 1080 * 3, 1000)
    assert cost.inputs == 6_220_800
    assert cost.parameters == 6_220_801_000
    assert cost.multiply_adds == 6_220_800_000
    assert cost.parameter_bytes == 24_883_204_000
    assert convolution_cost((28, 28), 192, 32, 5, padding=2).multiply_adds == 120_422_400


LAYERS = st.fixed_dictionaries(
    {
        "size": st.tuples(st.integers(5, 20), st.integers(5, 20)),
        "in_channels": st.integers(1, 4),
        "filters": st.integers(1, 5),
        "kernel": st.integers(1, 5),
        "stride": st.integers(1, 3),
        "padding": st.integers(0, 2),
        "bias": st.booleans(),
    }
)


@settings(max_examples=30)
@given(layer=LAYERS, units=st.integers(1, 9))
def test_costs_against_torchinfo_and_the_layers_run(layer: dict[str, Any], units: int) -> None:
    """torchinfo adds the biases to its multiply-adds, once per output value of a convolution."""
    c, (h, w), bias = layer["in_channels"], layer["size"], layer["bias"]
    conv = nn.Conv2d(c, layer["filters"], layer["kernel"], layer["stride"], layer["padding"], bias=bias)
    dense = nn.Linear(h * w * c, units, bias=bias)
    image = torch.zeros(1, c, h, w)
    output = conv(image)
    mine = convolution_cost(**layer)
    assert mine.outputs == output.numel()
    assert mine.inputs == image.numel()
    # every product of ones is 1, so the sum of the output counts them where no padding is met
    counted = summary(conv, input_data=image, verbose=0)
    assert mine.parameters == counted.total_params
    assert mine.multiply_adds == counted.total_mult_adds - bias * output.numel()
    whole = dense_cost(h * w * c, units, bias=bias)
    assert whole.parameters == sum(parameter.numel() for parameter in dense.parameters())
    assert whole.outputs == dense(image.flatten(1)).numel()
    assert whole.multiply_adds == dense.weight.numel()
    assert whole.parameter_bytes == sum(p.numel() * p.element_size() for p in dense.parameters())
    assert mine.activation_bytes == sum(t.numel() * t.element_size() for t in (image, output))


@settings(max_examples=20)
@given(layer=LAYERS)
def test_unshared_windows_are_counted_one_by_one(layer: dict[str, Any]) -> None:
    image = torch.zeros(1, layer["in_channels"], *layer["size"])
    windows = nn.functional.unfold(image, layer["kernel"], padding=layer["padding"], stride=layer["stride"])[0]
    weights = sum(window.numel() for window in windows.T) * layer["filters"]
    biases = windows.shape[1] * layer["filters"] if layer["bias"] else 0
    cost = locally_connected_cost(**layer)
    assert cost.parameters == weights + biases
    assert cost.multiply_adds == convolution_cost(**layer).multiply_adds


def test_counted_on_the_meta_device_it_is_the_same() -> None:
    """Billions of parameters without memory for them."""
    settings: dict[str, Any] = {"in_channels": 3, "filters": 64, "kernel": 3, "stride": 2, "padding": 1}
    assert count_convolution(FULL_HD, **settings) == convolution_cost(FULL_HD, **settings)
    assert count_dense(math.prod(FULL_HD) * 3, 1000) == dense_cost(math.prod(FULL_HD) * 3, 1000)
    assert count_dense(7, 3, bias=False) == dense_cost(7, 3, bias=False)


@pytest.mark.parametrize("bias", [True, False])
def test_formulas_have_the_numbers_in_them(bias: bool) -> None:
    settings: dict[str, Any] = {"in_channels": 3, "filters": 8, "kernel": 5, "bias": bias}
    dense, convolution = dense_cost(20 * 30 * 3, 10, bias=bias), convolution_cost((20, 30), **settings)
    blocks = formulas.explain((20, 30), 3, 8, 5, dense, convolution, bias=bias)
    equations = 0
    for line in r" \\ ".join(blocks).replace(r"\begin{aligned}", "").replace(r"\end{aligned}", "").split(r"\\"):
        plain = line.replace("&", "").replace("{,}", "").replace(r"\cdot", "*").split("=")
        sides = [side for side in plain if not any(sign.isalpha() for sign in side) and side.strip()]
        assert len({eval(side) for side in sides}) <= 1, line
        equations += len(sides) == 2
    assert equations == 4


@pytest.mark.parametrize(
    ("number", "rounded"), [(6_220_800, 6_000_000), (1, 1), (14, 10), (15, 20), (94, 90), (95, 100), (249, 200)]
)
def test_rounding_as_slides_do(number: int, rounded: int) -> None:
    assert one_digit(number) == rounded


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (999, "999 B"), (7168, "7.17 kB"), (24_883_204_000, "24.9 GB"), (3_302_259_956_121_600, "3.3 PB")],
)
def test_bytes_to_read(count: int, text: str) -> None:
    assert readable_bytes(count) == text


@pytest.mark.parametrize(("inputs", "units", "name"), [(0, 3, "inputs"), (5, 0, "units"), (5, -1, "units")])
def test_impossible_dense_layers_are_refused(inputs: int, units: int, name: str) -> None:
    with pytest.raises(ValueError, match=name):
        dense_cost(inputs, units)


def test_impossible_convolutions_are_refused() -> None:
    with pytest.raises(ValueError, match="kernel"):
        convolution_cost((4, 4), 3, 8, 7)


@pytest.mark.parametrize(
    "settings",
    [
        {"filters": 64, "kernel": 3, "padding": 1},
        {"filters": 5, "kernel": 4, "stride": 3, "bias": False},
        {"filters": 1, "kernel": 1},
    ],
)
def test_the_script_counts_the_same(settings: dict[str, Any]) -> None:
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(cost_script((90, 160), 3, units=12, **settings), names)
    dense = dense_cost(90 * 160 * 3, 12, bias=settings.get("bias", True))
    convolution = convolution_cost((90, 160), 3, **settings)
    assert names["result"] == {"dense": dense[:2], "convolution": convolution[:2]}
    assert f"{convolution.parameters:,} parameters" in printed.getvalue()
    assert torch.zeros(1).device.type == "cpu"
