"""Presets, formulas and edits of kernels against scikit-image, scipy, numpy and definitions."""

import math
from typing import Any

import numpy as np
import pytest
import scipy.ndimage
import scipy.signal
import skimage.filters
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.convolution import cross_correlate
from cnnviz.kernels import (
    PRESETS,
    as_kernel,
    box,
    compose,
    composed_size,
    gabor,
    gaussian,
    is_symmetric,
    laplacian_of_gaussian,
    motion_blur,
    negate,
    normalize,
    random_kernel,
    rotate,
)

gabor_kernel: Any = skimage.filters.gabor_kernel
PHOTO = np.random.default_rng(3).standard_normal((24, 30))
INSIDE = slice(1, -1)
sizes = st.integers(1, 15)
kernels = st.builds(random_kernel, sizes, sizes, st.integers(0, 10**6))


def response(name: str) -> Any:
    """What a preset 3 × 3 answers to PHOTO, away from the border."""
    return cross_correlate(PHOTO, PRESETS[name].kernel).numpy()


# Presets


def test_there_are_enough_presets_and_all_are_described() -> None:
    assert len(PRESETS) >= 20
    assert len({preset.title for preset in PRESETS.values()}) == len(PRESETS)
    for preset in PRESETS.values():
        assert preset.kernel.dtype == torch.float32
        assert 1 <= min(preset.kernel.shape) <= max(preset.kernel.shape) <= 15
        assert preset.description.endswith(".")
        assert preset.source


@pytest.mark.parametrize("name", PRESETS)
def test_sums(name: str) -> None:
    detectors = {"Edges", "Lines", "Second derivative", "Texture"}
    total = 0 if PRESETS[name].group in detectors else 1
    assert PRESETS[name].kernel.double().sum().item() == pytest.approx(total, abs=1e-6)
    if PRESETS[name].group == "Blur":
        assert PRESETS[name].kernel.min() >= 0


@pytest.mark.parametrize("name", PRESETS)
def test_presets_differ(name: str) -> None:
    assert not [
        other for other, preset in PRESETS.items() if other != name and torch.equal(preset.kernel, PRESETS[name].kernel)
    ]


@pytest.mark.parametrize(
    ("name", "operator", "factor"),
    [
        ("sobel", skimage.filters.sobel_v, 4),
        ("prewitt", skimage.filters.prewitt_v, 3),
        ("scharr", skimage.filters.scharr_v, 16),
    ],
)
def test_gradients_agree_with_skimage(name: str, operator: Any, factor: float) -> None:
    # scikit-image divides by the sum of the weights on one side.
    np.testing.assert_allclose(response(f"{name}_x"), factor * operator(PHOTO)[INSIDE, INSIDE], atol=1e-12)
    np.testing.assert_allclose(response(f"{name}_y"), factor * operator(PHOTO.T).T[INSIDE, INSIDE], atol=1e-12)


def test_gradients_agree_with_scipy() -> None:
    for name, operator in (("sobel", scipy.ndimage.sobel), ("prewitt", scipy.ndimage.prewitt)):
        for axis, letter in ((0, "y"), (1, "x")):
            expected = operator(PHOTO, axis)[INSIDE, INSIDE]
            np.testing.assert_allclose(response(f"{name}_{letter}"), expected, atol=1e-12)


def test_central_difference_is_the_gradient_of_numpy() -> None:
    np.testing.assert_allclose(response("difference_x"), np.gradient(PHOTO, axis=1)[:, INSIDE])


@pytest.mark.parametrize("way", ["falling", "rising"])
def test_roberts_agrees_with_skimage(way: str) -> None:
    # scikit-image turns the kernel by 180°, which changes the sign, and puts the result at the upper left pixel.
    operators: dict[str, Any] = {
        "falling": skimage.filters.roberts_pos_diag,
        "rising": skimage.filters.roberts_neg_diag,
    }
    np.testing.assert_allclose(response(f"roberts_{way}"), -operators[way](PHOTO)[:-1, :-1], atol=1e-12)


