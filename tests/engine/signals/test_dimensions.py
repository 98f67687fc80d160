"""The synthetic ECG, its detectors, the drawn volume and 3-D kernels, against scipy, scikit-image and torch."""

import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage, signal, stats
from skimage.data import shepp_logan_phantom
from skimage.transform import resize

from cnnviz.lessons.dimensions import listing
from cnnviz.signals import ecg, volumes


@pytest.mark.parametrize("heart_rate", [45, 72, 120, 180])
def test_r_peaks_are_where_scipy_finds_them(heart_rate: int) -> None:
    trace = ecg.ecg(8, heart_rate)
    found, _ = signal.find_peaks(trace.values, height=0.8)
    assert found.tolist() == pytest.approx(trace.beats.tolist(), abs=1)
    assert np.diff(found).mean() == pytest.approx(60 / heart_rate * ecg.RATE, rel=0.01)


def test_one_beat_is_the_sum_of_five_gaussians() -> None:
    trace, beat = ecg.ecg(3, 60), 1.0
    table = {"P": (-60, 0.25), "Q": (-15, 0.1), "R": (0, 0.1), "S": (15, 0.1), "T": (90, 0.4)}  # degrees, radians
    heights = {"P": 0.25, "Q": -1 / 6, "R": 1.0, "S": -0.25, "T": 0.4}  # a b² over 0.3, by hand
    expected = np.zeros_like(trace.times)
    for name, (degrees, width) in table.items():
        for number in range(-2, 6):
            centre = (number + 0.5 + degrees / 360) * beat
            sigma = width / (2 * math.pi) * beat
            expected += heights[name] * sigma * math.sqrt(2 * math.pi) * stats.norm.pdf(trace.times, centre, sigma)
    np.testing.assert_allclose(trace.values, expected, atol=1e-6)


def test_noise_and_wander_add_what_they_say() -> None:
    clean, noisy = ecg.ecg(60), ecg.ecg(60, noise=0.2, seed=3)
    assert (noisy.values - clean.values).std() == pytest.approx(0.2, rel=0.02)
    slow = ecg.ecg(60, wander=0.5).values - clean.values
    frequencies, power = signal.periodogram(slow, ecg.RATE)
    assert frequencies[power.argmax()] == pytest.approx(0.3, abs=0.01)
    assert np.abs(slow).max() == pytest.approx(0.5, rel=1e-3)
    assert ecg.ecg(seed=1, noise=0.1).values.tolist() == ecg.ecg(seed=1, noise=0.1).values.tolist()


@settings(max_examples=40)
@given(st.lists(st.integers(-9, 9), min_size=1, max_size=15), st.integers(16, 60), st.integers(0, 99))
def test_responses_are_scipys_and_torchs(kernel: list[int], count: int, seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=count)
    ours = ecg.respond(values, kernel)
    # scipy takes the middle of an even kernel one further to the right than torch
    origin = -1 if len(kernel) % 2 == 0 else 0
    expected = ndimage.correlate1d(values, np.array(kernel, dtype=float), mode="constant", origin=origin)
    np.testing.assert_allclose(ours, expected, atol=1e-9)
    np.testing.assert_allclose(ecg.by_torch(values, kernel), expected, atol=1e-9)


