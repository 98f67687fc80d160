"""Pooling against torch's layers, scipy and windows cut out one by one."""

import itertools
import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from scipy import ndimage, signal
from torch import nn

from cnnviz.counting import parameters
from cnnviz.lessons.pooling.formulas import substituted
from cnnviz.operations import pooling
from cnnviz.operations.pooling import max_blur_pool, module, pool, window_values

SETTINGS = list(itertools.product((1, 2, 3, 5), (1, 2, 3, 4), (0, 1, 2), (False, True), ((5, 6), (9, 8))))


def numbers(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(seed).normal(size=shape))


def layer(kind: str, k: int, s: int, p: int, ceil: bool) -> nn.Module:
    if kind == "max":
        return nn.MaxPool2d(k, s, p, ceil_mode=ceil)
    if kind == "average":
        return nn.AvgPool2d(k, s, p, ceil_mode=ceil)
    return nn.Sequential(nn.ZeroPad2d(p), nn.LPPool2d(2, k, s, ceil_mode=ceil))


@pytest.mark.parametrize("kind", ["max", "average", "L2"])
def test_every_setting_gives_what_torch_gives_or_is_refused_as_torch_refuses_it(kind: str) -> None:
    run = refused = 0
    for k, s, p, ceil, size in SETTINGS:
        image = numbers(2, *size)
        try:
            expected = layer(kind, k, s, p, ceil)(image[None])[0]
        except RuntimeError:
            refused += 1
            with pytest.raises(ValueError, match="use"):
                pool(image, k, kind=kind, stride=s, padding=p, ceil_mode=ceil)
            continue
        torch.testing.assert_close(pool(image, k, kind=kind, stride=s, padding=p, ceil_mode=ceil), expected)
        torch.testing.assert_close(
            module(kind, k, stride=s, padding=p, ceil_mode=ceil)(image[None])[0], expected, rtol=0, atol=0
        )
        run += 1
    assert run > 100
    assert refused > 0 or kind == "L2"


def test_the_maximum_of_overlapping_windows_is_scipys() -> None:
    image = numbers(9, 11).numpy()
    expected = ndimage.maximum_filter(image, 3)[1:-1, 1:-1]
    np.testing.assert_array_equal(pool(image, 3, stride=1).numpy(), expected)


def test_the_default_stride_is_the_window() -> None:
    image = numbers(3, 8, 8)
    assert torch.equal(pool(image, 4), F.max_pool2d(image, 4))


@pytest.mark.parametrize(("window", "sigma"), [(2, 1.0), (3, 0.6), (5, 2.0)])
def test_the_weighted_average_has_gaussian_weights(window: int, sigma: float) -> None:
    image = numbers(7, 9).numpy()
    line = signal.windows.gaussian(window, sigma)
    weights = np.outer(line, line) / line.sum() ** 2
    expected = signal.correlate2d(np.pad(image, 1), weights, "valid")[::2, ::2]
    ours = pool(image, window, kind="weighted", stride=2, padding=1, sigma=sigma)
    np.testing.assert_allclose(ours.numpy(), expected, rtol=1e-5, atol=1e-6)
    by_module = module("weighted", window, stride=2, padding=1, sigma=sigma)(torch.tensor(image)[None, None].float())
    np.testing.assert_allclose(by_module[0, 0].numpy(), expected, rtol=1e-4, atol=1e-5)


def test_global_pooling_is_the_mean_of_each_channel() -> None:
    image = numbers(4, 6, 5)
    expected = nn.AdaptiveAvgPool2d(1)(image[None])[0]
    torch.testing.assert_close(pool(image, kind="global"), expected)
    assert pool(image[0], kind="global").shape == (1, 1)
    torch.testing.assert_close(module("global", 1, stride=None)(image[None])[0], expected)