def test_laplacians_agree_with_scipy() -> None:
    np.testing.assert_allclose(response("laplacian_4"), scipy.ndimage.laplace(PHOTO)[INSIDE, INSIDE], atol=1e-12)
    spot = np.zeros((5, 5))
    spot[2, 2] = 1
    neighbours = scipy.ndimage.uniform_filter(spot, 3) * 9
    np.testing.assert_allclose(PRESETS["laplacian_8"].kernel, (neighbours - 9 * spot)[1:4, 1:4], atol=1e-12)


def test_kirsch_has_the_published_weights() -> None:
    assert PRESETS["kirsch_north"].kernel.tolist() == [[5, 5, 5], [-3, 0, -3], [-3, -3, -3]]
    assert torch.equal(PRESETS["kirsch_east"].kernel, rotate(PRESETS["kirsch_north"].kernel, -1))


def test_binomial_blurs_are_the_cascade_of_two_pixel_means() -> None:
    pair = np.array([[0.5, 0.5]])
    two = scipy.signal.convolve2d(pair, pair)
    np.testing.assert_array_equal(PRESETS["gaussian_3"].kernel, two.T @ two)
    four = scipy.signal.convolve2d(two, two)
    np.testing.assert_array_equal(PRESETS["gaussian_5"].kernel, four.T @ four)
    np.testing.assert_allclose(PRESETS["gaussian_5"].kernel, gaussian(5, 1), atol=0.025)


def test_sharpening_adds_what_the_blur_takes_away() -> None:
    centre = PHOTO[2:-2, 2:-2]
    blurred = cross_correlate(PHOTO, PRESETS["gaussian_5"].kernel).numpy()
    np.testing.assert_allclose(response("unsharp_mask"), centre + (centre - blurred), atol=1e-12)
    sharp = PHOTO - scipy.ndimage.laplace(PHOTO)
    np.testing.assert_allclose(response("sharpen"), sharp[INSIDE, INSIDE], atol=1e-12)


def test_haar_features_are_differences_of_block_sums() -> None:
    blocks = np.lib.stride_tricks.sliding_window_view(PHOTO, (2, 2)).sum((2, 3))
    upper_left, upper_right = blocks[:-2, :-2], blocks[:-2, 2:]
    lower_left, lower_right = blocks[2:, :-2], blocks[2:, 2:]
    halves = upper_right + lower_right - upper_left - lower_left
    np.testing.assert_allclose(response("haar_edge"), halves, atol=1e-12)
    diagonals = upper_left + lower_right - upper_right - lower_left
    np.testing.assert_allclose(response("haar_checker"), diagonals, atol=1e-12)


def test_emboss_adds_the_slope_towards_the_lower_right() -> None:
    x, y = (cross_correlate(PHOTO, PRESETS[f"sobel_{axis}"].kernel).numpy() for axis in "xy")
    diagonal = PHOTO[2:, 2:] - PHOTO[:-2, :-2]
    np.testing.assert_allclose(response("emboss"), PHOTO[INSIDE, INSIDE] + (x + y) / 2 + diagonal, atol=1e-12)


def test_identity_and_shifts_move_the_picture() -> None:
    for name, (down, right) in (("identity", (0, 0)), ("shift_right", (0, 1)), ("shift_down", (1, 0))):
        moved = np.roll(PHOTO, (down, right), (0, 1))
        np.testing.assert_array_equal(
            cross_correlate(PHOTO, PRESETS[name].kernel, padding="same", padding_mode="circular"), moved
        )


