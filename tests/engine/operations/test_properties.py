"""Measured claims against plain counting, numpy and scipy."""

import numpy as np
import pytest
import scipy.signal
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.kernels import PRESETS
from cnnviz.operations import properties

small = st.integers(1, 5)


def numbers(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


@given(st.integers(5, 9), small, st.integers(1, 3), st.integers(0, 2))
def test_usage_counts_the_outputs_of_each_pixel(size: int, kernel: int, stride: int, padding: int) -> None:
    counted = np.zeros((size, size))
    places = range(0, size + 2 * padding - kernel + 1, stride)
    for top in places:
        for left in places:
            rows = [r - padding for r in range(top, top + kernel) if 0 <= r - padding < size]
            columns = [c - padding for c in range(left, left + kernel) if 0 <= c - padding < size]
            counted[np.ix_(rows, columns)] += 1
    measured = properties.usage(np.ones((size, size)), np.ones((kernel, kernel)), stride=stride, padding=padding)
    np.testing.assert_array_equal(measured.numpy(), counted)


def test_usage_of_the_course_example() -> None:
    assert properties.usage(np.zeros((3, 3)), np.zeros((2, 2))).tolist() == [[1, 2, 1], [2, 4, 2], [1, 2, 1]]


@given(st.integers(0, 100), small, small)
def test_sliding_the_turned_kernel_is_convolution_by_its_definition(seed: int, height: int, width: int) -> None:
    image, kernel = numbers(7, 8, seed=seed), numbers(height, width, seed=seed + 1)
    turned, as_it_is = properties.against_definition(image, kernel)
    gap = scipy.signal.convolve2d(image, kernel) - scipy.signal.correlate2d(image, kernel)
    assert turned < 1e-5
    assert as_it_is == pytest.approx(np.abs(gap).max(), abs=1e-4)


@given(st.integers(0, 100))
def test_turning_changes_the_result_as_scipy_has_it(seed: int) -> None:
    image, kernel = numbers(9, 9, seed=seed), numbers(3, 2, seed=seed + 1)
    gap = scipy.signal.convolve2d(image, kernel, "valid") - scipy.signal.correlate2d(image, kernel, "valid")
    assert properties.turning_changes(image, kernel) == pytest.approx(np.abs(gap).max(), rel=1e-4)


def test_agreement_knows_rounding_from_difference() -> None:
    values = torch.tensor([1000.0, 1.0])
    assert properties.agree(values, values + torch.tensor([1e-3, 0]))
    assert not properties.agree(values, values + torch.tensor([1.0, 0]))
    assert not properties.agree(torch.zeros(2), torch.zeros(3))


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_flat_response_is_the_sum_of_the_weights(name: str) -> None:
    kernel = PRESETS[name].kernel
    assert properties.flat_response(kernel) == pytest.approx(float(kernel.double().sum()) / 2, abs=1e-5)


@given(st.integers(0, 100), small, small)
def test_one_composed_kernel_does_the_work_of_two(seed: int, first: int, second: int) -> None:
    image = numbers(12, 12, seed=seed)
    a, b = numbers(first, first, seed=seed + 1), numbers(second, second, seed=seed + 2)
    twice = scipy.signal.correlate2d(scipy.signal.correlate2d(image, a, "valid"), b, "valid")
    once = scipy.signal.correlate2d(image, scipy.signal.convolve2d(a, b), "valid")
    assert np.abs(twice - once).max() < 1e-3
    assert properties.composition_error(image, a, b) < 1e-3


def test_the_slide_formula_on_the_example_of_the_course() -> None:
    assert properties.slide_formula(4, 3, 2, 0) == 2
    assert torch.nn.Conv1d(1, 1, 3, stride=2)(torch.zeros(1, 1, 4)).shape[-1] == 1


@given(st.integers(3, 30), st.integers(1, 3), st.integers(1, 4), st.integers(0, 2))
def test_the_slide_formula_is_one_too_large_where_the_stride_divides(n: int, k: int, s: int, p: int) -> None:
    true = torch.nn.Conv1d(1, 1, k, stride=s, padding=p)(torch.zeros(1, 1, n)).shape[-1]
    assert properties.slide_formula(n, k, s, 2 * p) - true == ((n - k + 2 * p + 1) % s == 0)
