"""Colours against published tables: ColorBrewer as in plotly, Machado 2009, CIE Lab from scikit-image."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.colors
import pytest
import torch
from skimage.color import deltaE_ciede2000, rgb2lab

from cnnviz.drawing import colour

# Machado, Oliveira & Fernandes 2009, "A Physiologically-based Model for Simulation of Color Vision
# Deficiency", severity 1.0; applied to linear RGB.
DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)
PROTANOPIA = np.array(
    [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
)
EYES = {"normal": np.eye(3), "deuteranopia": DEUTERANOPIA, "protanopia": PROTANOPIA}


def lab_seen(colours: npt.ArrayLike, eye: str) -> npt.NDArray[np.float64]:
    """CIE Lab of uint8 colours (..., 3) as seen by that eye."""
    shares = np.asarray(colours, dtype=np.float64) / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    seen = (linear @ EYES[eye].T).clip(0, 1)
    encoded = np.where(seen <= 0.0031308, 12.92 * seen, 1.055 * seen ** (1 / 2.4) - 0.055)
    return np.asarray(rgb2lab(encoded))


def difference(first: npt.ArrayLike, second: npt.ArrayLike, eye: str = "normal") -> npt.NDArray[np.float64]:
    compare: Any = deltaE_ciede2000
    return np.asarray(compare(lab_seen(first, eye), lab_seen(second, eye)))


def test_diverging_passes_through_the_colours_of_colorbrewer() -> None:
    published = [plotly.colors.unlabel_rgb(text) for text in plotly.colors.diverging.RdBu]
    blue_to_red = np.array(published[::-1], dtype=np.float64)
    # Eleven classes over 2 x 128 rows: 127 / 5 rows from class to class, in each half.
    rows = [*np.linspace(0, 127, 6), *np.linspace(128, 255, 6)[1:]]
    nearest = colour.DIVERGING[np.rint(rows).astype(int)].astype(np.float64)
    assert colour.DIVERGING.shape == (256, 3)
    assert colour.DIVERGING.dtype == np.uint8
    assert np.abs(nearest - blue_to_red).max() <= 2  # the classes lie between two rows
    np.testing.assert_array_equal(colour.DIVERGING[[0, 127, 128, 255]], blue_to_red[[0, 5, 5, 10]])


@pytest.mark.parametrize("limit", [None, 0.5, 3.0])
def test_zero_is_white_whatever_the_limits(limit: float | None) -> None:
    near_white = (247, 247, 247)
    assert tuple(colour.signed([-3.0, 0.0, 1.0], limit)[1]) == near_white
    assert (colour.signed(np.zeros((2, 3)), limit) == near_white).all()
    assert difference(near_white, (255, 255, 255)) < 3


def test_opposite_values_get_mirrored_rows() -> None:
    values = np.linspace(0, 1, 2001)[1:]
    row_of = {tuple(row): place for place, row in reversed(list(enumerate(colour.DIVERGING.tolist())))}
    positive = [row_of[tuple(row)] for row in colour.signed(values, 1.0).tolist()]
    negative = [row_of[tuple(row)] for row in colour.signed(-values, 1.0).tolist()]
    distinct = {row: tuple(colour.DIVERGING[255 - row]) for row in range(256)}
    assert [distinct[row] for row in positive] == [tuple(colour.DIVERGING[row]) for row in negative]
    assert positive[-1] == 255
    assert negative[-1] == 0


def test_rows_of_signed_worked_out_by_hand() -> None:
    # limit 2: 127 - 127 = 0, 127 - round(63.5) = 63, 128 + round(31.75) = 160, and 255 for 2 and beyond
    painted = colour.signed([-2.0, -1.0, 0.5, 2.0, 9.0], limit=2.0)
    np.testing.assert_array_equal(painted, colour.DIVERGING[[0, 63, 160, 255, 255]])
    # without a limit the largest |v| counts, whatever its sign
    np.testing.assert_array_equal(colour.signed([-4.0, 4.0, 2.0]), colour.DIVERGING[[0, 255, 192]])


def test_rows_of_magnitude_worked_out_by_hand() -> None:
    painted = colour.magnitude([[-2.0, 0.0], [1.0, 5.0]], limit=2.0)
    np.testing.assert_array_equal(painted, colour.SEQUENTIAL[[[255, 0], [128, 255]]])
    np.testing.assert_array_equal(colour.magnitude([0.0, -8.0, 2.0]), colour.SEQUENTIAL[[0, 255, 64]])
    assert (colour.magnitude(np.zeros(4)) == colour.SEQUENTIAL[0]).all()


def test_grey_is_the_rounded_share_between_black_and_white() -> None:
    values = np.array([-1.0, 10.0, 12.5, 20.0, 99.0])
    expected = np.array([0, 0, 64, 255, 255], dtype=np.uint8)  # 255 * 2.5 / 10 = 63.75
    np.testing.assert_array_equal(colour.grey(values, 10, 20), np.stack([expected] * 3, axis=-1))
    photo = np.arange(256, dtype=np.uint8)
    np.testing.assert_array_equal(colour.grey(photo, 0, 255)[:, 1], photo)


@pytest.mark.parametrize("eye", EYES)
def test_lightness_falls_away_from_white_and_rises_with_magnitude(eye: str) -> None:
    halves = lab_seen(colour.DIVERGING, eye)[:, 0]
    assert (np.diff(halves[:128]) > -0.3).all()  # rounding to 8 bits may cost a fraction of a unit
    assert (np.diff(halves[128:]) < 0.3).all()
    assert halves[127] - halves[0] > 60
    assert halves[128] - halves[255] > 60
    lightness = lab_seen(colour.SEQUENTIAL, eye)[:, 0]
    assert (np.diff(lightness) > -0.3).all()
    assert lightness[0] < 10
    assert lightness[255] > 90
    # ordered evenly: a quarter of the way up in magnitude is about a quarter of the way up in lightness
    np.testing.assert_allclose(lightness[[64, 128, 192]], [25, 48, 72], atol=8)


@pytest.mark.parametrize("eye", EYES)
def test_sign_stays_visible_to_colour_blind_eyes(eye: str) -> None:
    away = np.arange(16, 128)  # from an eighth of the limit on
    apart = difference(colour.DIVERGING[127 - away], colour.DIVERGING[128 + away], eye)
    assert difference(colour.DIVERGING[0], colour.DIVERGING[255], eye) > 20
    assert apart.min() > 10
    green, red = (120, 150, 60), (200, 110, 60)  # a pair that a deuteranope confuses
    assert difference(green, red, "deuteranopia") < 10 < difference(green, red, "normal")


@pytest.mark.parametrize("eye", EYES)
def test_accent_resembles_no_colour_of_the_maps(eye: str) -> None:
    yellow, dark = colour.rgb(colour.ACCENT), colour.rgb(colour.ACCENT_OUTLINE)
    for table in (colour.DIVERGING, colour.SEQUENTIAL):
        assert difference(np.full((256, 3), yellow), table, eye).min() > 15
    assert difference(yellow, dark, eye) > 60  # the pair shows on white, on black and on anything between
    greys = np.repeat(np.arange(256)[:, None], 3, axis=1)
    best = np.maximum(
        difference(greys, np.full((256, 3), yellow), eye), difference(greys, np.full((256, 3), dark), eye)
    )
    assert best.min() > 25


def test_nan_is_grey_and_infinity_is_the_end_of_the_map() -> None:
    values = [[np.nan, np.inf], [-np.inf, 2.0]]
    expected = [[(128, 128, 128), colour.DIVERGING[255]], [colour.DIVERGING[0], colour.DIVERGING[255]]]
    np.testing.assert_array_equal(colour.signed(values), expected)
    assert tuple(colour.magnitude(values)[0, 0]) == (128, 128, 128)
    for table in (colour.DIVERGING, colour.SEQUENTIAL):
        assert not (table == 128).all(axis=1).any()
    violet = colour.grey(values, 0, 1)[0, 0]
    assert tuple(violet) == colour.NOT_A_NUMBER_IN_GREY
    assert len(set(violet.tolist())) == 3  # no shade of grey
    assert tuple(colour.signed(np.nan)) == (128, 128, 128)
    assert (colour.signed([np.nan, np.nan]) == 128).all()


def test_largest_ignores_what_is_not_finite() -> None:
    assert colour.largest([1.0, -3.0, np.nan, np.inf]) == 3.0
    assert colour.largest(np.zeros(3)) == 1.0
    assert colour.largest([np.nan]) == 1.0


@pytest.mark.parametrize("shape", [(), (4,), (2, 3), (2, 3, 5)])
def test_tensors_and_arrays_of_any_shape(shape: tuple[int, ...]) -> None:
    values = torch.randn(shape, generator=torch.Generator().manual_seed(0))
    paints: list[Callable[[Any], colour.Colours]]
    paints = [colour.signed, colour.magnitude, lambda given: colour.grey(given, -1, 1)]
    for paint in paints:
        painted = paint(values)
        assert painted.shape == (*shape, 3)
        assert painted.dtype == np.uint8
        np.testing.assert_array_equal(painted, paint(values.numpy()))
    assert (colour.magnitude(torch.tensor([True, False])) == colour.SEQUENTIAL[[255, 0]]).all()


def test_limits_that_make_no_sense() -> None:
    with pytest.raises(ValueError, match=r"limit of the colour scale is -1; give a number above 0"):
        colour.signed([1.0], limit=-1)
    with pytest.raises(ValueError, match="is nan"):
        colour.magnitude([1.0], limit=float("nan"))
    with pytest.raises(ValueError, match="Black is at 2 and white at 2; choose a number above 2 for white"):
        colour.grey([1.0], 2, 2)


def test_tables_cannot_be_overwritten() -> None:
    with pytest.raises(ValueError, match="read-only"):
        colour.DIVERGING[0] = 0
    before = colour.DIVERGING.copy()
    colour.signed(np.array(np.nan))
    np.testing.assert_array_equal(colour.DIVERGING, before)
