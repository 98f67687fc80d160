"""Activation functions and gradients through deep stacks against torch's modules, its initialisations and autograd."""

import contextlib
import io
import math
import re
from typing import Any

import numpy as np
import pytest
import scipy.signal
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.lessons.activations.listing import activation_script
from cnnviz.operations import deep_gradients
from cnnviz.operations.activations import ACTIVATIONS, share_of_zeros, share_that_is_flat
from cnnviz.operations.deep_gradients import Stack
from cnnviz.writing.activations import FORMULAS, in_numbers, in_symbols

KINKS = [-6.0, -3.0, -1.0, 0.0, 1.0, 3.0, 6.0]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_value_and_derivative_are_those_of_torch(name: str) -> None:
    activation = ACTIVATIONS[name]
    x = torch.cat([torch.tensor([*KINKS, -90.0, 90.0]), torch.linspace(-12, 12, 1001)]).requires_grad_()
    value = activation.module()(x)
    (slope,) = torch.autograd.grad(value.sum(), x)
    point = x.detach()
    torch.testing.assert_close(activation.value(point), value.detach(), atol=2e-6, rtol=1e-5)
    torch.testing.assert_close(activation.derivative(point), slope, atol=2e-6, rtol=1e-5)
    assert activation.value(point).dtype == activation.derivative(point).dtype == torch.float32


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(x=st.floats(-8, 8).filter(lambda x: min(abs(x - kink) for kink in KINKS) > 0.01))
@settings(deadline=None, max_examples=20)
def test_the_derivative_is_the_slope_of_a_short_chord(name: str, x: float) -> None:
    activation, step = ACTIVATIONS[name], 1e-5
    points = torch.tensor([x - step, x + step], dtype=torch.float64)
    low, high = activation.value(points).tolist()
    middle = float(activation.derivative(torch.tensor(x, dtype=torch.float64)))
    assert (high - low) / (2 * step) == pytest.approx(middle, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "x", "value", "slope"),
    [("Sigmoid", 0.0, 0.5, 0.25), ("Tanh", 0.0, 0.0, 1.0), ("ReLU", -2.0, 0.0, 0.0), ("Leaky ReLU", -2.0, -0.02, 0.01),
     ("Softplus", 0.0, math.log(2), 0.5), ("GELU", 0.0, 0.0, 0.5), ("Hard swish", 3.0, 3.0, 1.0)],
)  # fmt: skip
def test_values_known_by_hand(name: str, x: float, value: float, slope: float) -> None:
    point = torch.tensor(x)
    assert float(ACTIVATIONS[name].value(point)) == pytest.approx(value, abs=1e-6)
    assert float(ACTIVATIONS[name].derivative(point)) == pytest.approx(slope, abs=1e-6)
    for both in (ACTIVATIONS[name].at(x), ACTIVATIONS[name].at_by_torch(x)):
        assert both == pytest.approx((value, slope), abs=1e-6)


def evaluated(latex: str) -> float:
    """A formula without cases, in numbers, worked out by Python."""
    text = latex
    for pattern, python in (
        (r"\\frac\{(.*?)\}\{(.*)\}$", r"(\1)/(\2)"),
        (r"\\cdot|\\,(?=\\)", "*"),
        (r"e\^\{([^{}]*)\}", r"math.exp(\1)"),
        (r"\\tanh", "math.tanh"),
        (r"\\ln", "math.log"),
        (r"\\(max|min)", r"\1"),
        (r"\|([^|]*)\|", r"abs(\1)"),
        (r"(\d\.\d+) max", r"\1 * max"),
        (r"(0\.01) min", r"\1 * min"),
    ):
        text = re.sub(pattern, python, text)
    return float(eval(text, {"math": math, "max": max, "min": min, "abs": abs}))


PLAIN = ["ReLU", "Leaky ReLU", "Sigmoid", "Tanh", "Softplus", "Softsign", "ReLU6", "Mish", "Identity"]


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("x", [-2.5, -0.3, 0.0, 0.7, 2.0])
def test_the_formula_in_numbers_gives_the_value(name: str, x: float) -> None:
    activation = ACTIVATIONS[name]
    value = float(activation.value(torch.tensor(x, dtype=torch.float64)))
    assert evaluated(in_numbers(FORMULAS[name][0], x)) == pytest.approx(value, abs=1e-9)


def test_every_formula_has_its_argument_replaced_and_its_brackets_closed() -> None:
    assert list(FORMULAS) == list(ACTIVATIONS)
    for both in FORMULAS.values():
        for formula in both:
            for text in (in_symbols(formula), in_numbers(formula, -1.5)):
                assert "@" not in text
                assert text.count("{") == text.count("}")
                assert text.count(r"\begin") == text.count(r"\end")


def test_shares_of_zeros_and_of_flat_values() -> None:
    values = torch.tensor([-3.0, -1.0, 0.0, 2.0])
    assert share_of_zeros(ACTIVATIONS["ReLU"].value(values)) == 0.75
    assert share_that_is_flat(ACTIVATIONS["ReLU"], values) == 0.75
    # s (1 - s) = 0.01 where s = (1 + sqrt(0.96)) / 2, at x = ln(s / (1 - s)) = 4.585
    assert share_that_is_flat(ACTIVATIONS["Sigmoid"], torch.tensor([-4.6, -4.5, 4.5, 4.6])) == 0.5


# Gradients through depth


