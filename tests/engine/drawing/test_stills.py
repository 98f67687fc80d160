"""PNGs opened again with Pillow: pixels of known cells against the colour functions, and text looked for."""

import io
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFont
from scipy.signal import correlate2d

from cnnviz.drawing import colour
from cnnviz.drawing.plates import Layout, Panel, arrange, number, number_size, text_mask, text_size
from cnnviz.drawing.stills import input_plate, kernel_plate, png, response_picture, response_plate
from tests.engine.drawing.read_back import Pixels, shows

IMAGE = np.arange(9.0).reshape(3, 3)
KERNEL = np.array([[0.0, 1.0], [2.0, 3.0]])
RESPONSE = np.array([[19.0, 25.0], [37.0, 43.0]])
POINTS = 22


def opened(file: bytes) -> Pixels:
    image = Image.open(io.BytesIO(file))
    assert image.format == "PNG"
    return np.asarray(image)


def layout_of(*shapes: tuple[int, int, int], title: bool = False, **kwargs: Any) -> Layout:
    small = max(shapes[0][1:]) <= 16
    return arrange(shapes, 1600, small=small, top=round(3.6 * POINTS) if title else POINTS, **kwargs)


def corner(pixels: Pixels, panel: Panel, row: int, column: int) -> tuple[int, ...]:
    """The colour of a cell near its upper left corner, away from its number and from the lines."""
    left, top, _, _ = panel.box(row, column)
    return tuple(pixels[top + 2, left + 2].tolist())


def test_text_search_finds_what_is_there_and_nothing_else() -> None:
    mask = text_mask("43", POINTS)
    page = Image.new("RGB", (90, 50), (255, 255, 255))
    page.paste((92, 92, 92), (21, 9), mask)
    assert shows(np.asarray(page), "43", POINTS, alike=0.98)
    assert not shows(np.asarray(page), "48", POINTS, alike=0.98)
    assert not shows(np.full((50, 90, 3), 255, np.uint8), "43", POINTS, alike=0.98)


@pytest.mark.parametrize("shape", [(1, 1), (5, 7), (5, 7, 3), (64, 1, 3)])
def test_png_gives_the_same_pixels_back(shape: tuple[int, ...]) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    np.testing.assert_array_equal(opened(png(pixels)), pixels)
    np.testing.assert_array_equal(opened(png(torch.from_numpy(pixels))), pixels)
    np.testing.assert_array_equal(opened(png(pixels[::-1])), pixels[::-1])


@pytest.mark.parametrize(
    "wrong",
    [np.zeros((4, 4)), np.zeros((4, 4, 4), np.uint8), np.zeros(4, np.uint8), np.zeros((3, 4, 4), np.uint8)],
)
def test_png_refuses_other_arrays(wrong: npt.NDArray[Any]) -> None:
    with pytest.raises(ValueError, match=r"give uint8 values \(0 to 255\) of shape \(H, W\) or \(H, W, 3\)"):
        png(wrong)
    with pytest.raises(ValueError, match="has no pixels"):
        png(np.zeros((0, 3), np.uint8))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (19.0, "19"),
        (-1.0, "−1"),
        (0.125, "0.125"),
        (2 / 3, "0.667"),
        (-0.25, "−0.25"),
        (123456.0, "123456"),
        (123.456, "123"),
        (1e-7, "1e−07"),
        (2e9, "2e+09"),
        (float("nan"), "nan"),
    ],
)
def test_numbers_as_they_are_written(value: float, text: str) -> None:
    assert number(value) == text


def test_every_cell_has_the_colour_of_its_value() -> None:
    pixels = opened(response_picture(IMAGE, KERNEL, RESPONSE))
    layout = layout_of((1, 3, 3), (1, 2, 2), (1, 2, 2))
    assert pixels.shape == (layout.height, 1600, 3)
    (source,), (middle,), (target,) = layout.panels
    painted = [
        (source, colour.grey(IMAGE, 0, 8)),
        (middle, colour.signed(KERNEL)),
        (target, colour.signed(RESPONSE)),
    ]
    for panel, colours in painted:
        for row, column in np.ndindex(panel.rows, panel.columns):
            assert corner(pixels, panel, row, column) == tuple(colours[row, column].tolist())
    assert source.cell == middle.cell == target.cell >= 1
    assert (pixels[0] == 255).all()
    assert (pixels[:, [0, -1]] == 255).all()


