"""The laws of convolution against scipy.signal and numpy."""

from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import signal

from cnnviz import convolution, images
from cnnviz.lessons.algebra import listing
from cnnviz.operations import algebra

SCIPY = {"convolution": signal.convolve2d, "cross-correlation": signal.correlate2d}

operations, modes = st.sampled_from(list(SCIPY)), st.sampled_from(algebra.MODES)


def tables(most: int = 6) -> st.SearchStrategy[Any]:
    shape = st.tuples(st.integers(1, most), st.integers(1, most))
    return shape.flatmap(lambda sizes: arrays(np.float64, sizes, elements=st.integers(-9, 9).map(float)))


def scipy_result(first: Any, second: Any, operation: str, mode: str) -> Any:
    """scipy's own, but None where a network has no place for the kernel and scipy exchanges the operands."""
    if mode == "valid" and any(k > n for n, k in zip(first.shape, second.shape, strict=True)):
        return None
    return SCIPY[operation](first, second, mode=mode)


@pytest.mark.parametrize("operation", algebra.OPERATIONS)
@pytest.mark.parametrize("mode", algebra.MODES)
@settings(max_examples=40)
@given(first=tables(), second=tables())
def test_every_operation_is_scipys(operation: str, mode: str, first: Any, second: Any) -> None:
    expected = scipy_result(first, second, operation, mode)
    if expected is None:
        with pytest.raises(ValueError, match="finds no place inside"):
            algebra.combine(first, second, operation, mode)
    else:
        np.testing.assert_allclose(algebra.combine(first, second, operation, mode), expected, atol=1e-9)


def test_numpys_modes_in_one_dimension() -> None:
    rng = np.random.default_rng(0)
    x, g = rng.normal(size=12), rng.normal(size=5)
    numpys: tuple[Literal["full"], Literal["same"], Literal["valid"]] = ("full", "same", "valid")
    for mode in numpys:
        np.testing.assert_allclose(algebra.combine([x], [g], "convolution", mode)[0], np.convolve(x, g, mode))
        correlated = np.correlate(x, g, mode)
        np.testing.assert_allclose(algebra.combine([x], [g], "cross-correlation", mode)[0], correlated)


def test_the_layers_of_a_network_compute_the_same() -> None:
    rng = np.random.default_rng(1)
    x, g = rng.normal(size=(7, 9)), rng.normal(size=(3, 5))
    for mode in algebra.MODES:
        layers = {"convolution": convolution.convolve, "cross-correlation": convolution.cross_correlate}
        for operation, layer in layers.items():
            ours = algebra.combine(x, g, operation, mode)
            np.testing.assert_allclose(ours, layer(x, g, padding=mode).numpy(), atol=1e-12)
    # an even kernel has no middle: cross-correlation starts where the layers of torch do
    even = algebra.combine(x, g[:2, :4], "cross-correlation", "same")
    np.testing.assert_allclose(even, convolution.cross_correlate(x, g[:2, :4], padding="same").numpy(), atol=1e-12)


def sides(law: str, x: Any, g: Any, h: Any, operation: str, mode: str) -> list[Any]:
    """Both sides by scipy; None where a side does not exist."""

    def op(a: Any, b: Any) -> Any:
        return None if a is None or b is None else scipy_result(a, b, operation, mode)

    if law == "commutative":
        return [op(x, g), op(g, x)]
    if law == "associative":
        return [op(op(x, g), h), op(x, op(g, h))]
    if g.shape != h.shape:
        return [None, None]
    parts = op(x, g), op(x, h)
    return [op(x, g + h), None if parts[0] is None else parts[0] + parts[1]]


@pytest.mark.parametrize("law", algebra.LAWS)
@settings(max_examples=50)
@given(x=tables(7), g=tables(3), h=tables(3), operation=operations, mode=modes)
def test_a_law_is_measured_as_scipy_measures_it(law: str, x: Any, g: Any, h: Any, operation: str, mode: str) -> None:
    left, right = sides(law, x, g, h, operation, mode)
    ours = algebra.measure(law, x, g, h, operation, mode)
    assert (ours.left is None, ours.right is None) == (left is None, right is None)
    if left is None or right is None or left.shape != right.shape:
        assert ours.gap is None
        assert not ours.holds
        assert ours.reason.endswith(".")
    else:
        gap = np.abs(left - right).max()
        assert ours.gap == pytest.approx(gap)
        assert ours.holds == (gap == 0)  # whole numbers: no rounding


