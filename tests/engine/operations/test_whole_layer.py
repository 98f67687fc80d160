"""One whole layer against torch.nn.Conv2d with its activation, scipy, and what PyTorch counts."""

import contextlib
import io
from typing import Any

import numpy as np
import pytest
import scipy.signal
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from cnnviz import images
from cnnviz.kernels import PRESETS
from cnnviz.lessons.listings.filters import filter_bank_script
from cnnviz.lessons.whole_layer import formulas
from cnnviz.operations import whole_layer
from cnnviz.operations.activations import ACTIVATIONS
from cnnviz.operations.filter_bank import bank_of, random_bank

IMAGE = torch.from_numpy(np.random.default_rng(0).random((3, 10, 13), dtype=np.float32))
BANK = random_bank(4, 3, 3, 0)
BIAS = torch.tensor([0.5, -0.25, 0.0, -1.0])


def test_every_step_is_that_of_scipy() -> None:
    steps = whole_layer.run(IMAGE, BANK, BIAS, "ReLU")
    assert steps.shares.shape == (4, 3, 8, 11)
    for f, kernel in enumerate(BANK.numpy()):
        shares = [scipy.signal.correlate2d(x, k, "valid") for x, k in zip(IMAGE.numpy(), kernel, strict=True)]
        np.testing.assert_allclose(steps.shares[f].numpy(), shares, atol=1e-5)
        np.testing.assert_allclose(steps.sums[f].numpy(), sum(shares), atol=1e-5)
        biased = sum(shares) + float(BIAS[f])
        np.testing.assert_allclose(steps.biased[f].numpy(), biased, atol=1e-5)
        np.testing.assert_allclose(steps.output[f].numpy(), np.maximum(biased, 0), atol=1e-5)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("window", [{}, {"stride": 2, "padding": 1}, {"padding": "same", "padding_mode": "reflect"}])
def test_the_output_is_that_of_torchs_layer(activation: str, window: dict[str, Any]) -> None:
    padding = {"same": 1}.get(window.get("padding", 0), window.get("padding", 0))
    mode = window.get("padding_mode", "zeros")
    layer = nn.Conv2d(3, 4, 3, stride=window.get("stride", 1), padding=padding, padding_mode=mode)
    layer.load_state_dict({"weight": BANK, "bias": BIAS})
    expected = ACTIVATIONS[activation].module()(layer(IMAGE[None]))[0].detach()
    output = whole_layer.run(IMAGE, BANK, BIAS, activation, **window).output
    torch.testing.assert_close(output, expected, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(whole_layer.run_torch(IMAGE, BANK, BIAS, activation, **window), expected)


def test_a_bias_for_each_filter() -> None:
    with pytest.raises(ValueError, match="3 biases for 4 filters: give one number for each"):
        whole_layer.run(IMAGE, BANK, BIAS[:3], "ReLU")


@given(
    st.integers(1, 9), st.integers(1, 5), st.integers(1, 5), st.integers(1, 5), st.integers(6, 30), st.integers(6, 30),
    st.integers(1, 3), st.integers(0, 2), st.booleans(), st.integers(1, 4),
)  # fmt: skip
@settings(deadline=None, max_examples=50)
def test_costs_are_what_torch_counts(
    filters: int,
    channels: int,
    h: int,
    w: int,
    height: int,
    width: int,
    stride: int,
    padding: int,
    bias: bool,
    batch: int,
) -> None:
    layer = nn.Conv2d(channels, filters, (h, w), stride=stride, padding=padding, bias=bias, device="meta")
    with FlopCounterMode(display=False) as counter:
        output = layer(torch.empty(1, channels, height, width, device="meta"))
    cost = whole_layer.cost(
        (height, width), (filters, channels, h, w), stride=stride, padding=padding, bias=bias, batch=batch
    )
    assert cost.shape == tuple(output.shape[1:])
    assert cost.parameters == sum(p.numel() for p in layer.parameters())
    assert cost.multiply_adds == counter.get_total_flops() // 2
    assert cost.activation_bytes == batch * output.numel() * output.element_size()
    assert cost.training_bytes == 2 * cost.activation_bytes


def test_parameters_do_not_depend_on_the_size_of_the_picture() -> None:
    for f, c_in, c_out in ((3, 3, 64), (5, 1, 6), (11, 3, 96)):
        counts = {whole_layer.cost((n, n), (c_out, c_in, f, f)).parameters for n in (16, 32, 224, 1024)}
        assert (
            counts == {(f * f * c_in + 1) * c_out} == {sum(p.numel() for p in nn.Conv2d(c_in, c_out, f).parameters())}
        )


def test_the_explanation_ends_in_the_value_of_the_layer() -> None:
    image = torch.arange(27.0).reshape(3, 3, 3)
    kernel = torch.tensor([[[1.0, 0.0], [0.0, -1.0]], [[0.0, 2.0], [0.0, 0.0]], [[0.0, 0.0], [1.0, 0.0]]])
    # channel 0: 4 - 8 = -4, channel 1: 2 * 14 = 28, channel 2: 25; with the bias -9 this is 40
    lines = formulas.explain_value(image, kernel, -9.0, "ReLU", (1, 1), 2)
    assert lines[1] == r"z[2, 1, 1] = (-4) + 28 + 25 + (-9) = 40"
    assert lines[2] == r"y[2, 1, 1] = \max(0, 40) = 40"
    assert formulas.explain_value(image, kernel, -50.0, "ReLU", (1, 1), 0)[2] == r"y[0, 1, 1] = \max(0, (-1)) = 0"


@pytest.mark.parametrize("activation", ["ReLU", "Sigmoid", "Identity"])
def test_the_script_gives_the_same_output(activation: str) -> None:
    kernels = tuple(PRESETS[name].kernel for name in ("sobel_x", "gaussian_3"))
    bank, bias = bank_of(kernels, 3), torch.tensor([0.125, -0.3])
    script = filter_bank_script(
        "coffee", bank, kernels=kernels, bias=bias, activation=activation, grey=False, longest_side=50, padding="same"
    )
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(script, names)
    assert "parameters 56\n" in printed.getvalue()
    image = images.resize(images.sample_picture("coffee").pixels, 50)
    expected = whole_layer.run(image, bank, bias, activation, padding="same").output
    torch.testing.assert_close(names["result"], expected, atol=5e-5, rtol=1e-5)


@pytest.mark.parametrize("bias", [True, False])
def test_the_costs_are_explained_with_what_torch_counts(bias: bool) -> None:
    layer = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=bias, device="meta")
    with FlopCounterMode(display=False) as counter:
        layer(torch.empty(1, 3, 224, 224, device="meta"))
    cost = whole_layer.cost((224, 224), (64, 3, 7, 7), stride=2, padding=3, bias=bias)
    parameters, products = formulas.explain_cost((64, 3, 7, 7), cost, bias=bias)
    assert parameters.replace("{,}", "").endswith(f"= {sum(p.numel() for p in layer.parameters())}")
    assert products.replace("{,}", "").endswith(f"= {counter.get_total_flops() // 2}")
    for line in (parameters, products):
        sides = [side.replace(r"\cdot", "*").replace("{,}", "") for side in line.split(" = ")]
        assert eval(sides[-2]) == int(sides[-1])
