"""The student's numbers in LaTeX, evaluated as arithmetic and compared with scipy."""

import re

import numpy as np
import pytest
import scipy.signal
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnviz import convolution
from cnnviz.operations import one_value


def evaluate(latex: str) -> float:
    """The arithmetic value of one side of an equation."""
    plain = latex.replace(r"\begin{aligned}", "").replace(r"\end{aligned}", "").replace(r"\quad", "")
    plain = plain.replace(r"\\", "").replace("&", "").replace(r"\cdot 10^{", "* 10 ** (").replace(r"\cdot", "*")
    plain = re.sub(r"\(([-+]?\d+)\}", r"(\1)", plain)
    assert re.fullmatch(r"[-+*/(). \d]+", plain), plain
    return float(eval(plain))


whole = st.integers(-9, 9)


@given(st.lists(whole, min_size=9, max_size=9), st.lists(whole, min_size=4, max_size=4), st.booleans())
def test_every_side_of_the_equation_is_the_value_of_scipy(pixels: list[int], weights: list[int], biased: bool) -> None:
    image, kernel = np.reshape(pixels, (3, 3)).astype(np.float32), np.reshape(weights, (2, 2)).astype(np.float32)
    taken_apart = convolution.window(image, kernel, (1, 0))
    bias = -2.0 if biased else None
    [latex] = one_value.cross_correlation_numbers(taken_apart, torch.from_numpy(kernel), (1, 0), bias=bias)
    left, *sides = re.split(r"&?=", latex.replace(r"\begin{aligned}", ""))
    assert left.strip() == "y[1, 0]"
    expected = scipy.signal.correlate2d(image, kernel, "valid")[1, 0] + (bias or 0)
    assert [evaluate(side) for side in sides] == [expected, expected]


def test_channels_appear_as_partial_sums() -> None:
    image, kernel = torch.arange(27.0).reshape(3, 3, 3), torch.tensor([1.0, 0, -1]).reshape(3, 1, 1).expand(3, 2, 2)
    taken_apart = convolution.window(image, kernel, (0, 0))
    [latex] = one_value.cross_correlation_numbers(taken_apart, kernel, (0, 0), bias=0.5)
    parts = [float(image[c, :2, :2].sum() * kernel[c, 0, 0]) for c in range(3)]
    assert parts == [8, 0, -80]
    assert "8 + 0 + (-80) + 0.5" in latex
    assert evaluate(latex.split("&=")[-1]) == pytest.approx(sum(parts) + 0.5)


def test_a_long_sum_is_cut_and_says_so() -> None:
    kernel = torch.ones(5, 5)
    [latex] = one_value.cross_correlation_numbers(convolution.window(torch.ones(5, 5), kernel, (0, 0)), kernel, (0, 0))
    assert r"\dots" in latex
    assert latex.split("&=")[-1].split()[0] == "25"