def picture(kind: str) -> Any:
    """A 15 × 15 picture with one structure through the middle."""
    row, col = np.mgrid[-7:8, -7:8]
    return {
        "brighter right": col >= 0,
        "brighter left": col < 0,
        "brighter below": row >= 0,
        "brighter above": row < 0,
        "vertical line": col == 0,
        "horizontal line": row == 0,
        "falling line": row == col,
        "rising line": row == -col,
        "vertical stripes": np.cos(2 * np.pi * col / 5),
        "horizontal stripes": np.cos(2 * np.pi * row / 5),
        # Stripes 5 pixels apart across the diagonal; they fall where row - col is constant.
        "falling stripes": np.cos(2 * np.pi * (row - col) / math.sqrt(2) / 5),
        "rising stripes": np.cos(2 * np.pi * (row + col) / math.sqrt(2) / 5),
    }[kind].astype(float)


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("brighter right", ["sobel_x", "prewitt_x", "scharr_x", "difference_x", "kirsch_east", "haar_edge"]),
        ("brighter below", ["sobel_y", "prewitt_y", "scharr_y"]),
        ("brighter left", ["vertical_edge"]),
        ("brighter above", ["horizontal_edge", "kirsch_north"]),
        ("vertical line", ["line_vertical"]),
        ("horizontal line", ["line_horizontal"]),
        ("falling line", ["line_falling"]),
        ("rising line", ["line_rising"]),
        ("vertical stripes", ["gabor_0"]),
        ("horizontal stripes", ["gabor_90"]),
        ("rising stripes", ["gabor_45"]),
        ("falling stripes", ["gabor_135"]),
    ],
)
def test_detectors_answer_to_what_they_are_described_for(kind: str, names: list[str]) -> None:
    ways = ("vertical", "horizontal", "falling", "rising")
    groups = [[f"brighter {side}" for side in ("right", "left", "below", "above")]]
    groups += [[f"{way} {thing}" for way in ways] for thing in ("line", "stripes")]
    (others,) = [group for group in groups if kind in group]
    for name in names:
        answers = {
            other: cross_correlate(picture(other), PRESETS[name].kernel, padding="same")[7, 7].item()
            for other in others
        }
        assert answers[kind] > 0
        assert all(answer < 0.5 * answers[kind] for other, answer in answers.items() if other != kind), answers


@pytest.mark.parametrize("name", [name for name, preset in PRESETS.items() if preset.group not in ("Blur", "Sharpen")])
def test_detectors_do_not_answer_to_flat_areas(name: str) -> None:
    flat = cross_correlate(np.full((20, 20), 0.7), PRESETS[name].kernel)
    total = 0.7 if PRESETS[name].group in ("Copy and shift", "Effects") else 0
    np.testing.assert_allclose(flat, total, atol=1e-6)


# Formulas


@given(sizes, sizes, st.floats(0.1, 20))
@settings(deadline=None, max_examples=50)
def test_gaussian_agrees_with_scipy(height: int, width: int, sigma: float) -> None:
    columns = [scipy.signal.windows.gaussian(n, sigma) for n in (height, width)]
    expected = np.outer(*columns)
    if expected.sum() > 1e-300:
        np.testing.assert_allclose(gaussian((height, width), sigma), expected / expected.sum(), rtol=1e-5, atol=1e-30)


def test_gaussian_is_the_filter_of_scipy() -> None:
    spot = np.zeros((11, 11))
    spot[5, 5] = 1
    expected = scipy.ndimage.gaussian_filter(spot, 2, radius=5)
    np.testing.assert_allclose(PRESETS["gaussian_11"].kernel, expected, rtol=1e-5)


def test_box_is_the_mean() -> None:
    for size in (1, 2, 5, 15):
        assert box(size).shape == (size, size)
        result = cross_correlate(PHOTO, box(size).double(), padding="valid")
        means = np.lib.stride_tricks.sliding_window_view(PHOTO, (size, size)).mean((2, 3))
        np.testing.assert_allclose(result, means, atol=1e-6)
    assert box((2, 7)).shape == (2, 7)


