"""Still pictures for slides: any array as a PNG, and input, kernel and response side by side."""

import io
from typing import Any, Literal

import numpy as np
from PIL import Image

from cnnviz.drawing import colour
from cnnviz.drawing.plates import (
    MOST_TILES,
    WHITE,
    Bar,
    Plate,
    Values,
    arrange,
    draw_arrows,
    draw_plate,
    number,
    text_size,
    write,
)
from cnnviz.words import say

Show = Literal["signed", "picture", "magnitude"]

__all__ = ["Show", "input_plate", "kernel_plate", "png", "response_picture", "response_plate"]

WIDTH = 1600
MOST_PIXELS = 40_000_000
SMALL = 16  # an input up to this many pixels high and wide is drawn as a grid of numbers


def png(image: Any) -> bytes:
    """A picture as a PNG file. image: uint8 (H, W) grey or (H, W, 3) colour; one pixel in, one pixel out."""
    pixels = np.asarray(image)
    if pixels.dtype != np.uint8 or not (pixels.ndim == 2 or (pixels.ndim == 3 and pixels.shape[2] == 3)):
        raise ValueError(
            say(
                "The picture has shape {shape} and type {dtype}; "
                "give uint8 values (0 to 255) of shape (H, W) or (H, W, 3).",
                shape=pixels.shape,
                dtype=pixels.dtype,
            )
        )
    if pixels.size == 0:
        raise ValueError(
            say("The picture has shape {shape}, so it has no pixels; give at least one.", shape=pixels.shape)
        )
    file = io.BytesIO()
    # Level 1 takes a quarter of the time of the default, for up to a sixth more bytes.
    Image.fromarray(np.ascontiguousarray(pixels)).save(file, "PNG", compress_level=1)
    return file.getvalue()