def test_max_blur_pooling_is_a_maximum_everywhere_then_a_blur_with_the_stride() -> None:
    image = numbers(3, 12, 13).float()
    binomial = np.outer([1, 2, 1], [1, 2, 1]) / 16
    for window, stride in ((2, 2), (3, 2), (2, 3)):
        dense = F.max_pool2d(image, window, 1).numpy()
        expected = np.stack([signal.correlate2d(plane, binomial, "valid")[::stride, ::stride] for plane in dense])
        np.testing.assert_allclose(max_blur_pool(image, window, stride).numpy(), expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("kind", pooling.KINDS)
def test_pooling_has_no_parameters(kind: str) -> None:
    built = module(kind, 3, stride=2, padding=1)
    assert parameters(built) == 0
    assert not any(value.requires_grad for value in built.state_dict(keep_vars=True).values())


def test_parameters_are_counted() -> None:
    assert parameters(nn.Conv2d(3, 3, 2)) == (2 * 2 * 3 + 1) * 3


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"kind": "median"}, "no pooling called 'median': use one of max"),
        ({"window": 9}, "covers 9 pixels but the input has only 6"),
        ({"padding": 2}, "refuses padding 2, more than half of the kernel 2"),
        ({"kind": "weighted", "ceil_mode": True}, "no ceil mode: switch it off"),
    ],
)
def test_impossible_settings_get_a_sentence(settings: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        pool(torch.zeros(6, 6), **settings)
    if settings.get("kind") == "median":
        with pytest.raises(ValueError, match=message):
            module("median", 2, stride=2)


@pytest.mark.parametrize("kind", ["max", "average", "L2", "weighted"])
@pytest.mark.parametrize(
    ("k", "s", "p", "ceil"), [(2, 2, 0, False), (3, 2, 1, False), (3, 2, 0, True), (2, 3, 1, True)]
)
def test_the_values_of_a_window_lead_to_the_output(kind: str, k: int, s: int, p: int, ceil: bool) -> None:
    image = numbers(6, 8).float()
    ceil = ceil and kind != "weighted"
    output = pool(image, k, kind=kind, stride=s, padding=p, ceil_mode=ceil)
    line = torch.from_numpy(signal.windows.gaussian(k, 1.0)).float()
    for row, column in itertools.product(*map(range, output.shape)):
        at = row, column
        seen = window_values(image, at, k, stride=s, padding=p, kind=kind)
        value = {
            "max": lambda seen: seen.max(),
            "average": lambda seen: seen.mean(),
            "L2": lambda seen: (seen.square().sum() * k * k / seen.numel()).sqrt(),
            "weighted": lambda seen: (seen * torch.outer(line, line) / line.sum() ** 2).sum(),
        }[kind](seen)
        assert float(output[at]) == pytest.approx(float(value), rel=1e-5, abs=1e-6)


def test_the_formula_with_numbers() -> None:
    values = torch.tensor([[1.0, -2.0], [0.5, 3.0]])
    assert substituted("max", values, 2) == r"\max(1, -2, 0.5, 3)"
    assert substituted("average", values, 2) == r"\frac{1 + (-2) + 0.5 + 3}{4}"
    assert substituted("L2", values, 2) == r"\sqrt{1^2 + (-2)^2 + 0.5^2 + 3^2}"
    assert substituted("L2", values[:1], 2) == r"\sqrt{\tfrac{4}{2} \cdot (1^2 + (-2)^2)}"
    weights = torch.full((2, 2), 0.25)
    assert substituted("weighted", values, 2, weights).startswith(r"0.25 \cdot 1 + 0.25 \cdot (-2) + ")
    assert substituted("global", torch.arange(100.0), 1) == r"\frac{0 + 1 + 2 + \dots + 99}{100}"
    tiny = torch.tensor([[1e-5, -1e-5]], dtype=torch.float64)
    assert substituted("L2", tiny, 1) == r"\sqrt{(1 \cdot 10^{-5})^2 + (-1 \cdot 10^{-5})^2}"
    assert math.sqrt(1 + 4 + 0.25 + 9) == pytest.approx(float(pool(values, 2, kind="L2")[0, 0]))