def test_numbers_stand_in_the_cells_and_below_the_bars() -> None:
    pixels = opened(response_picture(IMAGE, KERNEL, RESPONSE, title="One number at a time"))
    (source,), (middle,), (target,) = layout_of((1, 3, 3), (1, 2, 2), (1, 2, 2), title=True).panels
    for panel, values in ((source, IMAGE), (middle, KERNEL), (target, RESPONSE)):
        size = number_size(values, panel.cell, POINTS)
        assert size is not None
        assert size >= 18
        for (row, column), value in np.ndenumerate(values):
            left, top, right, bottom = panel.box(row, column)
            assert shows(pixels[top + 2 : bottom - 1, left + 2 : right - 1], f"{value:g}", size, alike=0.98)
    for panel, name, shape, end in (
        (source, "Input", "3", "8"),
        (middle, "Kernel", "2", "3"),
        (target, "Response", "2", "43"),
    ):
        wide, high = panel.size
        above = pixels[panel.top - 90 : panel.top - 2, panel.left : panel.left + wide]
        assert shows(above, name, round(1.3 * POINTS), alike=0.98)
        assert shows(above, shape, POINTS, alike=0.98)
        right_end = panel.left + wide
        below = pixels[panel.top + high + 40 : panel.top + high + 80, right_end - 140 : right_end]
        assert shows(below, end, POINTS, alike=0.98)
    assert shows(pixels[: round(3.6 * POINTS), 400:1200], "One number at a time", round(1.6 * POINTS), alike=0.98)


def test_the_bars_run_through_their_maps() -> None:
    pixels = opened(response_picture(IMAGE, KERNEL, RESPONSE, show="magnitude"))
    panels = layout_of((1, 3, 3), (1, 2, 2), (1, 2, 2)).panels
    tables = (colour.grey(np.arange(256), 0, 255), colour.DIVERGING, colour.SEQUENTIAL)
    for (panel,), table in zip(panels, tables, strict=True):
        wide, high = panel.size
        strip = pixels[panel.top + high + POINTS + 8, panel.left - 1 : panel.left + wide + 1]
        seen = strip[(strip != 255).any(axis=1)]
        inside = seen[1:-1]  # without its frame
        expected = [tuple(row) for row in table.tolist() if row != [255, 255, 255]]
        drawn = [tuple(row) for row in inside.tolist()]
        assert drawn[0] == expected[0]
        assert set(drawn) <= {*expected, (92, 92, 92)}
        assert len(set(drawn)) > 120
        places = [expected.index(row) for row in drawn if row in expected and expected.count(row) == 1]
        assert places == sorted(places)


def test_ticks_are_the_limits_of_the_colours() -> None:
    maps = np.array([[[-3.0, 1.0]], [[2.0, 0.5]]])
    assert kernel_plate(maps).bar.ticks == ("−3", "0", "3")
    assert response_plate(maps, "signed", (0, 1)).bar.ticks == ("−3", "0", "3")
    assert response_plate(maps, "magnitude", (0, 1), limit=8).bar.ticks == ("0", "8")
    assert response_plate(maps, "picture", (0, 0.5)).bar.ticks == ("0", "0.5")
    assert input_plate(np.full((3, 2, 2), 0.5)).bar.ticks == ("0", "1")
    assert input_plate(np.full((1, 2, 2), 20.0)).bar.ticks == ("0", "20")
    assert input_plate(np.full((1, 2, 2), -20.0)).bar.ticks == ("−20", "0", "20")
    assert input_plate(np.zeros((1, 2, 2))).bar.ticks == ("0", "1")


