"""Both orders of moving and filtering against numpy, scipy and torch's own layers."""

import contextlib
import io
from typing import Any

import numpy as np
import pytest
import scipy.ndimage
import scipy.signal
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cnnviz import kernels
from cnnviz.drawing import colour
from cnnviz.lessons.equivariance import pictures
from cnnviz.lessons.equivariance.formulas import explain
from cnnviz.lessons.equivariance.listing import equivariance_script, measured_by_torch
from cnnviz.operations.equivariance import (
    PADDING_MODES,
    Raster,
    Transformation,
    measure,
    move,
    raster_of,
    same_border,
)

PICTURE = torch.from_numpy(np.random.default_rng(0).random((37, 41)).astype(np.float32))
KERNEL = torch.from_numpy(np.random.default_rng(1).standard_normal((3, 5)).astype(np.float32))
SYMMETRIC = kernels.gaussian(5, 1.0)
CHANGES = [
    Transformation(dy=4, dx=-6),
    Transformation(dy=3, dx=5),
    Transformation("rotate", degrees=35.0),
    Transformation("zoom", factor=1.3),
    Transformation("zoom", factor=0.6),
]


@pytest.mark.parametrize(("dy", "dx"), [(0, 0), (3, -5), (-36, 40), (100, 2)])
def test_shift_against_numpy(dy: int, dx: int) -> None:
    rolled = move(PICTURE, Transformation(dy=dy, dx=dx), circular=True)
    assert np.array_equal(rolled.numpy(), np.roll(PICTURE.numpy(), (dy, dx), (0, 1)))
    shifted = scipy.ndimage.shift(PICTURE.numpy(), (dy, dx), order=0, mode="constant")
    assert np.array_equal(move(PICTURE, Transformation(dy=dy, dx=dx)).numpy(), shifted)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_quarter_turn_is_that_of_numpy(turns: int) -> None:
    square = PICTURE[:37, :37]
    turned = move(square, Transformation("rotate", degrees=90.0 * turns))
    assert np.allclose(turned.numpy(), np.rot90(square.numpy(), turns), atol=1e-6)


@pytest.mark.parametrize("change", CHANGES[2:])
def test_turning_and_zooming_against_scipy(change: Transformation) -> None:
    angle = np.radians(change.degrees)
    matrix = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    if change.kind == "zoom":
        matrix = np.eye(2) / change.factor
    middle = (np.array(PICTURE.shape) - 1) / 2
    padded = np.pad(PICTURE.numpy().astype(np.float64), 1)  # scipy leaves out the ramp to 0 outside
    expected = scipy.ndimage.affine_transform(
        padded, matrix, offset=middle + 1 - matrix @ (middle + 1), order=1, mode="constant"
    )
    assert np.allclose(move(PICTURE, change).numpy(), expected[1:-1, 1:-1], atol=1e-5)


def test_the_middle_of_the_output_is_that_of_the_picture() -> None:
    """The centre of mass of the output of a symmetric blob in the middle, for odd and even kernels and strides."""
    rows, columns = np.mgrid[:41, :53]
    blob = np.exp(-((rows - 20) ** 2 + (columns - 26) ** 2) / 50)
    for kernel in (torch.ones(3, 3), torch.ones(4, 2)):
        for stride in (1, 2, 3):
            (top, bottom), (left, right) = same_border(kernel)
            padded = np.pad(blob, ((top, bottom), (left, right)))
            output = scipy.signal.correlate2d(padded, kernel.numpy(), mode="valid")[::stride, ::stride]
            middle = raster_of((41, 53), kernel, stride).middle
            assert middle == pytest.approx(scipy.ndimage.center_of_mass(output), abs=0.05)


