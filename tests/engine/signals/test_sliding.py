"""One-dimensional convolution against numpy, scipy, torch, and integrals worked out by hand."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, signal, stats

from cnnviz.lessons.one_dimensional import listing
from cnnviz.signals import sliding

rows = st.lists(st.integers(-9, 9), min_size=1, max_size=12)
each_operation = pytest.mark.parametrize("operation", sliding.OPERATIONS)


@settings(max_examples=50)
@given(f=rows, g=rows)
def test_discrete_is_numpys(f: list[int], g: list[int]) -> None:
    one, other = sliding.discrete(f), sliding.discrete(g)
    convolved = sliding.slide(one, other)
    np.testing.assert_allclose(convolved.values, np.convolve(f, g))
    assert convolved.times.tolist() == list(range(len(f) + len(g) - 1))
    correlated = sliding.slide(one, other, "cross-correlation")
    np.testing.assert_allclose(correlated.values, np.correlate(f, g, "full"))
    np.testing.assert_allclose(correlated.times, signal.correlation_lags(len(f), len(g)))


@settings(max_examples=40)
@given(f=rows, g=rows, operation=st.sampled_from(sliding.OPERATIONS), data=st.data())
def test_one_value_taken_apart_and_torchs_layer(f: list[int], g: list[int], operation: str, data: Any) -> None:
    one, other = sliding.discrete(f), sliding.discrete(g)
    expected = np.convolve(f, g) if operation == "convolution" else np.correlate(f, g, "full")
    np.testing.assert_allclose(sliding.by_torch(one, other, operation), expected, atol=1e-9)
    place = data.draw(st.integers(0, len(expected) - 1))
    pairs = sliding.overlap(one, other, operation, place)
    assert sum(a * b for a, b in pairs) == pytest.approx(expected[place])
    assert len(pairs) == np.convolve(np.ones(len(f)), np.ones(len(g)))[place]


def by_quadrature(f: tuple[str, float], g: tuple[str, float], operation: str, t: float) -> float:
    """The integral by scipy, from the definition and formulas written down again."""
    functions: dict[str, Any] = {
        "box": lambda x, w: float(abs(x) < w / 2),
        "triangle": lambda x, w: max(0.0, 1 - abs(x) / (w / 2)),
        "Gaussian": lambda x, w: stats.norm.pdf(x, scale=w) * w * np.sqrt(2 * np.pi),
        "decay": lambda x, w: stats.expon.pdf(x, scale=w) * w,
        "burst": lambda x, w: np.sin(3 * 2 * np.pi * x / w) if abs(x) < w / 2 else 0.0,
    }

    def product(tau: float) -> float:
        shift = t - tau if operation == "convolution" else tau - t
        return functions[f[0]](tau, f[1]) * functions[g[0]](shift, g[1])

    corners = {"decay": [0.0], "Gaussian": [-f[1], f[1]]}.get(f[0], [-f[1] / 2, 0.0, f[1] / 2])
    others = {"decay": [0.0], "Gaussian": [-g[1], g[1]]}.get(g[0], [-g[1] / 2, 0.0, g[1] / 2])
    corners += [t - x if operation == "convolution" else t + x for x in others]
    return float(integrate.quad(product, -40, 40, points=sorted(set(corners)), limit=400)[0])


@each_operation
@pytest.mark.parametrize("first", sliding.SHAPES)
@pytest.mark.parametrize("second", sliding.SHAPES)
def test_continuous_is_the_integral(operation: str, first: str, second: str) -> None:
    f, g, step = (first, 1.2), (second, 0.8), 0.01
    result = sliding.slide(sliding.sample(*f, step), sliding.sample(*g, step), operation)
    for place in np.linspace(0, len(result.values) - 1, 9).astype(int):
        t = float(result.times[place])
        if abs(t) < 3:
            assert result.values[place] == pytest.approx(by_quadrature(f, g, operation, t), abs=2e-3)


@each_operation
@pytest.mark.parametrize("shape", ["box", "Gaussian", "decay"])
@pytest.mark.parametrize("widths", [(1.0, 1.0), (0.7, 1.3), (1.3, 0.7)])
def test_integrals_by_hand_are_the_integral(operation: str, shape: str, widths: tuple[float, float]) -> None:
    f, g = (shape, widths[0]), (shape, widths[1])
    times = np.array([-1.6, -0.9, -0.35, 0.0, 0.2, 0.8, 1.7])
    by_hand = sliding.integral(f, g, operation, times)
    assert by_hand is not None
    expected = [by_quadrature(f, g, operation, float(t)) for t in times]
    np.testing.assert_allclose(by_hand, expected, atol=1e-6)


def test_there_is_no_integral_by_hand_for_other_pairs() -> None:
    assert sliding.integral(("box", 1), ("decay", 1), "convolution", [0]) is None
    assert sliding.integral(("burst", 1), ("burst", 1), "convolution", [0]) is None


def test_box_and_box_are_a_triangle_exactly() -> None:
    box = sliding.sample("box", 2, 0.05)
    result = sliding.slide(box, box)
    np.testing.assert_allclose(result.values, np.maximum(0, 2 - np.abs(result.times)), atol=1e-12)


def test_variances_of_gaussians_add() -> None:
    result = sliding.slide(sliding.sample("Gaussian", 0.6, 0.01), sliding.sample("Gaussian", 0.8, 0.01))
    weights = result.values / result.values.sum()
    assert (weights * result.times**2).sum() == pytest.approx(0.6**2 + 0.8**2, rel=1e-4)
    np.testing.assert_allclose(weights / 0.01, stats.norm.pdf(result.times, scale=1.0), atol=1e-5)


def gap(pair: str, step: float) -> float:
    """How far the sum is from the integral worked out by hand."""
    f, g = (pair, 0.9), (pair, 0.5)
    result = sliding.slide(sliding.sample(*f, step), sliding.sample(*g, step))
    by_hand = sliding.integral(f, g, "convolution", result.times)
    assert by_hand is not None
    return float(np.abs(result.values - by_hand).max())


def test_a_smaller_step_brings_the_sum_nearer_to_the_integral() -> None:
    assert all(gap(pair, 0.01) < 1e-3 for pair in ("box", "Gaussian", "decay"))
    assert gap("decay", 0.05) < gap("decay", 0.2) / 4  # the midpoint rule: half the step, a quarter of the error


def test_a_staircase_holds_its_samples() -> None:
    stairs = sliding.staircase([1, 2, 3], 1.5, 0.1)
    assert stairs.values.tolist() == [1] * 5 + [2] * 5 + [3] * 5
    assert stairs.start == pytest.approx(-0.7)
    assert sliding.staircase([1, 2, 3], 0.1, 0.1).values.tolist() == [1, 2, 3]


@pytest.mark.parametrize("shape", sliding.SHAPES)
def test_samples_lie_in_the_middle_of_their_steps(shape: str) -> None:
    sampled = sliding.sample(shape, 1.0, 0.25)
    start, end = sliding.SHAPES[shape].support(1.0)
    assert sampled.start == pytest.approx(start + 0.125)
    assert sampled.times[-1] == pytest.approx(end - 0.125)
    assert np.abs(sampled.values).max() <= 1


def test_what_is_drawn_holds_everything_that_is_not_small() -> None:
    f, g = sliding.sample("decay", 1, 0.05), sliding.sample("box", 1, 0.05)
    result = sliding.slide(f, g)
    low, high = sliding.worth_drawing(f, g, result)
    outside = (result.times < low) | (result.times > high)
    assert np.abs(result.values[outside]).max() <= 0.01 * result.values.max()
    assert low <= -0.5 and 0.5 < high < 10
    nothing = sliding.discrete([0, 0])
    assert sliding.worth_drawing(nothing, nothing, nothing) == (0, 0)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: sliding.sample("sinc", 1, 0.1), "use one of box"),
        (lambda: sliding.sample("box", 0, 0.1), "The width is 0: use a number above 0"),
        (lambda: sliding.sample("box", 1, -1), "The step is -1: use a number above 0"),
        (lambda: sliding.sample("box", 100, 0.01), "takes 10000 samples: use at most 4000"),
        (lambda: sliding.staircase([1], 100, 0.01), "takes 10000 samples: use at most 4000"),
        (lambda: sliding.discrete([]), "give one row of finite numbers"),
        (lambda: sliding.discrete([float("nan")]), "give one row of finite numbers"),
        (lambda: sliding.slide(sliding.discrete([1]), sliding.sample("box", 1, 0.1)), "the same step"),
        (lambda: sliding.slide(sliding.discrete([1]), sliding.discrete([1]), "product"), "use one of convolution"),
    ],
)
def test_mistakes_get_a_sentence(call: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


@each_operation
@pytest.mark.parametrize("continuous", [False, True])
def test_the_script_gives_what_the_engine_gives(operation: str, continuous: bool) -> None:
    if continuous:
        f, g = sliding.sample("box", 1, 0.1), sliding.sample("decay", 0.4, 0.1)
    else:
        f, g = sliding.discrete([1, 2, 3]), sliding.discrete([0, 1, 0.5, -2])
    names: dict[str, Any] = {}
    exec(listing.slide_script(f, g, operation), names)
    result = sliding.slide(f, g, operation)
    np.testing.assert_allclose(names["result"].numpy(), result.values, atol=1e-9)
    np.testing.assert_allclose(names["times"].numpy(), result.times, atol=1e-9)


@each_operation
@pytest.mark.parametrize("shape", sliding.SHAPES)
def test_the_script_samples_functions_by_itself(operation: str, shape: str) -> None:
    f, g = sliding.sample(shape, 1.5, 0.05), sliding.sample("Gaussian", 0.5, 0.05)
    names: dict[str, Any] = {}
    exec(listing.slide_script(f, g, operation, shapes=((shape, 1.5), ("Gaussian", 0.5))), names)
    np.testing.assert_allclose(names["result"].numpy(), sliding.slide(f, g, operation).values, atol=1e-9)