def test_limit_lets_two_pictures_share_a_scale() -> None:
    pixels = opened(response_picture(IMAGE, KERNEL, RESPONSE, limit=86))
    ((target,),) = layout_of((1, 3, 3), (1, 2, 2), (1, 2, 2)).panels[2:]
    assert corner(pixels, target, 1, 1) == tuple(colour.DIVERGING[128 + 64])  # 127 * 43 / 86 = 63.5, to even
    with pytest.raises(ValueError, match="limit of the colour scale is 0"):
        response_picture(IMAGE, KERNEL, RESPONSE, limit=0)


def test_colour_photo_with_a_map_and_with_a_picture() -> None:
    rng = np.random.default_rng(3)
    photo, kernel = rng.random((3, 40, 60)), rng.normal(size=(3, 5, 3))
    response = sum(correlate2d(plane, weights, mode="valid") for plane, weights in zip(photo, kernel, strict=True))
    pixels = opened(response_picture(torch.tensor(photo), torch.tensor(kernel), torch.tensor(response)))
    (source,), slices, (target,) = layout_of((1, 40, 60), (3, 5, 3), (1, *response.shape)).panels
    photo_colours, signed = np.rint(photo * 255).astype(int), colour.signed(response)
    for row, column in [(0, 0), (7, 31), (39, 59)]:
        assert corner(pixels, source, row, column) == tuple(photo_colours[:, row, column].tolist())
    for row, column in [(0, 0), (7, 31), (35, 57)]:
        assert corner(pixels, target, row, column) == tuple(signed[row, column].tolist())
    for panel, weights in zip(slices, colour.signed(kernel), strict=True):
        assert panel.cell > source.cell  # enlarged, because next to a photo it would be a speck
        assert corner(pixels, panel, 4, 2) == tuple(weights[4, 2].tolist())
    blurred = np.stack([correlate2d(plane, np.full((3, 3), 1 / 9), mode="valid") for plane in photo])
    pixels = opened(response_picture(photo, np.full((3, 3), 1 / 9), blurred * 2, show="picture"))
    ((target,),) = layout_of((1, 40, 60), (1, 3, 3), (1, 38, 58)).panels[2:]
    expected = np.rint(np.clip(blurred[:, 20, 30] * 2, 0, 1) * 255).astype(int)
    assert corner(pixels, target, 20, 30) == tuple(expected.tolist())


def test_a_picture_keeps_the_black_and_white_of_its_input() -> None:
    image = np.repeat([[20.0, 20, 20, 10, 10, 10]], 6, axis=0)
    pixels = opened(response_picture(image, np.full((1, 2), 0.5), image[:, :5] * 0 + 15, show="picture"))
    ((target,),) = layout_of((1, 6, 6), (1, 1, 2), (1, 6, 5)).panels[2:]
    assert corner(pixels, target, 3, 3) == (191, 191, 191)  # 15 of 0 to 20: 191.25


def test_feature_maps_get_a_panel_each_on_one_scale() -> None:
    maps = np.arange(5.0)[:, None, None] * np.ones((5, 4, 4)) - 2
    pixels = opened(response_picture(np.zeros((4, 4)), np.ones((1, 1)), maps))
    layout = layout_of((1, 4, 4), (1, 1, 1), (5, 4, 4))
    seen = [corner(pixels, panel, 2, 2) for panel in layout.panels[2]]
    assert seen == [tuple(row) for row in colour.signed([-2.0, -1, 0, 1, 2]).tolist()]
    many = response_plate(np.ones((20, 4, 4)), "signed", (0, 1))
    assert len(many.tiles) == 16
    assert many.caption == "20 × 4 × 4, the first 16 maps"


def test_a_photo_too_large_for_the_slide_is_averaged_and_a_map_is_not() -> None:
    stripes = np.tile([0.0, 1.0], (1500, 1000))
    response = np.where(np.arange(2000) % 2, 1.0, -1.0) * np.ones((1500, 1))
    pixels = opened(response_picture(stripes, np.ones((1, 1)), response))
    (source,), _, (target,) = layout_of((1, 1500, 2000), (1, 1, 1), (1, 1500, 2000)).panels
    assert pixels.shape[1] == 1600
    assert source.cell < 0.5
    wide, high = source.size
    photo = pixels[source.top : source.top + high, source.left : source.left + wide].astype(float)
    assert abs(photo.mean() - 127.5) < 2
    assert photo.std() < 40  # stripes of 0 and 255 would have 127.5
    values = pixels[target.top : target.top + high, target.left : target.left + wide].reshape(-1, 3)
    assert {tuple(row) for row in np.unique(values, axis=0).tolist()} == {
        tuple(colour.DIVERGING[i].tolist()) for i in (0, 255)
    }