def test_the_matched_filter_gives_one_on_its_own_complex_and_nothing_on_a_baseline() -> None:
    kernel = ecg.detector("matched filter", 72)
    trace = ecg.ecg(6, 72)
    middle = trace.beats[len(trace.beats) // 2]
    assert ecg.respond(trace.values, kernel)[middle] == pytest.approx(1)
    assert ecg.respond(trace.values + 5, kernel)[middle] == pytest.approx(1)
    assert len(kernel) % 2 == 1


def test_the_derivative_is_the_slope_and_smoothing_the_mean() -> None:
    line = 3 * np.arange(50) / ecg.RATE + 1
    assert ecg.respond(line, ecg.detector("derivative"))[5:-5].tolist() == pytest.approx([3] * 40)
    smoothing = ecg.detector("smoothing", seconds=0.1)
    expected = ndimage.uniform_filter1d(line, len(smoothing), mode="constant")
    np.testing.assert_allclose(ecg.respond(line, smoothing), expected, atol=1e-12)
    assert len(smoothing) / ecg.RATE == pytest.approx(0.1, abs=0.01)


@pytest.mark.parametrize("seed", range(5))
def test_peaks_are_those_of_scipy(seed: int) -> None:
    response = ecg.respond(ecg.ecg(noise=0.2, seed=seed).values, ecg.detector("matched filter"))
    expected, _ = signal.find_peaks(response, height=0.5 * response.max(), distance=0.25 * ecg.RATE)
    assert ecg.find_beats(response).tolist() == expected.tolist()


@pytest.mark.parametrize("heart_rate", [50, 72, 110, 170])
def test_the_matched_filter_finds_every_beat_in_noise(heart_rate: int) -> None:
    trace = ecg.ecg(10, heart_rate, noise=0.15, wander=0.4, seed=4)
    found = ecg.find_beats(ecg.respond(trace.values, ecg.detector("matched filter", heart_rate)))
    result = ecg.score(found, trace.beats)
    assert result.right >= len(trace.beats) - 1  # one may be cut by the end
    assert result.false == 0


def test_a_score_by_hand() -> None:
    beats, found = np.array([100, 300, 500]), np.array([110, 200, 480])
    assert ecg.score(found, beats) == (2, 1, 1)
    assert ecg.score(np.array([], dtype=np.int64), beats) == (0, 0, 3)


# The volume


@pytest.mark.parametrize("part", volumes.HEAD[:5])
def test_an_ellipsoid_has_its_volume_and_centre(part: volumes.Ellipsoid) -> None:
    single = volumes.phantom(96, parts=[part._replace(adds=1.0)])
    assert single.mean() * 8 == pytest.approx(4 / 3 * math.pi * math.prod(part.axes), rel=0.03)
    z, y, x = ndimage.center_of_mass(single)
    centre = [(place + 0.5) / 48 - 1 for place in (x, y, z)]
    assert centre == pytest.approx([part.centre[0], -part.centre[1], part.centre[2]], abs=0.01)


def test_the_middle_slice_is_the_published_picture() -> None:
    """scikit-image ships the head of Shepp and Logan with Toft's contrasts; only a few ellipses differ in depth."""
    published: Any = resize(shepp_logan_phantom(), (96, 96), anti_aliasing=True)  # type: ignore[no-untyped-call]
    middle = volumes.phantom(96)[48]
    assert np.corrcoef(published.ravel(), middle.ravel())[0, 1] > 0.93


@pytest.mark.parametrize("name", volumes.KERNELS)
def test_3d_responses_are_scipys_and_torchs(name: str) -> None:
    volume, kernel = volumes.phantom(16, noise=0.1), volumes.KERNELS[name]
    expected = ndimage.correlate(volume.astype(np.float64), kernel.astype(np.float64), mode="constant")
    np.testing.assert_allclose(volumes.cross_correlate(volume, kernel), expected, atol=1e-6)
    np.testing.assert_allclose(volumes.by_torch(volume, kernel), expected, atol=1e-5)


def test_even_kernels_lie_as_in_torch() -> None:
    rng = np.random.default_rng(0)
    volume, kernel = rng.normal(size=(5, 6, 7)), rng.normal(size=(2, 3, 4))
    np.testing.assert_allclose(volumes.cross_correlate(volume, kernel), volumes.by_torch(volume, kernel), atol=1e-4)


@pytest.mark.parametrize("at", [(0, 0, 0), (7, 8, 3), (15, 0, 15)])
def test_slice_sums_add_up(at: tuple[int, int, int]) -> None:
    volume, kernel = volumes.phantom(16, noise=0.1), volumes.KERNELS["edge along z"]
    shares = volumes.slice_sums(volume, kernel, at)
    assert sum(shares) == pytest.approx(float(volumes.by_torch(volume, kernel)[at]), abs=1e-5)
    alone = np.zeros_like(kernel)
    alone[0] = kernel[0]
    assert shares[0] == pytest.approx(float(volumes.by_torch(volume, alone)[at]), abs=1e-5)


def test_what_the_kernels_measure() -> None:
    z, y, x = np.meshgrid(*[np.arange(9.0)] * 3, indexing="ij")
    ramp, bowl, inside = 2 * x + 3 * y + 5 * z, x**2 + y**2 + z**2, (4, 4, 4)
    slopes = [volumes.cross_correlate(ramp, volumes.KERNELS[f"edge along {axis}"])[inside] for axis in "xyz"]
    assert slopes == pytest.approx([2, 3, 5])
    assert volumes.cross_correlate(bowl, volumes.KERNELS["Laplacian"])[inside] == pytest.approx(6)
    for name in ("box blur", "Gaussian blur"):
        assert volumes.cross_correlate(ramp, volumes.KERNELS[name])[inside] == pytest.approx(ramp[inside])


def test_the_shapes_of_the_lecture() -> None:
    assert volumes.Layer().shape() == (16, 10, 10, 10)
    assert volumes.Layer().run() == ((16, 10, 10, 10), 16 * 126, True)
    assert volumes.Layer().parameters() == 16 * 126
    assert volumes.Layer().multiply_adds() == 16 * 1000 * 125


@pytest.mark.parametrize(
    "layer",
    [
        volumes.Layer(1, 20, 3, 4, 5),
        volumes.Layer(2, 9, 2, 4, 3, 2, 1),
        volumes.Layer(3, 8, 2, 3, 4, 3, 2),
    ],
)
def test_a_layer_is_torchs_and_its_ones_count_the_products(layer: volumes.Layer) -> None:
    assert layer.run() == (layer.shape(), layer.parameters(), True)
    assert layer.run(most=0) == (layer.shape(), layer.parameters(), False)
    convolve: Any = (torch.conv1d, torch.conv2d, torch.conv3d)[layer.axes - 1]
    ones = torch.ones(
        1, layer.in_channels, *(layer.size + 2 * layer.padding,) * layer.axes
    )  # padding is multiplied too
    weights = torch.ones(layer.filters, layer.in_channels, *(layer.kernel,) * layer.axes)
    assert layer.multiply_adds() == convolve(ones, weights, stride=layer.stride).sum().item()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: ecg.ecg(6, 0), "The heart rate is 0 beats a minute: use 30 to 220"),
        (lambda: ecg.ecg(0), "The trace is 0 seconds long: use 1 to 60"),
        (lambda: ecg.ecg(noise=-1), "use 0 or a number above"),
        (lambda: ecg.detector("wavelet"), "use one of matched filter"),
        (lambda: volumes.phantom(4), "has 4 voxels a side: use 8 to 96"),
        (lambda: volumes.Layer(kernel=15).shape(), "14"),
        (lambda: volumes.phantom(noise=-1), "The noise is -1: use 0"),
        (lambda: volumes.cross_correlate([[1]], [[1]]), "three axes each"),
    ],
)
def test_mistakes_get_a_sentence(call: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


def test_the_scripts_give_what_the_engine_gives() -> None:
    names: dict[str, Any] = {}
    kernel = ecg.detector("matched filter", 90)
    exec(listing.trace_script(kernel, heart_rate=90, noise=0.1, wander=0.2, seed=5), names)
    trace = ecg.ecg(6, 90, noise=0.1, wander=0.2, seed=5)
    np.testing.assert_allclose(names["trace"], trace.values, atol=1e-12)
    np.testing.assert_allclose(names["result"].numpy(), ecg.respond(trace.values, kernel), atol=1e-9)
    weights = volumes.KERNELS["edge along y"]
    exec(listing.volume_script(weights, size=20, noise=0.1, seed=2, layer=volumes.Layer(3, 9, 2, 4, 3)), names)
    volume = volumes.phantom(20, noise=0.1, seed=2)
    np.testing.assert_allclose(names["volume"].numpy(), volume, atol=1e-6)
    np.testing.assert_allclose(names["result"].numpy(), volumes.cross_correlate(volume, weights), atol=1e-5)
    assert names["shape"] == (1, 4, 7, 7, 7)
    assert isinstance(names["result"], torch.Tensor)


@pytest.mark.parametrize("name", volumes.KERNELS)
def test_weights_are_whole_in_units_of_the_smallest(name: str) -> None:
    kernel = volumes.KERNELS[name]
    units = kernel / np.abs(kernel[kernel != 0]).min()
    np.testing.assert_allclose(units, units.round(), atol=1e-4)
