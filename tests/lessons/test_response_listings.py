"""Every kind of script is run, and its numbers are compared with the engine's and with scipy's."""

import contextlib
import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.signal
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cnnviz.convolution import channel_responses, convolve, cross_correlate, grey
from cnnviz.geometry import GeometryError
from cnnviz.geometry.layer import KINDS, layer_output
from cnnviz.images import SAMPLES, read_picture, resize, sample_picture
from cnnviz.kernels import PRESETS
from cnnviz.lessons.listings.responses import channels_script, convolution_script, layer_script

TABLE = np.random.default_rng(0).standard_normal((7, 9)).astype(np.float32)
VOLUME = np.random.default_rng(1).standard_normal((3, 7, 9)).astype(np.float32)
KERNEL = np.random.default_rng(2).standard_normal((3, 2)).astype(np.float32)
SLICES = np.random.default_rng(3).standard_normal((3, 3, 2)).astype(np.float32)


def run(script: str) -> dict[str, Any]:
    """The script's variables after it ran on its own, and what it printed."""
    names: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(script, "script", "exec"), names)
    assert printed.getvalue()
    return names | {"printed": printed.getvalue()}


def test_importing_does_not_import_torch() -> None:
    code = "import sys, cnnviz.lessons.listings.responses; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_script_runs_outside_and_prints_the_course_example(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(convolution_script([[0, 1], [2, 3]], [[0, 1, 2], [3, 4, 5], [6, 7, 8]]), encoding="utf-8")
    done = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "tensor([[19., 25.],\n        [37., 43.]])\n"
    assert not done.stderr


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("convolution", [False, True])
@pytest.mark.parametrize("padding_mode", ["zeros", "replicate", "reflect", "circular"])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"stride": (2, 1), "padding": 2},
        {"padding": "same"},
        {"padding": "full", "dilation": (1, 2)},
        {"padding": ((0, 1), (2, 3)), "stride": 3},
        {"padding": (1, 2), "dilation": 2, "stride": 2},
        {"padding": "valid"},
    ],
)
def test_convolution_of_a_table(options: dict[str, Any], padding_mode: str, convolution: bool) -> None:
    options = {**options, "padding_mode": padding_mode}
    result = run(convolution_script(KERNEL, TABLE, convolution=convolution, **options))["result"]
    engine = convolve if convolution else cross_correlate
    torch.testing.assert_close(result, engine(TABLE, KERNEL, **options), rtol=1e-5, atol=1e-5)


def test_the_names_convolution_and_cross_correlation_are_those_of_scipy() -> None:
    for mode in ("valid", "full"):
        turned = run(convolution_script(KERNEL, TABLE, convolution=True, padding=mode))["result"]
        np.testing.assert_allclose(turned, scipy.signal.convolve2d(TABLE, KERNEL, mode), atol=1e-5)
        plain = run(convolution_script(KERNEL, TABLE, padding=mode))["result"]
        np.testing.assert_allclose(plain, scipy.signal.correlate2d(TABLE, KERNEL, mode), atol=1e-5)


@given(st.lists(st.lists(st.floats(-1e6, 1e6, width=32), min_size=3, max_size=3), min_size=1, max_size=3))
@settings(deadline=None, max_examples=30)
def test_the_numbers_in_the_script_are_exact(rows: list[list[float]]) -> None:
    names = run(convolution_script([[1]], rows))
    assert names["image"].dtype == torch.float32
    np.testing.assert_array_equal(names["image"], np.array(rows, dtype=np.float32))


@pytest.mark.parametrize("name", SAMPLES)
def test_convolution_of_every_sample(name: str) -> None:
    kernel = PRESETS["sobel_x"].kernel.numpy()
    small = run(convolution_script(kernel, name, grey=False, longest_side=100, stride=2))["result"]
    expected = cross_correlate(resize(sample_picture(name).pixels, 100), kernel, stride=2)
    assert small.shape == expected.shape
    torch.testing.assert_close(small, expected, rtol=0, atol=5e-5)  # float32 rounding of the scaling, times 8