def test_scale_sets_the_size_of_an_input_pixel() -> None:
    photo = np.zeros((40, 50))
    wide = opened(response_picture(photo, np.ones((3, 3)), photo[2:, 2:], scale=20))
    (source,), _, (target,) = layout_of((1, 40, 50), (1, 3, 3), (1, 38, 48), scale=20).panels
    assert source.size == (1000, 800)
    assert target.size == (960, 760)
    assert wide.shape[1] > 1960
    assert opened(response_picture(IMAGE, KERNEL, RESPONSE, scale=10)).shape[1] == 1600
    with pytest.raises(ValueError, match="choose a smaller scale"):
        response_picture(photo, np.ones((3, 3)), photo[2:, 2:], scale=1000)
    with pytest.raises(ValueError, match="scale is 0"):
        response_picture(IMAGE, KERNEL, RESPONSE, scale=0)


@settings(max_examples=60, deadline=None)
@given(
    size=st.tuples(st.integers(1, 700), st.integers(1, 700)),
    kernel=st.tuples(st.integers(1, 4), st.integers(1, 15), st.integers(1, 15)),
    maps=st.integers(1, 16),
    width=st.sampled_from([640, 960, 1600]),
)
def test_panels_stay_inside_and_apart(
    size: tuple[int, int], kernel: tuple[int, int, int], maps: int, width: int
) -> None:
    layout = arrange([(1, *size), kernel, (maps, *size)], width, small=max(size) <= 16, foot=20)
    boxes = [(p.left, p.top, p.left + p.size[0], p.top + p.size[1]) for block in layout.panels for p in block]
    assert layout.width == width
    assert all(0 <= x0 < x1 <= width and 0 < y0 < y1 < layout.height for x0, y0, x1, y1 in boxes)
    for place, (x0, y0, x1, y1) in enumerate(boxes):
        for u0, v0, u1, v1 in boxes[:place]:
            assert x0 >= u1 or u0 >= x1 or y0 >= v1 or v0 >= y1
    for panel in (block[0] for block in layout.panels):
        assert panel.box(panel.rows - 1, panel.columns - 1)[2:] == (
            panel.left + panel.size[0],
            panel.top + panel.size[1],
        )
        assert panel.cell < 1 or panel.cell == int(panel.cell)


@settings(max_examples=60, deadline=None)
@given(cell=st.floats(1, 160), exponent=st.integers(-6, 6), count=st.integers(1, 9))
def test_numbers_are_legible_or_left_out(cell: float, exponent: int, count: int) -> None:
    values = np.linspace(-1, 1, count) * 10.0**exponent
    size = number_size(values, cell, text_size(1600))
    if size is not None:
        assert size >= 18
        font = ImageFont.load_default(size=size)
        assert max(font.getlength(f"{abs(value):.3g}") for value in values) <= cell


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.zeros((2, 5, 5)), KERNEL, RESPONSE), "The input has 2 channels; give 1"),
        ((np.zeros(5), KERNEL, RESPONSE), r"The input has shape \(5,\)"),
        ((IMAGE, np.zeros((1, 1, 2, 2)), RESPONSE), r"The kernel has shape \(1, 1, 2, 2\)"),
        ((IMAGE, KERNEL, np.zeros((0, 2))), r"The response has shape \(0, 2\)"),
    ],
)
def test_shapes_that_do_not_fit(arguments: tuple[Any, Any, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        response_picture(*arguments)


def test_unknown_colouring() -> None:
    wrong: Any = "rainbow"
    with pytest.raises(ValueError, match='show is "rainbow"; choose "signed", "picture" or "magnitude"'):
        response_picture(IMAGE, KERNEL, RESPONSE, show=wrong)
