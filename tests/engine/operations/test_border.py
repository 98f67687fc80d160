"""How often pixels are used, against torch's gradients and plain counting."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.operations.border import Border, border, usage_along, usage_map


@settings(max_examples=50, deadline=None)
@given(
    st.tuples(st.integers(7, 12), st.integers(7, 12)),
    st.tuples(st.integers(1, 4), st.integers(1, 4)),
    st.integers(1, 4),
    st.integers(0, 4),
    st.integers(1, 2),
)
def test_the_map_is_the_gradient_of_the_sum_of_all_outputs(
    size: tuple[int, int], kernel: tuple[int, int], stride: int, padding: int, dilation: int
) -> None:
    image = torch.zeros(1, 1, *size, requires_grad=True)
    outputs = F.conv2d(image, torch.ones(1, 1, *kernel), stride=stride, padding=padding, dilation=dilation)
    (gradient,) = torch.autograd.grad(outputs.sum(), image)
    counts = usage_map(size, kernel, stride=stride, padding=padding, dilation=dilation)
    assert counts.tolist() == gradient[0, 0].tolist()


@pytest.mark.parametrize("kernel", range(1, 8))
def test_along_a_row_the_counts_are_a_convolution_of_ones(kernel: int) -> None:
    assert usage_along(15, kernel).tolist() == np.convolve(np.ones(15 - kernel + 1), np.ones(kernel)).tolist()
    assert usage_along(15, kernel, padding="full").tolist() == [kernel] * 15
    same = usage_along(15, kernel, padding="same")
    assert same.tolist() == np.convolve(np.ones(15), np.ones(kernel))[(kernel - 1) // 2 :][:15].tolist()


def test_what_is_said_about_the_border() -> None:
    found = border(usage_map((5, 5), (3, 3)))
    assert found == Border(corner=1, centre=9, unused=0.0)
    assert found.ratio == 1 / 9
    assert border(usage_map((6, 6), (1, 1), stride=2)) == Border(corner=1, centre=0, unused=0.75)
    assert np.isnan(border(usage_map((6, 6), (1, 1), stride=2)).ratio)


def test_a_kernel_that_does_not_fit_gets_a_sentence() -> None:
    with pytest.raises(ValueError, match="covers 5 pixels but the input has only 4: use"):
        usage_along(4, 5)