@pytest.mark.parametrize("name", ["camera", "china"])
def test_brightness_of_a_sample_in_full_size(name: str) -> None:
    result = run(convolution_script(KERNEL, name, padding="same", padding_mode="reflect"))["result"]
    expected = cross_correlate(grey(sample_picture(name).pixels), KERNEL, padding="same", padding_mode="reflect")
    torch.testing.assert_close(result, expected, rtol=0, atol=1e-6)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P"])
def test_convolution_of_the_readers_own_picture(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "it's mine.png"
    pixels = np.random.default_rng(5).integers(0, 256, (30, 41, 4), dtype=np.uint8)
    pixels[..., 3] = 255 * (pixels[..., 3] > 100)
    picture = Image.fromarray(pixels)
    (picture if mode == "RGBA" else picture.convert("RGB").convert(mode)).save(path)
    for is_grey in (True, False):
        result = run(convolution_script(KERNEL, str(path), grey=is_grey, longest_side=20))["result"]
        image = resize(read_picture(path).pixels, 20)
        expected = cross_correlate(grey(image) if is_grey else image, KERNEL)
        torch.testing.assert_close(result, expected, rtol=0, atol=2e-5)


def test_a_turned_photo(tmp_path: Path) -> None:
    path = tmp_path / "turned.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(np.arange(200, dtype=np.uint8).reshape(10, 20)).save(path, exif=exif)
    names = run(convolution_script([[1]], str(path), grey=False))
    assert names["result"].shape == (3, 20, 10)
    torch.testing.assert_close(names["image"], read_picture(path).pixels, rtol=0, atol=1e-7)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"padding": "same"},
        {"padding": 2, "padding_mode": "circular", "stride": 2},
        {"padding": "full", "dilation": 2},
    ],
)
def test_channels_of_a_table(options: dict[str, Any]) -> None:
    names = run(channels_script(SLICES, VOLUME, bias=-0.3, **options))
    shares = channel_responses(VOLUME, SLICES, **options)
    torch.testing.assert_close(names["shares"], shares, rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(names["result"], cross_correlate(VOLUME, SLICES, **options) - 0.3, rtol=1e-5, atol=1e-5)
    assert all(f"channel\n{channel}\ntensor" in names["printed"] for channel in range(3))


def test_channels_of_a_photo() -> None:
    names = run(channels_script(SLICES, "chelsea", longest_side=64, padding=1))
    pixels = resize(sample_picture("chelsea").pixels, 64)
    torch.testing.assert_close(names["shares"], channel_responses(pixels, SLICES, padding=1), rtol=0, atol=5e-5)


@pytest.mark.filterwarnings("ignore:Using padding=.same.:UserWarning")  # torch says that it copies the picture
@pytest.mark.parametrize(
    ("kind", "size", "options"),
    [
        ("convolution", (224, 224), {"kernel": 7, "stride": 2, "padding": 3, "in_channels": 3, "out_channels": 64}),
        ("convolution", 30, {"kernel": 3, "in_channels": 4, "out_channels": 6, "groups": 2, "bias": False}),
        ("convolution", (14, 14, 14), {"kernel": 5, "out_channels": 16}),
        ("convolution", (9, 8), {"kernel": (3, 4), "padding": "same", "dilation": (2, 1)}),
        ("convolution", (9, 8), {"kernel": (3, 2), "padding": "full"}),
        ("convolution", (9, 8), {"kernel": 3, "padding": ((0, 1), (2, 2)), "stride": (1, 2)}),
        ("max_pool", (9, 8), {"kernel": 2, "in_channels": 5}),
        ("max_pool", (7, 8), {"kernel": 3, "stride": 2, "padding": ((0, 1), 1), "in_channels": 4}),
        ("max_pool", (7, 7), {"kernel": 3, "stride": 2, "padding": 1, "ceil_mode": True, "dilation": 2}),
        ("avg_pool", 10, {"kernel": 3, "stride": 1, "padding": 1}),
        ("avg_pool", (5, 5, 6), {"kernel": (1, 2, 3), "ceil_mode": True}),
        ("transposed_convolution", (7, 7), {"kernel": 3, "stride": 2, "padding": 1, "output_padding": 1}),
        ("transposed_convolution", 5, {"kernel": 4, "out_channels": 2, "stride": 2, "dilation": 3, "bias": False}),
    ],
)  # fmt: skip
def test_layers(kind: str, size: Any, options: dict[str, Any]) -> None:
    names = run(layer_script(kind, size, **options))
    given = {name: value for name, value in options.items() if name != "bias"}
    shape = layer_output(kind, size, **given)
    assert tuple(names["result"].shape) == (1, *shape)
    layer = names["layer"]
    assert type(layer).__name__.startswith({"avg_pool": "Avg", "max_pool": "Max"}.get(kind, "Conv"))
    assert (getattr(layer, "bias", None) is not None) == (options.get("bias", True) and "convolution" in kind)
    assert f"shape {(1, *shape)}" in names["printed"]


def test_padding_before_max_pooling_never_wins() -> None:
    names = run(layer_script("max_pool", (4, 4), kernel=2, padding=((0, 1), (2, 0))))
    border = np.pad(np.zeros((4, 4)), ((0, 1), (2, 0)), constant_values=-np.inf)
    np.testing.assert_array_equal(names["x"][0, 0], border)


@given(st.data())
@settings(deadline=None, max_examples=80)
def test_layers_of_any_settings(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(list(KINDS)))
    axes = data.draw(st.integers(1, 3))
    each = st.tuples(*[st.integers(1, 3)] * axes)
    pair = st.tuples(st.integers(0, 2), st.integers(0, 2))
    symmetric = kind == "transposed_convolution"
    options: dict[str, Any] = {
        "kernel": data.draw(each),
        "stride": data.draw(each),
        "padding": data.draw(st.tuples(*[st.integers(0, 2) if symmetric else st.integers(0, 2) | pair] * axes)),
        "dilation": 1 if kind == "avg_pool" else data.draw(each),
        "in_channels": data.draw(st.integers(1, 3)),
        "ceil_mode": "pool" in kind and data.draw(st.booleans()),
    }
    size = data.draw(st.tuples(*[st.integers(1, 9)] * axes))
    try:
        script = layer_script(kind, size, **options)
    except GeometryError:
        with pytest.raises(GeometryError):
            layer_output(kind, size, **options)
    else:
        assert tuple(run(script)["result"].shape[1:]) == layer_output(kind, size, **options)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: convolution_script(KERNEL, [[1, 2], [3, 4]]), "Height: The kernel covers 3 pixels"),
        (lambda: convolution_script(KERNEL, "coins", padding_mode="mirror"), "There is no padding mode 'mirror'"),
        (lambda: convolution_script(KERNEL, "coins", stride=0), "Height: The stride is 0"),
        (lambda: convolution_script([1, 2], "coins"), "The kernel has the shape (2,): give it the shape (h, w)."),
        (lambda: convolution_script(KERNEL, VOLUME), "The image has the shape (3, 7, 9): give it the shape (H, W)."),
        (lambda: convolution_script([[np.nan]], TABLE), "The kernel holds a value that is not a finite number"),
        (lambda: channels_script(SLICES[:2], "coins"), "The kernel has 2 channels but the image has 3"),
        (lambda: channels_script(SLICES[:2], VOLUME), "The kernel has 2 channels but the image has 3"),
        (lambda: layer_script("convolution", (2, 2), kernel=3), "Height: The kernel covers 3 pixels"),
        (lambda: layer_script("pooling", (2, 2), kernel=3), "There is no layer called 'pooling'"),
    ],
)
def test_sentences(make: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"\.$") as caught:
        make()
    assert sentence in str(caught.value)