@pytest.mark.parametrize(("size", "sigma"), [(15, 1.4), (15, 2), (13, 1.5)])
def test_laplacian_of_gaussian_agrees_with_scipy(size: int, sigma: float) -> None:
    spot = np.zeros((size + 10, size + 10))
    spot[size // 2 + 5, size // 2 + 5] = 1
    expected = scipy.ndimage.gaussian_laplace(spot, sigma, truncate=8)[5:-5, 5:-5]
    np.testing.assert_allclose(laplacian_of_gaussian(size, sigma), expected, atol=0.02 * np.abs(expected).max())


def test_laplacian_of_gaussian_is_the_second_derivative_of_the_gaussian() -> None:
    # (G(x + e) - 2 G(x) + G(x - e)) / e², in both directions, at the centre and two pixels to the right.
    def bell(x: float, y: float) -> float:
        return math.exp(-(x * x + y * y) / (2 * 1.7**2)) / (2 * math.pi * 1.7**2)

    kernel, e = laplacian_of_gaussian(15, 1.7), 1e-3
    for x in (0, 2):
        second = (bell(x + e, 0) + bell(x - e, 0) + bell(x, e) + bell(x, -e) - 4 * bell(x, 0)) / e**2
        assert kernel[7, 7 + x].item() == pytest.approx(second, abs=2e-4)


def test_difference_of_gaussians_resembles_the_laplacian_of_gaussian() -> None:
    # Marr and Hildreth: with sigmas in the ratio 1.6 the two shapes agree best.
    difference = PRESETS["difference_of_gaussians"].kernel.numpy().ravel()
    sigma = math.sqrt((1.6**2 - 1) / (2 * math.log(1.6)))  # of the Laplacian that changes sign at the same radius
    laplacian = laplacian_of_gaussian(11, sigma).numpy().ravel()
    assert np.corrcoef(difference, laplacian)[0, 1] > 0.98


@pytest.mark.parametrize("orientation", [0, 30, 45, 90, 135, -20])
@pytest.mark.parametrize(("wavelength", "sigma", "aspect"), [(4, 2, 1), (6, None, 1), (5, 1.5, 0.5), (8, 2.5, 2)])
def test_gabor_agrees_with_skimage(orientation: float, wavelength: float, sigma: float | None, aspect: float) -> None:
    spread = 3 * math.sqrt(math.log(2) / 2) / math.pi * wavelength if sigma is None else sigma
    for phase in (0, 90, -30):
        theirs = gabor_kernel(
            1 / wavelength,
            math.radians(orientation),
            sigma_x=spread,
            sigma_y=spread / aspect,
            n_stds=12,
            offset=math.radians(phase),
        )
        row, col = (n // 2 for n in theirs.shape)
        expected = theirs.real[row - 5 : row + 6, col - 4 : col + 5]
        kernel = gabor((11, 9), wavelength, orientation, sigma=sigma, phase=phase, aspect=aspect)
        np.testing.assert_allclose(kernel, expected, atol=1e-6)


def test_gabor_has_a_bandwidth_of_one_octave() -> None:
    theirs = gabor_kernel(1 / 4, 0, bandwidth=1, n_stds=5).real
    row, col = (n // 2 for n in theirs.shape)
    np.testing.assert_allclose(gabor(9, 4, 0), theirs[row - 4 : row + 5, col - 4 : col + 5], atol=1e-6)


def test_motion_blur() -> None:
    line = np.zeros((5, 5))
    line[2] = 0.2
    np.testing.assert_allclose(motion_blur(5, 0), line, atol=1e-7)
    np.testing.assert_allclose(motion_blur(5, 90), line.T, atol=1e-7)
    np.testing.assert_allclose(motion_blur(5, 45), np.eye(5) / 5, atol=1e-7)
    np.testing.assert_allclose(motion_blur(5, 135), np.eye(5)[::-1] / 5, atol=1e-7)
    np.testing.assert_allclose(motion_blur(2, 0), np.full((2, 2), 0.25), atol=1e-7)
    # Points on the line (2, 1), half a pixel per column: every second one lies between two rows.
    slanted = motion_blur(3, math.degrees(math.atan(0.5)))
    np.testing.assert_allclose(slanted * 3, [[0.5, 0, 0], [0.5, 1, 0.5], [0, 0, 0.5]], atol=1e-6)


@given(sizes, st.floats(-360, 360))
@settings(deadline=None, max_examples=50)
def test_motion_blur_keeps_brightness_and_place(size: int, angle: float) -> None:
    kernel = motion_blur(size, angle).double()
    assert kernel.sum().item() == pytest.approx(1, abs=1e-5)
    assert kernel.min() >= 0
    np.testing.assert_allclose(kernel, kernel.flip(0, 1), atol=1e-6)
    np.testing.assert_allclose(kernel.T, motion_blur(size, 90 - angle if angle > -270 else -270 - angle), atol=1e-6)


# What can be done to a kernel


@given(kernels)
@settings(deadline=None, max_examples=60)
def test_edits(kernel: torch.Tensor) -> None:
    table = kernel.numpy()
    np.testing.assert_array_equal(negate(kernel), -table)
    for turns in range(-3, 6):
        np.testing.assert_array_equal(rotate(kernel, turns), np.rot90(table, turns))
    assert is_symmetric(kernel) == np.array_equal(table, table[::-1, ::-1])
    assert is_symmetric(kernel + kernel.flip(0, 1))
    if not (np.abs(table.sum()) < 1e-3 * np.abs(table).sum()):
        assert normalize(kernel).double().sum().item() == pytest.approx(1, abs=1e-3)
        np.testing.assert_allclose(normalize(kernel), table / table.sum(dtype=float), rtol=1e-3)


def test_normalize() -> None:
    assert normalize([[1, 2], [3, 4]]).tolist() == pytest.approx(np.array([[0.1, 0.2], [0.3, 0.4]]))
    assert normalize([[-1, 0, 1]]).tolist() == [[-0.5, 0, 0.5]]
    assert normalize([[0.1, 0.2, -0.3]]).abs().sum().item() == pytest.approx(1)  # the sum is 0 but for rounding
    with pytest.raises(ValueError, match="All entries of the kernel are 0, so there is no sum to divide by: change"):
        normalize([[0, 0], [0, 0]])


def test_negate_leaves_no_minus_zero() -> None:
    assert not negate([[0.0, 1.0]]).signbit()[0, 0]


def test_random_kernels_are_repeatable_and_short_to_write() -> None:
    kernel = random_kernel(4, 7, 5)
    assert kernel.shape == (4, 7)
    assert torch.equal(kernel, random_kernel(4, 7, 5))
    assert not torch.equal(kernel, random_kernel(4, 7, 6))
    many = torch.cat([random_kernel(15, 15, seed).ravel() for seed in range(20)])
    assert all(len(f"{abs(value):.6g}") <= 4 for value in many.tolist())
    assert -1 <= many.min() < -0.95
    assert 0.95 < many.max() <= 1
    assert abs(many.mean().item()) < 0.05
    assert not (many.signbit() & (many == 0)).any()


@given(*[st.builds(random_kernel, st.integers(1, 8), st.integers(1, 8), st.integers(0, 10**6))] * 2)
@settings(deadline=None, max_examples=60)
def test_compose_does_the_work_of_two(first: torch.Tensor, second: torch.Tensor) -> None:
    one = compose(first, second)
    expected = cross_correlate(cross_correlate(PHOTO, first), second)
    np.testing.assert_allclose(cross_correlate(PHOTO, one), expected, atol=1e-4)
    np.testing.assert_allclose(one, scipy.signal.convolve2d(first, second), atol=1e-5)
    assert composed_size(first, second) == tuple(one.shape)


def test_a_kernel_keeps_float64() -> None:
    assert as_kernel(np.ones((2, 2))).dtype == torch.float64
    assert as_kernel([[1, 2]]).dtype == torch.float32
    assert as_kernel(np.ones((2, 2), dtype=np.int64)).dtype == torch.float32


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: box(16), "A kernel with 16 rows is not possible: use 1 to 15 rows."),
        (lambda: box((3, 0)), "A kernel with 0 columns is not possible: use 1 to 15 columns."),
        (lambda: gaussian(17, 1), "A kernel with 17 rows"),
        (lambda: gaussian(3, 0), "The sigma is 0: use a number from 0.1 to 100."),
        (lambda: gaussian(3, math.nan), "The sigma is nan"),
        (lambda: gabor(9, 1, 0), "The wavelength is 1: use a number from 2 to 100."),
        (lambda: motion_blur(16, 0), "A kernel with 16 rows"),
        (lambda: motion_blur(3, math.inf), "The angle is inf"),
        (lambda: random_kernel(3, 16, 0), "A kernel with 16 columns"),
        (lambda: compose(np.ones((8, 8)), np.ones((9, 3))), "A kernel with 16 rows"),
        (lambda: rotate(np.ones((16, 3))), "A kernel with 16 rows"),
        (lambda: negate([[math.nan]]), "The kernel holds nan at position (0, 0)"),
        (lambda: negate([1, 2]), "The kernel has the shape (2,): give it the shape (h, w)"),
    ],
)
def test_sentences(make: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"\.$") as caught:
        make()
    assert sentence in str(caught.value)
