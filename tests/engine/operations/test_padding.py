"""Padding by the rules of the lesson, against numpy.pad, torch and tables worked out by hand."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal

from cnnviz.convolution import PADDING_MODES
from cnnviz.geometry.padding_modes import NUMPY_MODES, source
from cnnviz.lessons.padding import formulas
from cnnviz.operations import padding

COUNTED = np.arange(1, 16, dtype=np.float32).reshape(3, 5)
REPLICATED = [
    [1, 1, 2, 3, 4, 5, 5],
    [1, 1, 2, 3, 4, 5, 5],
    [6, 6, 7, 8, 9, 10, 10],
    [11, 11, 12, 13, 14, 15, 15],
    [11, 11, 12, 13, 14, 15, 15],
]
REFLECTED = [
    [7, 6, 7, 8, 9, 10, 9],
    [2, 1, 2, 3, 4, 5, 4],
    [7, 6, 7, 8, 9, 10, 9],
    [12, 11, 12, 13, 14, 15, 14],
    [7, 6, 7, 8, 9, 10, 9],
]


@pytest.mark.parametrize(("mode", "table"), [("replicate", REPLICATED), ("reflect", REFLECTED)])
def test_the_example_of_the_course(mode: str, table: list[list[int]]) -> None:
    assert padding.pad_by_rule(COUNTED, ((1, 1), (1, 1)), mode).tolist() == table


@settings(max_examples=50, deadline=None)
@given(
    st.sampled_from(list(PADDING_MODES)),
    st.tuples(st.integers(4, 6), st.integers(4, 6)),
    st.tuples(*[st.integers(0, 3)] * 4),
)
def test_the_rules_are_those_of_numpy_and_torch(
    mode: str, size: tuple[int, int], sides: tuple[int, int, int, int]
) -> None:
    image = np.random.default_rng(0).normal(size=size).astype(np.float32)
    top, bottom, left, right = sides
    ours = padding.pad_by_rule(image, ((top, bottom), (left, right)), mode)
    by_numpy = np.pad(image, ((top, bottom), (left, right)), mode=NUMPY_MODES[mode])  # type: ignore[call-overload]
    by_torch = F.pad(torch.from_numpy(image)[None, None], (left, right, top, bottom), mode=PADDING_MODES[mode])[0, 0]
    np.testing.assert_array_equal(ours, by_numpy)
    np.testing.assert_array_equal(ours, by_torch.numpy())


def test_an_unknown_mode_gets_a_sentence() -> None:
    with pytest.raises(ValueError, match="no padding mode 'mirror': use one of zeros, replicate"):
        source(-1, 4, "mirror")


@pytest.mark.parametrize("kernel", range(1, 8))
def test_full_adds_one_pixel_less_than_the_kernel_on_each_side(kernel: int) -> None:
    full = padding.reach(9, kernel, "full")
    assert full.output == len(signal.convolve(np.ones(9), np.ones(kernel), mode="full"))
    assert full.padded == 9 + 2 * (kernel - 1)
    assert full.blind == 0
    assert padding.reach(9, kernel, kernel).blind == 2


@given(st.integers(3, 9), st.integers(1, 4), st.integers(0, 8), st.integers(1, 3), st.integers(1, 2))
def test_blind_outputs_are_those_that_stay_zero(n: int, k: int, p: int, stride: int, dilation: int) -> None:
    if n + 2 * p < dilation * (k - 1) + 1:
        return
    line = F.conv1d(torch.ones(1, 1, n), torch.ones(1, 1, k), padding=p, stride=stride, dilation=dilation)[0, 0]
    assert padding.reach(n, k, p, stride=stride, dilation=dilation) == (n + 2 * p, len(line), int((line == 0).sum()))


@pytest.mark.parametrize("kernel", [1, 3, 5, 7, 15])
def test_same_adds_half_of_it_for_odd_kernels(kernel: int) -> None:
    found = padding.reach(20, kernel, "same")
    assert found.output == 20
    assert found.padded == 20 + 2 * ((kernel - 1) // 2)


def test_the_positions_in_latex() -> None:
    assert formulas.substituted(5, 2, 1, "reflect") == [r"x_p[-2] = x[2],\quad x_p[-1] = x[1]", "x_p[5] = x[3]"]
    assert formulas.substituted(5, 0, 1, "zeros") == ["x_p[5] = 0"]
    assert formulas.substituted(9, 0, 8, "circular", most=2) == [r"x_p[9] = x[0],\quad x_p[10] = x[1]"]