def by_numpy(stack: Stack, seed: int) -> np.ndarray:
    """Norms of the gradient by the values, by matrix products of Jacobians; convolutions as matrices."""
    weights, x, g = deep_gradients.draw(stack, seed)
    activation = ACTIVATIONS[stack.activation]
    slopes, matrices = [], []
    for weight in weights:
        if stack.kind == "convolution":
            side = x.shape[-1]
            columns = torch.eye(stack.width * side * side, dtype=torch.float64).reshape(-1, stack.width, side, side)
            outputs = [
                np.stack([
                    sum(scipy.signal.correlate2d(x, k, "same") for x, k in zip(one, bank, strict=True))
                    for bank in weight.numpy()
                ])
                for one in columns.numpy()
            ]  # fmt: skip
            matrix = np.stack(outputs).reshape(len(columns), -1).T
        else:
            matrix = weight.numpy()
        z = x.reshape(len(x), -1).numpy() @ matrix.T
        slopes.append(activation.derivative(torch.from_numpy(z)).numpy())
        matrices.append(matrix)
        x = activation.value(torch.from_numpy(z)).reshape(x.shape)
    back = g.reshape(len(g), -1).numpy()
    norms = [np.linalg.norm(back)]
    for matrix, slope in zip(reversed(matrices), reversed(slopes), strict=True):
        back = (back * slope) @ matrix
        norms.append(np.linalg.norm(back))
    return np.array(norms[::-1])


@pytest.mark.parametrize("activation", ["ReLU", "Sigmoid", "GELU"])
@pytest.mark.parametrize(("kind", "width"), [("dense", 9), ("convolution", 2)])
def test_gradient_norms_are_those_of_autograd_and_of_jacobians(activation: str, kind: str, width: int) -> None:
    stack = Stack(activation, 3, width, "He", kind=kind)
    by_hand, by_torch = (
        way(stack, 4) for way in (deep_gradients.gradient_norms, deep_gradients.gradient_norms_by_autograd)
    )
    torch.testing.assert_close(by_hand.values, by_torch.values, rtol=1e-10, atol=0)
    torch.testing.assert_close(by_hand.weights, by_torch.weights, rtol=1e-10, atol=0)
    np.testing.assert_allclose(by_hand.values.numpy(), by_numpy(stack, 4), rtol=1e-9)
    assert by_hand.values.shape == (4,)
    assert by_hand.weights.shape == (3,)
    assert float(by_hand.values[-1]) == pytest.approx(1)


@pytest.mark.parametrize("kind", deep_gradients.KINDS)
def test_the_starts_are_those_of_torch(kind: str) -> None:
    shape = (128, 128, 3, 3) if kind == "convolution" else (512, 512)
    for init, torch_init in (("He", torch.nn.init.kaiming_normal_), ("Xavier", torch.nn.init.xavier_normal_)):
        stack = Stack("ReLU", 1, shape[0], init, kind=kind)
        drawn = torch_init(torch.empty(shape), generator=torch.Generator().manual_seed(0))
        assert stack.spread() == pytest.approx(float(drawn.std()), rel=0.01)
    weights, _, _ = deep_gradients.draw(Stack("ReLU", 2, 100, "normal", 0.3), 0)
    assert float(weights[0].std()) == pytest.approx(0.3, rel=0.03)


def test_sigmoid_gradients_vanish_with_depth_and_those_of_relu_do_not() -> None:
    def left(name: str, init: str, depth: int) -> float:
        stack = Stack(name, depth, 64, init)
        return float(deep_gradients.average(deep_gradients.over_seeds(stack, range(5)))[0])

    for init in ("He", "Xavier"):
        # a slope of at most 1/4, against weights that keep or double the variance: below (sqrt(2) / 4 * 1.2)^30
        assert left("Sigmoid", init, 30) < 0.45**30
    assert 0.1 < left("ReLU", "He", 30) < 10
    # Xavier's variance is half as large as a ReLU needs: sqrt(1/2) in every layer
    assert left("ReLU", "Xavier", 30) == pytest.approx(left("ReLU", "He", 30) / 2**15, rel=1e-6)


def test_average_and_factor_per_layer() -> None:
    norms = torch.tensor([[1.0, 4.0], [100.0, 4.0]])
    torch.testing.assert_close(deep_gradients.average(norms), torch.tensor([10.0, 4.0], dtype=torch.float64))
    assert deep_gradients.per_layer(torch.tensor([0.001, 0.5, 0.7, 1.0])) == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("change", "message"),
    [({"depth": 51}, "51 layers: use 1 to 50"), ({"width": 0}, "0 wide"), ({"sigma": 0.0}, "use a number above 0"),
     ({"activation": "step"}, "no activation 'step'"), ({"init": "zeros"}, "one of the starts")],
)  # fmt: skip
def test_impossible_stacks_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        deep_gradients.draw(Stack(**{"activation": "ReLU", **change}), 0)


@pytest.mark.parametrize("kind", deep_gradients.KINDS)
def test_the_script_gives_the_same_map_and_the_same_norms(kind: str) -> None:
    stack = Stack("Leaky ReLU", 4, 8, "Xavier", kind=kind)
    image, kernel = np.random.default_rng(0).random((6, 7)).astype(np.float32), torch.tensor([[1.0, -2.0], [0.5, 0.25]])
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(activation_script(image, kernel, stack, 3, bias=-0.1), names)
    before = scipy.signal.correlate2d(image, kernel.numpy(), "valid") - 0.1
    np.testing.assert_allclose(names["result"], np.where(before > 0, before, 0.01 * before), atol=1e-6)
    torch.testing.assert_close(names["sizes"], deep_gradients.gradient_norms(stack, 3).values, rtol=1e-9, atol=0)
