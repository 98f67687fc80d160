"""GIFs opened again with Pillow: every frame against torch's padding and outputs, and text looked for."""

import io
import re
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pytest
import torch
import torch.nn.functional as F
from PIL import Image

from cnnviz.drawing import colour
from cnnviz.drawing.animation import WindowLayout, sliding_window_gif, window_layout
from cnnviz.drawing.plates import Panel
from cnnviz.drawing.windows import places, step_between, window_cells
from tests.engine.drawing.read_back import Pixels, durations, frames_of, shows

Pair = tuple[int, int]
Mode = Literal["zeros", "replicate", "reflect", "circular"]
IMAGE = np.arange(9.0).reshape(3, 3)
KERNEL = np.array([[0.0, 1.0], [2.0, 3.0]])
RESPONSE = np.array([[19.0, 25.0], [37.0, 43.0]])
EMPTY = (226, 226, 226)
ACCENT = colour.rgb(colour.ACCENT)


def corner(pixels: Pixels, panel: Panel, row: int, column: int) -> npt.NDArray[np.int64]:
    """The colour of a cell near its upper left corner, off the lines, the number, and the hatching."""
    left, top, _, _ = panel.box(row, column)
    x, y = next(
        (x, y) for y in (2, 3) for x in (2, 3) if (left + x - panel.left + top + y - panel.top) % 8 not in (0, 7)
    )
    return pixels[top + y, left + x].astype(np.int64)


def is_outlined(pixels: Pixels, panel: Panel, cells: npt.NDArray[np.intp]) -> bool:
    """Whether the accent runs along all four sides of a block of cells (h, w, 2), just outside."""
    (row, column), (last_row, last_column) = cells[0, 0].tolist(), cells[-1, -1].tolist()
    left, top, _, _ = panel.box(row, column)
    _, _, right, bottom = panel.box(last_row, last_column)
    sides = [
        pixels[top - 3, left:right],
        pixels[bottom + 2, left:right],
        pixels[top:bottom, left - 3],
        pixels[top:bottom, right + 2],
    ]
    return all((side == ACCENT).all() for side in sides)


# Frames against torch