def response_picture(
    input_pixels: Any,
    kernel: Any,
    response: Any,
    *,
    show: Show = "signed",
    title: str = "",
    scale: float | None = None,
    limit: float | None = None,
) -> bytes:
    """Input, kernel and response side by side on white, as a PNG for a slide, 1600 pixels wide.

    input_pixels (H, W), (1, H, W) or (3, H, W); kernel (h, w) or one slice per channel (C, h, w); response
    (H', W') or (F, H', W') feature maps, of which the first 16 are drawn. Input and response have the same
    scale; so has the kernel if the input has at most 16 x 16 pixels, otherwise it is enlarged. Numbers stand
    in the cells wherever they fit.

    show: how the response is coloured: "signed" (blue, white, red), "magnitude" (|v|, dark to light) or
    "picture" (with the input's black and white, values beyond cut off; three maps give a colour picture).
    scale: screen pixels per input pixel; the picture gets wider than 1600 where it has to.
    limit: the magnitude with the strongest colour in the response, so that pictures can share one scale.

    Raises ValueError if a shape does not fit or the picture would have more than 40 million pixels.
    """
    pixels, weights, maps = stack(input_pixels, "input"), stack(kernel, "kernel"), stack(response, "response")
    if len(pixels) not in (1, 3):
        raise ValueError(
            say(
                "The input has {pixels} channels; give 1 (grey) or 3 (colour), such as one of its channels.",
                pixels=len(pixels),
            )
        )
    if scale is not None and not scale > 0:
        raise ValueError(
            say("The scale is {scale:g} screen pixels per input pixel; give a number above 0.", scale=scale)
        )
    plates = [
        input_plate(pixels),
        kernel_plate(weights),
        response_plate(maps, show, black_and_white(pixels), limit),
    ]
    blocks = [(len(plate.tiles), *plate.tiles[0][0].shape[:2]) for plate in plates]
    points = text_size(WIDTH)
    small = max(pixels.shape[1:]) <= SMALL
    layout = arrange(blocks, WIDTH, small=small, top=round(3.6 * points) if title else points, scale=scale)
    if layout.width * layout.height > MOST_PIXELS:
        raise ValueError(
            say(
                "At a scale of {scale:g} the picture is {width} pixels wide; choose a smaller scale.",
                scale=scale,
                width=layout.width,
            )
        )
    image = Image.new("RGB", (layout.width, layout.height), WHITE)
    write(
        image,
        (layout.width // 2, points),
        title,
        round(1.6 * points),
        anchor="ct",
        room=layout.width - 2 * points,
    )
    for plate, panels in zip(plates, layout.panels, strict=True):
        draw_plate(image, plate, panels, points)
    draw_arrows(image, layout.panels, points)
    return png(np.asarray(image))


def stack(array: Any, name: str) -> Values:
    """(h, w) or (n, h, w) as float64 (n, h, w)."""
    values = np.asarray(array, dtype=np.float64)
    if values.ndim not in (2, 3) or values.size == 0:
        raise ValueError(
            say(
                "The {name} has shape {shape}; give (height, width) or several such maps, none empty.",
                name=name,
                shape=values.shape,
            )
        )
    return values.reshape((-1, *values.shape[-2:]))


def black_and_white(pixels: Values) -> tuple[float, float]:
    """The values drawn black and white: 0 and 1 for a photo in [0, 1], otherwise the range of 0 and all."""
    finite = pixels[np.isfinite(pixels)]
    low, high = float(finite.min(initial=0.0)), float(finite.max(initial=0.0))
    return (0.0, 1.0) if low == 0.0 and high <= 1.0 else (low, high)


def input_plate(pixels: Values, name: str = "Input") -> Plate:
    """The input (1 or 3, H, W) in colour, in grey, or in signed colours if one channel goes below zero."""
    low, high = black_and_white(pixels)
    if len(pixels) == 3:
        return Plate(name, sizes(pixels), [(_in_colour(pixels, low, high), None)], colour_bar(low, high), photo=True)
    (plane,) = pixels
    if low < 0:
        return Plate(name, sizes(plane), [(colour.signed(plane), plane)], _signed_bar(colour.largest(plane)))
    return Plate(name, sizes(plane), [(colour.grey(plane, low, high), plane)], _grey_bar(low, high), photo=True)


def kernel_plate(weights: Values) -> Plate:
    """The kernel (C, h, w): one tile per slice, all on one signed scale."""
    limit = colour.largest(weights)
    tiles = [(colour.signed(piece, limit), piece) for piece in weights[:MOST_TILES]]
    return Plate("Kernel", _first_of(weights, "slices"), tiles, _signed_bar(limit))


def response_plate(
    maps: Values, show: Show, levels: tuple[float, float], limit: float | None = None, name: str = "Response"
) -> Plate:
    """The response (F, H', W'), one tile per map; levels are the black and the white of show="picture"."""
    if show == "picture" and len(maps) == 3:
        return Plate(name, sizes(maps), [(_in_colour(maps, *levels), None)], colour_bar(*levels), photo=True)
    shown = maps[:MOST_TILES]
    top = colour.largest(maps) if limit is None else limit
    match show:
        case "picture":
            tiles, bar = [colour.grey(piece, *levels) for piece in shown], _grey_bar(*levels)
        case "signed":
            tiles, bar = [colour.signed(piece, top) for piece in shown], _signed_bar(top)
        case "magnitude":
            tiles, bar = (
                [colour.magnitude(piece, top) for piece in shown],
                Bar(colour.SEQUENTIAL[None], ("0", number(top))),
            )
        case _:
            raise ValueError(say('show is "{show}"; choose "signed", "picture" or "magnitude".', show=show))
    return Plate(name, _first_of(maps, "maps"), list(zip(tiles, shown, strict=True)), bar, photo=show == "picture")


def sizes(array: Values) -> str:
    """The shape as it is written below a name, with multiplication signs."""
    return " \N{MULTIPLICATION SIGN} ".join(str(length) for length in array.shape)


def _first_of(maps: Values, what: str) -> str:
    if len(maps) == 1:
        return sizes(maps[0])
    if len(maps) <= MOST_TILES:
        return sizes(maps)
    return say("{sizes}, the first {count} {what}", sizes=sizes(maps), count=MOST_TILES, what=what)


def _in_colour(pixels: Values, low: float, high: float) -> colour.Colours:
    levels = colour.grey(np.nan_to_num(pixels), low, high)[..., 0]
    return np.ascontiguousarray(np.moveaxis(levels, 0, -1))


def _signed_bar(limit: float) -> Bar:
    return Bar(colour.DIVERGING[None], (number(-limit), "0", number(limit)))


def _grey_bar(low: float, high: float) -> Bar:
    return Bar(colour.GREYS[None], (number(low), number(high)))


def colour_bar(low: float, high: float) -> Bar:
    """Red, green and blue, from none to all of each."""
    stripes = np.linspace(0, 255, 9).astype(np.uint8)[None, :, None] * np.eye(3, dtype=np.uint8)[:, None, :]
    return Bar(stripes, (number(low), number(high)))