@settings(max_examples=50)
@given(x=tables(8), g=tables(4), data=st.data())
def test_all_three_laws_hold_for_full_convolution(x: Any, g: Any, data: Any) -> None:
    h = data.draw(arrays(np.float64, g.shape, elements=st.integers(-9, 9).map(float)))
    for law in algebra.LAWS:
        assert algebra.measure(law, x, g, h).gap == 0
        assert algebra.measure("distributive", x, g, h, "cross-correlation").gap == 0


def test_cross_correlation_is_neither_commutative_nor_associative() -> None:
    x, g, h = [[1, 2, 0, 3]], [[1, 2]], [[1, -1]]
    commutative = algebra.measure("commutative", x, g, h, "cross-correlation")
    assert commutative.left and commutative.right
    assert commutative.left.values.tolist() == [[2, 5, 2, 6, 3]]  # by hand
    assert commutative.right.values.tolist() == [[3, 6, 2, 5, 2]]
    assert commutative.gap == 1
    assert not algebra.measure("associative", x, g, h, "cross-correlation").holds


@settings(max_examples=40)
@given(first=tables(), second=tables(4), operation=operations, mode=modes, data=st.data())
def test_one_value_taken_apart(first: Any, second: Any, operation: str, mode: str, data: Any) -> None:
    whole = scipy_result(first, second, operation, mode)
    if whole is None:
        return
    at = tuple(data.draw(st.integers(0, size - 1)) for size in whole.shape)
    step = algebra.Step(first, second)
    pairs = algebra.products(step, at, operation, mode)
    assert sum(a * b for a, b in pairs) == pytest.approx(whole[at])
    assert algebra.by_torch(step, at, operation, mode) == pytest.approx(whole[at])
    inside = SCIPY[operation](np.ones_like(first), np.ones_like(second), mode=mode)
    assert len(pairs) == round(inside[at])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: algebra.combine([1, 2], [[1]]), "rows and columns"),
        (lambda: algebra.combine([[1]], [[]]), "rows and columns"),
        (lambda: algebra.combine([[1]], [[1]], "correlation"), "use one of convolution, cross-correlation"),
        (lambda: algebra.combine([[1]], [[1]], mode="all"), "use one of full, same, valid"),
        (lambda: algebra.measure("idempotent", [[1]], [[1]], [[1]]), "use one of commutative"),
    ],
)
def test_mistakes_get_a_sentence(call: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize("law", algebra.LAWS)
@pytest.mark.parametrize("operation", algebra.OPERATIONS)
@pytest.mark.parametrize("mode", algebra.MODES)
def test_the_script_gives_what_the_engine_measures(law: str, operation: str, mode: str) -> None:
    rng = np.random.default_rng(2)
    x, g, h = (rng.integers(-9, 9, size).astype(float) for size in ((6, 8), (3, 3), (3, 3)))
    measured = algebra.measure(law, x, g, h, operation, mode)
    if measured.left is None or measured.right is None:
        return
    names: dict[str, Any] = {}
    exec(listing.law_script(law, x, g, h, operation=operation, mode=mode), names)
    np.testing.assert_allclose(names["left"].numpy(), measured.left.values, atol=1e-9)
    np.testing.assert_allclose(names["right"].numpy(), measured.right.values, atol=1e-9)
    assert names["result"] == (None if measured.gap is None else pytest.approx(measured.gap, abs=1e-9))


def test_the_script_for_a_photo(tmp_path: Path) -> None:
    names: dict[str, Any] = {}
    exec(listing.law_script("associative", "chelsea", [[1, 2]], [[0, 1]], longest_side=32), names)
    photo = convolution.grey(images.resize(images.sample_picture("chelsea").pixels, 32))
    left = algebra.measure("associative", photo.numpy(), [[1, 2]], [[0, 1]]).left
    assert left
    np.testing.assert_allclose(names["left"].numpy(), left.values, atol=1e-5)
    assert names["result"] < 1e-12


@settings(max_examples=30)
@given(x=tables(), g=tables(3), h=tables(3))
def test_why_cross_correlation_breaks_the_laws(x: Any, g: Any, h: Any) -> None:
    """Exchanged operands turn the result; two cross-correlations in a row are one with the convolution of both."""
    np.testing.assert_allclose(
        algebra.combine(x, g, "cross-correlation"), algebra.combine(g, x, "cross-correlation")[::-1, ::-1]
    )
    in_a_row = algebra.combine(algebra.combine(x, g, "cross-correlation"), h, "cross-correlation")
    np.testing.assert_allclose(in_a_row, algebra.combine(x, algebra.combine(g, h), "cross-correlation"))