def response_of(
    image: npt.NDArray[np.float64], kernel: npt.NDArray[np.float64], **settings_: Any
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Padded image and output by torch.nn.functional, for (H, W) or (C, H, W) and as many kernel slices."""
    (top, bottom), (left, right) = settings_.get("padding", ((0, 0), (0, 0)))
    mode = settings_.get("padding_mode", "zeros")
    volume = torch.from_numpy(image.reshape(1, -1, *image.shape[-2:]))
    padded = F.pad(volume, (left, right, top, bottom), "constant" if mode == "zeros" else mode)
    bank = torch.from_numpy(kernel.reshape(1, -1, *kernel.shape[-2:]))
    output = F.conv2d(padded, bank, stride=settings_.get("stride", 1), dilation=settings_.get("dilation", 1))
    return padded[0].numpy(), output[0, 0].numpy() + settings_.get("bias", 0.0)


CASES: dict[str, tuple[Pair, Pair, dict[str, Any]]] = {
    "plain": ((4, 5), (2, 2), {}),
    "one output": ((3, 4), (3, 4), {}),
    "one pixel": ((1, 1), (1, 1), {}),
    "wide kernel": ((5, 7), (1, 4), {"show": "magnitude"}),
    "tall kernel": ((7, 4), (5, 2), {"bias": -1.5}),
    "stride 3": ((9, 8), (3, 2), {"stride": 3}),
    "strides differ": ((7, 9), (2, 3), {"stride": (3, 2)}),
    "dilation 2": ((7, 8), (3, 3), {"dilation": 2}),
    "zeros": ((4, 4), (3, 3), {"padding": ((1, 1), (1, 1)), "padding_mode": "zeros"}),
    "replicate": ((3, 5), (3, 3), {"padding": ((1, 1), (2, 2)), "padding_mode": "replicate"}),
    "reflect": ((4, 5), (3, 3), {"padding": ((2, 1), (1, 3)), "padding_mode": "reflect", "stride": 2}),
    "circular": (
        (4, 4),
        (2, 4),
        {"padding": ((0, 1), (1, 2)), "padding_mode": "circular", "dilation": (2, 1)},
    ),
    "as a picture": ((6, 6), (2, 2), {"show": "picture"}),
    "largest grid": ((16, 16), (5, 5), {"stride": 2}),
}


def painted_output(image: npt.NDArray[np.float64], output: npt.NDArray[np.float64], show: str) -> Pixels:
    if show == "picture":
        return colour.grey(output, 0.0, image.max())
    return colour.signed(output) if show == "signed" else colour.magnitude(output)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("signs", [False, True])
def test_every_frame_shows_torchs_values_and_its_window(case: str, signs: bool) -> None:
    size, kernel_size, options = CASES[case]
    rng = np.random.default_rng(len(case))
    image = rng.integers(-9 if signs else 0, 10, size).astype(np.float64)
    image[0, 0] = -9 if signs else 9
    kernel = rng.integers(-3, 4, kernel_size).astype(np.float64)
    kernel[0, 0] = 3
    (padded,), output = response_of(image, kernel, **options)
    frames = frames_of(sliding_window_gif(image, kernel, output, **options))
    layout = window_layout(size, kernel_size, output.shape, padding=options.get("padding", ((0, 0), (0, 0))))
    assert len(frames) == output.size
    inside = colour.signed(padded) if signs else colour.grey(padded, 0, padded.max())
    show = options.get("show", "signed")
    expected = (
        colour.grey(output, padded.min() if signs else 0.0, padded.max())
        if show == "picture"
        else painted_output(padded, output, show)
    )
    stride, dilation = (
        (value, value) if isinstance(value := options.get(name, 1), int) else value for name in ("stride", "dilation")
    )
    for place, pixels in enumerate(frames):
        assert pixels.shape == (layout.height, layout.width, 3)
        for at, cell in enumerate(np.ndindex(*output.shape)):
            left, top, right, bottom = layout.output.box(*cell)
            near = np.abs(np.subtract(cell, divmod(place, output.shape[1]))).max() <= 1
            if at > place:
                assert tuple(pixels[(top + bottom) // 2, (left + right) // 2]) == EMPTY
            elif at == place or not near:  # the outline covers the edges of the neighbours
                assert np.abs(corner(pixels, layout.output, *cell) - expected[cell]).max() <= 3
        row, column = divmod(place, output.shape[1])
        cells = window_cells(row, column, kernel_size, stride=stride, dilation=dilation)
        assert is_outlined(pixels, layout.input, cells)
        assert is_outlined(pixels, layout.output, np.array([[[row, column]]]))
    for cell in np.ndindex(*padded.shape):
        if np.subtract(cells[0, 0], cell).max() > 1:  # above or left of the last window
            assert np.abs(corner(frames[-1], layout.input, *cell) - inside[cell]).max() <= 3
    for cell in np.ndindex(*kernel_size):
        assert np.abs(corner(frames[0], layout.kernel[0], *cell) - colour.signed(kernel)[cell]).max() <= 3


def test_the_frames_of_the_lecture_example() -> None:
    file = sliding_window_gif(torch.tensor(IMAGE), torch.tensor(KERNEL), torch.tensor(RESPONSE))
    frames, layout = frames_of(file), window_layout((3, 3), (2, 2), (2, 2))
    for pixels, sums, where in zip(
        frames,
        ["= 19", "= 25", "= 37", "= 43"],
        ["output[0, 0], position 1 of 4", "output[0, 1]", "output[1, 0]", "output[1, 1], position 4 of 4"],
        strict=True,
    ):
        below = pixels[layout.text_top :]
        assert shows(below, sums, round(1.3 * 15))
        assert shows(below, where, 15)
    assert shows(frames[0][layout.text_top :], "0·0 + 1·1 + 3·2 + 4·3 = 19", round(1.3 * 15))
    assert not shows(frames[1][layout.text_top :], "= 19", round(1.3 * 15))
    for pixels in frames[2:]:  # so few colours that all of them are exact
        np.testing.assert_array_equal(corner(pixels, layout.input, 2, 0), colour.grey(6, 0, 8))
        np.testing.assert_array_equal(corner(pixels, layout.output, 0, 0), colour.signed(19, limit=43))
    assert shows(frames[0][:40], "stride 1, dilation 1, no padding", round(1.1 * 15))


def test_gaps_of_a_dilated_window_stay_unmarked() -> None:
    image, kernel = np.zeros((5, 5)), np.ones((2, 2))
    _, output = response_of(image, kernel, dilation=3)
    pixels = frames_of(sliding_window_gif(image, kernel, output, dilation=3))[0]
    panel = window_layout((5, 5), (2, 2), output.shape).input
    marked = set()
    for row, column in np.ndindex(5, 5):
        left, top, right, bottom = panel.box(row, column)
        if (pixels[top + 1 : bottom - 1, left + 1 : right - 1] == ACCENT).all(axis=2).sum() > 4 * panel.cell:
            marked.add((row, column))
    assert marked == {(0, 0), (0, 3), (3, 0), (3, 3)}


def test_padding_is_hatched_and_the_image_is_not() -> None:
    image = np.full((4, 4), 5.0)
    _, output = response_of(image, np.ones((3, 3)), padding=((0, 2), (1, 0)))
    pixels = frames_of(sliding_window_gif(image, np.ones((3, 3)), output, padding=((0, 2), (1, 0))))[0]
    layout = window_layout((4, 4), (3, 3), output.shape, padding=((0, 2), (1, 0)))
    assert (layout.input.rows, layout.input.columns) == (6, 5)
    for row, column in np.ndindex(6, 5):
        left, top, right, _ = layout.input.box(row, column)
        # the upper edge of a cell holds no number: one colour without hatching, two with
        edge = pixels[top + 3 : top + 7, left + 8 : right - 8].reshape(-1, 3)
        if row > 3:
            assert len(np.unique(edge, axis=0)) == 2
        elif column > 2:
            assert len(np.unique(edge, axis=0)) == 1


def test_bias_and_settings_are_written_above() -> None:
    image = np.arange(25.0).reshape(5, 5)
    options: dict[str, Any] = {
        "padding": ((1, 1), (0, 0)),
        "stride": (2, 1),
        "padding_mode": "reflect",
        "bias": 2.5,
    }
    _, output = response_of(image, KERNEL, **options)
    pixels = frames_of(sliding_window_gif(image, KERNEL, output, **options))[0]
    assert shows(pixels[:40], "stride 2 and 1, dilation 1, padding 1 and 0 (reflect), bias 2.5", round(1.1 * 15))
    below = pixels[window_layout((5, 5), (2, 2), output.shape, padding=((1, 1), (0, 0))).text_top :]
    assert shows(below, "+ bias 2.5 = ", round(1.3 * 15))


# Channels


def test_colour_image_with_one_slice_per_channel() -> None:
    rng = np.random.default_rng(5)
    image, kernel = rng.random((3, 4, 5)), rng.normal(size=(3, 2, 2))
    _, output = response_of(image, kernel)
    frames, layout = (
        frames_of(sliding_window_gif(image, kernel, output)),
        window_layout((4, 5), (3, 2, 2), (3, 4)),
    )
    assert len(layout.kernel) == 3
    assert np.abs(corner(frames[-1], layout.input, 0, 0) - image[:, 0, 0] * 255).max() <= 8
    assert np.abs(corner(frames[-1], layout.output, 1, 1) - colour.signed(output)[1, 1]).max() <= 3
    for panel, weights in zip(layout.kernel, colour.signed(kernel), strict=True):
        assert np.abs(corner(frames[0], panel, 1, 1) - weights[1, 1]).max() <= 3


def test_other_channel_counts_show_the_first_and_say_so() -> None:
    rng = np.random.default_rng(6)
    image, kernel = rng.random((4, 5, 6)), rng.normal(size=(4, 2, 2))
    image[:, 0, 0] = 0
    image[0, 0, 1] = 1
    _, output = response_of(image, kernel)
    pixels = frames_of(sliding_window_gif(image, kernel, output))[-1]
    layout = window_layout((5, 6), (1, 2, 2), output.shape)
    assert shows(pixels[:40], "channel 0 of 4 shown", round(1.1 * 15))
    assert np.abs(corner(pixels, layout.input, 1, 2) - colour.grey(image[0, 1, 2], 0, 1)).max() <= 3


@pytest.mark.parametrize("show", ["signed", "picture"])
def test_one_kernel_on_every_channel(show: Literal["signed", "picture"]) -> None:
    rng = np.random.default_rng(7)
    image, kernel = rng.random((3, 6, 6)), np.full((3, 3), 1 / 9)
    output = np.stack([response_of(plane, kernel)[1] for plane in image])
    pixels = frames_of(sliding_window_gif(image, kernel, output, show=show))[-1]
    layout = window_layout((6, 6), (3, 3), (4, 4))
    wanted = output[:, 1, 1] * 255 if show == "picture" else colour.signed(output[0])[1, 1]
    assert np.abs(corner(pixels, layout.output, 1, 1) - wanted).max() <= 8
    assert shows(pixels[:40], "output channel 0 of 3 shown", round(1.1 * 15)) == (show == "signed")
    assert shows(pixels[layout.text_top :], "output[0, 3, 3], position 16 of 16", 15)


# Photos


def big_photo(height: int, width: int) -> npt.NDArray[np.float64]:
    rows, columns = np.mgrid[:height, :width]
    waves = 0.5 + 0.25 * np.sin(rows / 9) + 0.2 * np.cos(columns / 5)
    return np.clip(waves + np.random.default_rng(8).normal(0, 0.02, (height, width)), 0, 1)


def test_photo_is_reduced_and_every_nth_position_is_shown() -> None:
    photo, kernel = big_photo(512, 512), np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    (padded,), output = response_of(photo, kernel, padding=((1, 1), (1, 1)))
    file = sliding_window_gif(photo, kernel, output, padding=((1, 1), (1, 1)))
    frames = frames_of(file)
    layout = window_layout((512, 512), (3, 3), (512, 512), padding=((1, 1), (1, 1)))
    assert len(file) < 6_000_000
    assert len(frames) == 120
    assert frames[0].shape[1] == 960
    assert layout.input.cell < 1
    assert layout.window is not None
    step = step_between(512 * 512, 120)
    assert shows(frames[0][:40], f"every {step}th position and the last", round(1.1 * 15))
    # the map is reduced by leaving cells out, so every screen pixel has the colour of a value at that place
    left, top, _, _ = layout.output.box(0, 0)
    wide, high = layout.output.size
    drawn = frames[-1][top : top + high, left : left + wide].astype(int)
    painted = colour.signed(output).astype(int)
    for y, x in [(3, 5), (100, 200), (high - 40, wide // 2)]:
        row, column = int((y + 0.5) / layout.output.cell), int((x + 0.5) / layout.output.cell)
        assert np.abs(painted[row - 1 : row + 2, column - 1 : column + 2] - drawn[y, x]).max(axis=2).min() <= 6
    place = 60 * step
    row, column = divmod(place, 512)
    seen = [corner(frames[60], layout.window, *cell) for cell in np.ndindex(3, 3)]
    expected = colour.grey(padded[row : row + 3, column : column + 3], 0, 1).reshape(-1, 3)
    assert np.abs(np.array(seen) - expected).max() <= 5


def test_window_on_a_photo_is_at_least_six_pixels_large() -> None:
    photo = big_photo(300, 400)
    _, output = response_of(photo, np.ones((1, 1)))
    pixels = frames_of(sliding_window_gif(photo, np.ones((1, 1)), output, max_frames=3))[1]
    layout = window_layout((300, 400), (1, 1), output.shape)
    row, column = divmod(places(output.size, 3)[1], 400)
    x, y, _, _ = layout.input.box(row, column)
    near = (pixels[y - 15 : y + 15, x - 15 : x + 15] == ACCENT).all(axis=2)
    rows, columns = np.flatnonzero(near.any(axis=1)), np.flatnonzero(near.any(axis=0))
    middle_row, middle_column = near[15], near[:, 15]
    assert np.ptp(rows) + 1 == np.ptp(columns) + 1 >= 6 + 2 * 3
    assert max(np.diff(np.flatnonzero(middle_row))) > 6  # hollow: the pixels of the window are to be seen
    assert max(np.diff(np.flatnonzero(middle_column))) > 6


def test_colour_photo_with_dilation_and_stride() -> None:
    photo = np.stack([big_photo(90, 120), big_photo(90, 120)[::-1], big_photo(90, 120)[:, ::-1]])
    kernel = np.random.default_rng(9).normal(size=(3, 3, 5))
    options: dict[str, Any] = {
        "stride": 3,
        "dilation": (4, 2),
        "padding": ((4, 4), (0, 9)),
        "padding_mode": "circular",
    }
    padded, output = response_of(photo, kernel, **options)
    frames = frames_of(sliding_window_gif(photo, kernel, output, max_frames=10, **options))
    layout = window_layout((90, 120), (3, 3, 5), output.shape, padding=((4, 4), (0, 9)))
    assert len(frames) == 10
    assert layout.window is not None
    assert len(layout.kernel) == 3
    for frame, place in zip(frames, places(output.size, 10), strict=True):
        row, column = divmod(place, output.shape[1])
        cells = window_cells(row, column, (3, 5), stride=(3, 3), dilation=(4, 2))
        assert is_outlined(frame, layout.input, cells)
        left, top, _, _ = layout.output.box(row, column)
        assert np.abs(frame[top + 1, left + 1].astype(int) - colour.signed(output)[row, column]).max() <= 4
        values = padded[:, cells[1, 2, 0], cells[1, 2, 1]]
        assert np.abs(corner(frame, layout.window, 1, 2) - values * 255).max() <= 40  # 80 colours for the photo


# The file


def test_it_repeats_for_ever_and_holds_the_last_frame() -> None:
    file = sliding_window_gif(IMAGE, KERNEL, RESPONSE, frame_ms=250)
    assert Image.open(io.BytesIO(file)).info["loop"] == 0
    assert durations(file) == [250, 250, 250, 1500]
    assert durations(sliding_window_gif(IMAGE, KERNEL, RESPONSE, frame_ms=2000, max_frames=2)) == [2000, 2000]
    single = sliding_window_gif(IMAGE, IMAGE, np.array([[204.0]]))
    assert len(frames_of(single)) == 1
    assert durations(single) == [1500]


@pytest.mark.parametrize("width", [640, 960, 1600])
def test_width_is_kept(width: int) -> None:
    frames = frames_of(sliding_window_gif(IMAGE, KERNEL, RESPONSE, width=width))
    layout: WindowLayout = window_layout((3, 3), (2, 2), (2, 2), width=width)
    assert frames[0].shape == (layout.height, width, 3)
    np.testing.assert_array_equal(corner(frames[3], layout.output, 1, 1), colour.DIVERGING[255])


# Mistakes


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (
            (IMAGE, KERNEL, RESPONSE),
            {"padding": ((1, 1), (1, 1))},
            "(1, 2, 2), but these settings give (1, 4, 4)",
        ),
        (
            (IMAGE, KERNEL, RESPONSE + 1),
            {},
            "add up to 19, but the output there is 20; compute it with the same",
        ),
        ((IMAGE, KERNEL, RESPONSE), {"bias": 2.0}, "add up to 21, but the output there is 19"),
        ((np.stack([IMAGE] * 2), np.stack([KERNEL] * 3), RESPONSE), {}, "2 channels and the kernel 3 slices"),
        ((np.stack([IMAGE] * 2), KERNEL, RESPONSE), {}, "(1, 2, 2), but these settings give (2, 2, 2)"),
        ((IMAGE, KERNEL, RESPONSE), {"padding_mode": "mirror"}, 'is "mirror"; choose "zeros"'),
        ((IMAGE, KERNEL, RESPONSE), {"show": "rainbow"}, 'show is "rainbow"; choose "signed"'),
        (
            (IMAGE, KERNEL, RESPONSE),
            {"width": 200},
            "Width 200, at most 120 frames, 250 ms per frame: choose a width",
        ),
        ((IMAGE, KERNEL, RESPONSE), {"max_frames": 0}, "at most 0 frames"),
        ((IMAGE, KERNEL, RESPONSE), {"stride": 0}, "stride"),
        ((IMAGE, np.ones((4, 4)), RESPONSE), {}, "4"),
        ((IMAGE[0], KERNEL, RESPONSE), {}, "The image has shape (3,)"),
    ],
)
def test_mistakes_are_explained(arguments: tuple[Any, Any, Any], options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        sliding_window_gif(*arguments, **options)
