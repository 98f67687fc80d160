"""The sliding window as an animated GIF for slides: padded input, window, kernel, output, and the sum."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from cnnviz.drawing import colour
from cnnviz.drawing.gif import Indices, gif, indices, palette_for
from cnnviz.drawing.plates import (
    INK,
    QUIET,
    WHITE,
    Panel,
    Plate,
    arrange,
    draw_arrows,
    draw_cells,
    draw_plate,
    number,
    text_mask,
    text_size,
    write,
)
from cnnviz.drawing.stills import SMALL, Show, black_and_white, colour_bar, input_plate, kernel_plate, response_plate
from cnnviz.drawing.windows import Cells, Pair, Sliding, places, read, sentence, step_between
from cnnviz.geometry.padding_modes import PaddingMode
from cnnviz.words import say

__all__ = ["WindowLayout", "sliding_window_gif", "window_layout"]

EMPTY = (226, 226, 226)  # an output cell without a value yet
LEAST_WINDOW = 6
LEAST_WIDTH = 640  # below this the captions of the three blocks would run into each other
LAST_MS = 1500


@dataclass(frozen=True)
class WindowLayout:
    """Where everything is in each frame, in screen pixels.

    input is the padded input; kernel has one panel per slice drawn; window, only for photos, is the enlarged
    window; the text starts at text_top.
    """

    input: Panel
    window: Panel | None
    kernel: tuple[Panel, ...]
    output: Panel
    width: int
    height: int
    text_top: int


def sliding_window_gif(
    image: Any,
    kernel: Any,
    output: Any,
    *,
    stride: int | Pair = 1,
    padding: tuple[Pair, Pair] = ((0, 0), (0, 0)),
    dilation: int | Pair = 1,
    padding_mode: PaddingMode = "zeros",
    bias: float = 0.0,
    show: Show = "signed",
    max_frames: int = 120,
    frame_ms: int = 250,
    width: int = 960,
) -> bytes:
    """An animated GIF of the kernel sliding over the image, one output value per frame, repeated for ever.

    image (H, W) or (C, H, W): 3 channels are drawn in colour, of any other number only the first.
    kernel (h, w), or one slice per channel (C, h, w). output (H', W'), or (C, H', W') if one kernel (h, w)
    was applied to every channel: what `cnnviz.convolution.cross_correlate` gives with the same settings, plus
    the bias. The kernel is laid on the image as it is; for a convolution give it turned by 180 degrees.
    stride, dilation: one number, or (rows, columns). padding: ((top, bottom), (left, right)) in pixels.
    show: how the output is coloured, as in `cnnviz.drawing.stills.response_picture`.
    max_frames: with more positions than this every n-th is shown, and the last. frame_ms: time per frame in
    milliseconds; the last stays 1.5 s. width: screen pixels.

    Raises ValueError if the shapes do not fit the settings, or an output value shown is not the sum of its
    products and the bias.
    """
    if width < LEAST_WIDTH or max_frames < 1 or frame_ms < 20:
        raise ValueError(
            say(
                "Width {width}, at most {max_frames} frames, {frame_ms} ms per frame: choose a width of at "
                "least {LEAST_WIDTH}, at least 1 frame and at least 20 ms.",
                width=width, max_frames=max_frames, frame_ms=frame_ms, LEAST_WIDTH=LEAST_WIDTH,
            )
        )  # fmt: skip
    sliding = read(
        image,
        kernel,
        output,
        stride=stride,
        padding=padding,
        dilation=dilation,
        mode=padding_mode,
        bias=bias,
    )
    count = sliding.output[0].size
    chosen = places(count, max_frames)
    layout = window_layout(sliding.size, sliding.slices.shape, sliding.output.shape[1:], padding=padding, width=width)
    stills = _stills(sliding, layout, show, _settings(sliding, show, step_between(count, max_frames)))
    palette = palette_for(stills, _always(show, len(sliding.shown) == 3))
    frames = _frames(sliding, layout, chosen, stills, palette)
    return gif(frames, palette, [frame_ms] * (len(chosen) - 1) + [max(LAST_MS, frame_ms)])


def window_layout(
    image_size: Pair,
    kernel_shape: tuple[int, ...],
    output_size: tuple[int, ...],
    *,
    padding: tuple[Pair, Pair] = ((0, 0), (0, 0)),
    width: int = 960,
) -> WindowLayout:
    """Where a frame's panels are, for an image (H, W) without its padding and an output (H', W').

    kernel_shape is (h, w), or (slices drawn, h, w). Images up to 16 x 16 are grids, larger ones photos.
    """
    slices, *kernel_size = kernel_shape if len(kernel_shape) == 3 else (1, *kernel_shape)
    small = max(image_size) <= SMALL
    rows, columns = (size + before + after for size, (before, after) in zip(image_size, padding, strict=True))
    middle = (slices if small else slices + 1, kernel_size[0], kernel_size[1])
    points = text_size(width)
    foot = round(5.9 * points)
    blocks = [(1, rows, columns), middle, (1, output_size[0], output_size[1])]
    layout = arrange(blocks, width, small=small, top=round(2.8 * points), foot=foot)
    (source,), between, (target,) = layout.panels
    window, pieces = (None, between) if small else (between[0], between[1:])
    return WindowLayout(source, window, pieces, target, layout.width, layout.height, layout.height - foot)


# The picture without the window


def _settings(sliding: Sliding, show: Show, step: int) -> str:
    """One line above the panels: the settings, and what is left out of the picture."""
    channels, (vertical, horizontal) = len(sliding.padded), sliding.padding
    words = [_per_axis("stride", *sliding.stride), _per_axis("dilation", *sliding.dilation)]
    if not any((*vertical, *horizontal)):
        words.append("no padding")
    elif vertical[0] == vertical[1] and horizontal[0] == horizontal[1]:
        words.append(f"{_per_axis('padding', vertical[0], horizontal[0])} ({sliding.mode})")
    else:
        (top, bottom), (left, right) = sliding.padding
        words.append(
            say(
                "padding {top} above, {bottom} below, {left} left, {right} right ({mode})",
                top=top, bottom=bottom, left=left, right=right, mode=sliding.mode,
            )
        )  # fmt: skip
    if sliding.bias:
        words.append(say("bias {bias}", bias=number(sliding.bias)))
    if len(sliding.shown) < channels:
        words.append(say("channel 0 of {channels} shown", channels=channels))
    elif len(sliding.output) > 1 and show != "picture":
        words.append(say("output channel 0 of {channels} shown", channels=channels))
    if step > 1:
        words.append(say("every {ordinal} position and the last", ordinal=_ordinal(step)))
    return ", ".join(words)


def _per_axis(name: str, rows: int, columns: int) -> str:
    return (
        f"{name} {rows}"
        if rows == columns
        else say("{name} {rows} and {columns}", name=name, rows=rows, columns=columns)
    )


def _ordinal(step: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(step % 10, "th") if step % 100 not in (11, 12, 13) else "th"
    return f"{step}{ending}"


def _stills(sliding: Sliding, layout: WindowLayout, show: Show, settings: str) -> tuple[colour.Colours, colour.Colours]:
    """The picture (height, width, 3) without the window: once with an empty output, once with all of it."""
    points = text_size(layout.width)
    image = Image.new("RGB", (layout.width, layout.height), WHITE)
    write(
        image,
        (layout.width // 2, points),
        settings,
        round(1.1 * points),
        anchor="ct",
        room=layout.width - 2 * points,
    )
    draw_plate(image, _padded_plate(sliding), [layout.input], points)
    if any(side for axis in sliding.padding for side in axis):
        _dash(image, layout.input.box(sliding.padding[0][0], sliding.padding[1][0], *sliding.size))
    middle, weights = layout.kernel, kernel_plate(sliding.slices)
    if layout.window is not None:
        blank = (np.full((layout.window.rows, layout.window.columns, 3), 255, np.uint8), None)
        middle = (layout.window, *layout.kernel)
        weights = replace(weights, name="Window, kernel", tiles=[blank, *weights.tiles])
    draw_plate(image, weights, middle, points)
    maps = sliding.output if show == "picture" and len(sliding.output) == 3 else sliding.output[:1]
    plate = response_plate(maps, show, black_and_white(sliding.shown), name="Output")
    ((colours, values),) = plate.tiles
    draw_plate(image, replace(plate, tiles=[(np.full_like(colours, EMPTY[0]), None)]), [layout.output], points)
    draw_arrows(image, [[layout.input], middle, [layout.output]], points)
    if len(sliding.shown) == 3:
        _use_few_colours(image, layout.input)
    full = image.copy()
    draw_cells(full, layout.output, colours, values, points, photo=plate.photo)
    if len(maps) == 3:
        _use_few_colours(full, layout.output)
    return np.asarray(image), np.asarray(full)


def _padded_plate(sliding: Sliding) -> Plate:
    """The input with its padding hatched."""
    plate = input_plate(sliding.shown)
    (top, _), (left, _), (height, width) = *sliding.padding, sliding.size
    rows, columns = sliding.padded.shape[1:]
    outside = np.ones((rows, columns), dtype=bool)
    outside[top : top + height, left : left + width] = False
    if not outside.any():
        return plate
    times = " \N{MULTIPLICATION SIGN} "
    caption = say(
        "{height}{times}{width}, padded to {rows}{times}{columns}",
        height=height, times=times, width=width, rows=rows, columns=columns,
    )  # fmt: skip
    return replace(plate, caption=caption, hatched=outside)


def _dash(image: Image.Image, box: tuple[int, int, int, int]) -> None:
    """A dashed line around the image, between it and its padding; dark and white, to be seen on either."""
    left, top, right, bottom = box
    draw = ImageDraw.Draw(image)
    for start in range(0, max(right - left, bottom - top), 5):
        ink = INK if start % 10 else WHITE
        for y in (top - 1, bottom):
            draw.line((min(left + start, right), y, min(left + start + 4, right), y), fill=ink)
        for x in (left - 1, right):
            draw.line((x, min(top + start, bottom), x, min(top + start + 4, bottom)), fill=ink)


def _use_few_colours(image: Image.Image, panel: Panel) -> None:
    """Reduce a colour picture to 80 colours, with dithering, so that the palette has room for all else."""
    box = panel.box(0, 0, panel.rows, panel.columns)
    image.paste(image.crop(box).quantize(80).convert("RGB"), box)


def _always(show: Show, in_colour: bool) -> colour.Colours:
    """The colours every palette needs: lines, text, the accent, and a sample of each colour map."""
    lines = [colour.rgb(colour.ACCENT), colour.rgb(colour.ACCENT_OUTLINE), EMPTY, INK, QUIET, WHITE]
    maps = [colour.GREYS[::8], colour.DIVERGING[::4], colour.DIVERGING[127:128]]
    if show == "magnitude":
        maps.append(colour.SEQUENTIAL[::6])
    if in_colour:
        maps.append(colour_bar(0, 1).colours.reshape(-1, 3))
    return np.concatenate([np.array(lines, dtype=np.uint8), *maps])


# The frames


def _frames(
    sliding: Sliding,
    layout: WindowLayout,
    chosen: list[int],
    stills: tuple[colour.Colours, colour.Colours],
    palette: colour.Colours,
) -> Iterator[Indices]:
    """One frame per chosen position: the output up to there, the window, and the sum."""
    empty, full = (indices(still, palette) for still in stills)
    yellow, dark = indices(_always("signed", in_colour=False)[None, :2], palette)[0].tolist()
    ((painted, numbers),) = input_plate(sliding.shown).tiles
    for place in chosen:
        row, column = divmod(place, layout.output.columns)
        cells, (values, weights, result) = sliding.cells(row, column), sliding.explained(row, column)
        frame = empty.copy()
        _reveal(frame, full, layout.output, row, column)
        if layout.window is not None:
            seen = (cells[..., 0], cells[..., 1])
            tile = Image.new("RGB", layout.window.size)
            written = None if numbers is None else numbers[seen]
            draw_cells(tile, replace(layout.window, left=0, top=0), painted[seen], written, text_size(layout.width))
            _paste(frame, indices(np.asarray(tile), palette), layout.window.left, layout.window.top)
        index = f"{row}, {column}" if len(sliding.output) == 1 else f"0, {row}, {column}"
        where = say(
            "output[{index}], position {place} of {count}",
            index=index, place=place + 1, count=sliding.output[0].size,
        )  # fmt: skip
        text = _text(where, sentence(values, weights, result, sliding.bias), layout)
        _paste(frame, indices(np.asarray(text), palette), 0, layout.text_top)
        image = Image.fromarray(frame)
        _point_at(image, layout.input, cells, yellow, dark)
        _point_at(image, layout.output, np.array([[[row, column]]]), yellow, dark)
        yield np.asarray(image)


def _reveal(frame: Indices, full: Indices, panel: Panel, row: int, column: int) -> None:
    """Copy the output cells up to and including (row, column), row by row."""
    boxes = [panel.box(row, 0, 1, column + 1)]
    if row:
        boxes.append(panel.box(0, 0, row, panel.columns))
    for left, top, right, bottom in boxes:
        frame[top:bottom, left:right] = full[top:bottom, left:right]


def _paste(frame: Indices, part: Indices, left: int, top: int) -> None:
    frame[top : top + part.shape[0], left : left + part.shape[1]] = part


def _text(where: str, words: str, layout: WindowLayout) -> Image.Image:
    """The lines below the panels; they start at the same place in every frame, so that nothing jumps."""
    points = text_size(layout.width)
    image = Image.new("RGB", (layout.width, layout.height - layout.text_top), WHITE)
    margin, size = 2 * points, round(1.3 * points)
    room = layout.width - 2 * margin
    write(image, (margin, 0), where, points, ink=QUIET)
    for line_number, line in enumerate(_lines(words, size, room)):
        write(image, (margin, round((1.7 + 1.9 * line_number) * points)), line, size, room=room)
    return image


def _lines(words: str, size: int, room: int) -> list[str]:
    """The sentence in one line, or broken in two before a plus sign."""
    if text_mask(words, size).width <= room or " + " not in words:
        return [words]
    pieces = words.split(" + ")
    half = (len(pieces) + 1) // 2
    return [" + ".join(pieces[:half]), "+ " + " + ".join(pieces[half:])]


def _point_at(image: Image.Image, panel: Panel, cells: Cells, yellow: int, dark: int) -> None:
    """Outline a block of cells (h, w, 2) from outside, at least 6 pixels large; with gaps, each cell too."""
    draw = ImageDraw.Draw(image)
    (top_row, left_column), (bottom_row, right_column) = cells[0, 0], cells[-1, -1]
    rows, columns = int(bottom_row - top_row) + 1, int(right_column - left_column) + 1
    left, top, right, bottom = panel.box(int(top_row), int(left_column), rows, columns)
    if (rows, columns) != cells.shape[:2] and panel.cell >= 6:
        for row, column in cells.reshape(-1, 2).tolist():
            x0, y0, x1, y1 = panel.box(row, column)
            draw.rectangle((x0, y0, x1 - 1, y1 - 1), outline=dark)
            draw.rectangle((x0 + 1, y0 + 1, x1 - 2, y1 - 2), outline=yellow, width=2)
    more = [max(0, LEAST_WINDOW - side) // 2 for side in (right - left, bottom - top)]
    for away, ink, width in ((5, dark, 1), (4, yellow, 3), (1, dark, 1)):
        x, y = more[0] + away, more[1] + away
        draw.rectangle((left - x, top - y, right - 1 + x, bottom - 1 + y), outline=ink, width=width)