@settings(max_examples=30)
@given(
    dy=st.integers(-9, 9),
    dx=st.integers(-9, 9),
    stride=st.integers(1, 4),
    mode=st.sampled_from(PADDING_MODES),
)
def test_shifts_by_multiples_of_the_stride_commute_away_from_the_border(
    dy: int, dx: int, stride: int, mode: str
) -> None:
    multiple = measure(
        PICTURE, KERNEL, Transformation(dy=dy * stride // 2, dx=dx * stride // 2), stride=stride, padding_mode=mode
    )
    follows = all(pixels * stride // 2 % stride == 0 for pixels in (dy, dx))
    assert multiple.equal_inside == follows
    _, (moved_first, filtered_first) = multiple.worst
    assert abs(moved_first - filtered_first) == pytest.approx(multiple.everywhere, rel=1e-5, abs=1e-6)
    if stride == 1 and mode == "circular":
        assert multiple.everywhere < 1e-5


@pytest.mark.parametrize("change", CHANGES[2:])
def test_turning_and_zooming_do_not_commute(change: Transformation) -> None:
    measured = measure(PICTURE, KERNEL, change)
    assert measured.interior is not None
    assert measured.interior > 0.05
    assert not measured.equal_inside


def test_what_is_the_same_from_all_sides_may_be_turned_by_90_degrees() -> None:
    square = PICTURE[:37, :37]
    assert measure(square, SYMMETRIC, Transformation("rotate", degrees=90.0)).equal_inside
    assert not measure(square, SYMMETRIC, Transformation("rotate", degrees=45.0)).equal_inside
    assert measure(square, torch.ones(1, 1), Transformation("zoom", factor=1.7)).equal_inside


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_inside_means_that_nothing_beyond_the_border_counts(change: Transformation, stride: int) -> None:
    """What lies outside is changed: first to 0, then to random pixels of a larger picture, of which this is a part."""
    if change.kind == "shift":
        change = change._replace(dy=6, dx=-12)  # multiples of every stride, so that both orders move alike
    kernel, margin = KERNEL[:, :3], 24
    large = torch.rand(37 + 2 * margin, 41 + 2 * margin, generator=torch.Generator().manual_seed(2))
    large[margin:-margin, margin:-margin] = PICTURE
    small = measure(PICTURE, kernel, change, stride=stride)
    around = measure(large, kernel, change, stride=stride)
    part = slice(margin // stride, margin // stride + small.inside.shape[0])
    column = slice(margin // stride, margin // stride + small.inside.shape[1])
    for mine, whole in (
        (small.moved_first, around.moved_first),
        (small.filtered_first, around.filtered_first),
    ):
        assert torch.allclose(mine[small.inside], whole[part, column][small.inside], atol=1e-4)
    assert small.inside.any()
    assert not small.inside.all()


@pytest.mark.parametrize("mode", PADDING_MODES)
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("kernel", [KERNEL, torch.rand(4, 2), SYMMETRIC], ids=["odd", "even", "gaussian"])
@pytest.mark.parametrize("change", CHANGES)
def test_torch_and_the_script_measure_the_same(
    change: Transformation, kernel: torch.Tensor, stride: int, mode: str
) -> None:
    picture = PICTURE[:20, :23].contiguous()
    measured = measure(picture, kernel, change, stride=stride, padding_mode=mode)
    by_torch = measured_by_torch(picture, kernel, change, stride=stride, padding_mode=mode)
    assert by_torch == pytest.approx(measured.everywhere, abs=1e-5)
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(equivariance_script(kernel, picture.numpy(), change, stride=stride, padding_mode=mode), names)
    assert names["result"] == pytest.approx(measured.everywhere, abs=1e-5)
    expected = float("nan") if measured.interior is None else measured.interior
    assert names["interior"] == pytest.approx(expected, abs=1e-5, nan_ok=True)
    assert "away from the border" in printed.getvalue()


def test_a_shift_out_of_the_picture_leaves_nothing_inside() -> None:
    measured = measure(PICTURE, KERNEL, Transformation(dy=50, dx=0))
    assert measured.interior is None
    assert not measured.equal_inside
    assert not measured.inside.any()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"padding_mode": "mirror"}, "use one of zeros, circular"),
        ({"change": Transformation("shear")}, "use one of shift, rotate, zoom"),
        ({"change": Transformation("zoom", factor=0.0)}, "above 0"),
        ({"image": torch.ones(2, 2)}, "larger picture or a smaller kernel"),
    ],
)
def test_impossible_settings_get_a_sentence(arguments: dict[str, Any], message: str) -> None:
    settings: dict[str, Any] = {"image": PICTURE, "kernel": KERNEL, "change": Transformation(dy=1), **arguments}
    with pytest.raises(ValueError, match=message):
        measure(**settings)


def test_the_explanation_names_the_shift_that_was_taken() -> None:
    change = Transformation(dy=5, dx=-3)
    lines = explain(measure(PICTURE, KERNEL, change, stride=2), change, 2, (1, 2), (0.5, -0.25))
    assert any("5 / 2 = 2.5" in line and "-3 / 2 = -1.5" in line and "(2, -2)" in line for line in lines)
    assert any("|0.5 - (-0.25)|" in line for line in lines)


def test_pictures_show_the_values() -> None:
    measured = measure(PICTURE, KERNEL, Transformation(dy=3, dx=5))
    limit = pictures.common_limit(measured)
    assert limit == pytest.approx(float(measured.moved_first[measured.inside].abs().max()))
    picture = pictures.response(measured.moved_first.numpy(), limit, across=90)
    assert picture.shape == (74, 82, 3)
    assert np.array_equal(picture[::2, ::2], colour.signed(measured.moved_first.numpy(), limit))
    line = pictures.difference(measured, limit, across=41)
    accent = np.argwhere((line == colour.rgb(colour.ACCENT)).all(-1))
    rows, columns = np.where(measured.inside.numpy())
    assert accent.min(0).tolist() == [rows.min(), columns.min()]
    assert accent.max(0).tolist() == [rows.max(), columns.max()]
    slide = Image.open(io.BytesIO(pictures.slide(measured, "shift by (3, 5)")))
    assert slide.width == 1600


def test_a_raster_of_its_own_is_the_default() -> None:
    change = Transformation("rotate", degrees=20.0)
    assert torch.equal(move(PICTURE, change), move(PICTURE, change, raster=Raster(1, (18.0, 20.0))))
