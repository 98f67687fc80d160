"""Colours that mean the same in every picture: signed values, magnitudes, grey, and the thing pointed at.

Each map is a table of 256 colours, uint8 (256, 3), red-green-blue. Other drawing code (a chart, a browser
canvas) can use the same tables; `signed` says which row a value gets.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.words import say

Colours = npt.NDArray[np.uint8]

__all__ = [
    "ACCENT",
    "ACCENT_OUTLINE",
    "DIVERGING",
    "NOT_A_NUMBER",
    "NOT_A_NUMBER_IN_GREY",
    "SEQUENTIAL",
    "Colours",
    "grey",
    "largest",
    "magnitude",
    "rgb",
    "signed",
]

ACCENT = "#ffe600"
"""The thing you are pointing at: yellow, always drawn with a line of `ACCENT_OUTLINE` beside it.

Blue, white and red mean the sign, and dark blue to green the magnitude; without red or green cones orange and
green come close to the red half, and magenta to the blue one. That leaves yellow, which no entry of either
map resembles to any of these eyes. The dark line beside it keeps it visible on white and in bright photos.
"""
ACCENT_OUTLINE = "#14181f"

NOT_A_NUMBER = (128, 128, 128)
"""NaN among signed values and magnitudes: a neutral grey, which neither map contains."""
NOT_A_NUMBER_IN_GREY = (150, 70, 170)
"""NaN in a grey picture, where grey would be taken for a value: violet."""

# ColorBrewer's RdBu with 11 classes, turned round: negative is blue. Source: Brewer 2002, colorbrewer2.org.
RED_BLUE = "053061 2166ac 4393c3 92c5de d1e5f0 f7f7f7 fddbc7 f4a582 d6604d b2182b 67001f"
# Near-black over blue and green to a pale mint, lightness rising evenly, in the manner of seaborn's "mako".
DARK_TO_MINT = "0b0405 2e1e3b 413d7b 37659e 348fa7 40b7ad 8bdab2 def5e5"


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue (0 to 255) of a colour such as "#ffe600"."""
    digits = colour.removeprefix("#")
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def _between(anchors: str, count: int) -> Colours:
    """count colours (count, 3), evenly spaced along the anchors, from the first to the last."""
    corners = np.array([rgb(anchor) for anchor in anchors.split()], dtype=np.float64)
    places = np.linspace(0, len(corners) - 1, count)
    channels = [np.interp(places, np.arange(len(corners)), corners[:, channel]) for channel in range(3)]
    return np.rint(np.stack(channels, axis=1)).astype(np.uint8)


def _fixed(table: Colours) -> Colours:
    table.setflags(write=False)
    return table


def _diverging() -> Colours:
    # Two halves of 128 that both end in the white anchor: zero is white, and v and -v get mirrored rows.
    anchors = RED_BLUE.split()
    return np.concatenate([_between(" ".join(anchors[:6]), 128), _between(" ".join(anchors[5:]), 128)])


DIVERGING: Colours = _fixed(_diverging())
"""Signed values: row 0 is the most negative (blue), 127 and 128 zero (white), 255 the most positive (red)."""
SEQUENTIAL: Colours = _fixed(_between(DARK_TO_MINT, 256))
"""Magnitudes: row 0 is zero (near-black), row 255 the largest (pale mint)."""
GREYS: Colours = _fixed(np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1))


def largest(values: Any) -> float:
    """The largest finite |v|, the natural limit of a colour scale; 1.0 if there is none or all are zero."""
    numbers = np.abs(np.asarray(values, dtype=np.float64))
    return float(np.max(numbers, where=np.isfinite(numbers), initial=0.0)) or 1.0


def signed(values: Any, limit: float | None = None) -> Colours:
    """Colours of signed values: blue below zero, white at zero, red above. values (...) to uint8 (..., 3).

    limit is the magnitude with the darkest colour, by default the largest |v|; larger values get the same.
    Row of DIVERGING: 128 + round(127 v / limit) for v >= 0 and 127 - round(127 |v| / limit) for v < 0.
    NaN becomes NOT_A_NUMBER. Raises ValueError if limit is not a positive number.
    """
    numbers = np.asarray(values, dtype=np.float64)
    half = np.rint(127 * _share(np.abs(numbers), 0.0, _checked(limit, numbers))).astype(np.intp)
    return _painted(DIVERGING, np.where(numbers < 0, 127 - half, 128 + half), numbers, NOT_A_NUMBER)


def magnitude(values: Any, limit: float | None = None) -> Colours:
    """Colours of |v|: near-black at zero, pale mint at the limit and beyond. values (...) to uint8 (..., 3).

    limit is by default the largest |v|. Row of SEQUENTIAL: round(255 |v| / limit).
    NaN becomes NOT_A_NUMBER. Raises ValueError if limit is not a positive number.
    """
    numbers = np.abs(np.asarray(values, dtype=np.float64))
    rows = np.rint(255 * _share(numbers, 0.0, _checked(limit, numbers))).astype(np.intp)
    return _painted(SEQUENTIAL, rows, numbers, NOT_A_NUMBER)


def grey(values: Any, low: float, high: float) -> Colours:
    """A grey picture: black at low and below, white at high and above. values (...) to uint8 (..., 3).

    NaN becomes NOT_A_NUMBER_IN_GREY. Raises ValueError unless low is below high.
    """
    if not low < high:
        raise ValueError(
            say(
                "Black is at {low:g} and white at {high:g}; choose a number above {low:g} for white.",
                low=low,
                high=high,
            )
        )
    numbers = np.asarray(values, dtype=np.float64)
    rows = np.rint(255 * _share(numbers, low, high)).astype(np.intp)
    return _painted(GREYS, rows, numbers, NOT_A_NUMBER_IN_GREY)


def _checked(limit: float | None, numbers: npt.NDArray[np.float64]) -> float:
    if limit is None:
        return largest(numbers)
    if not (np.isfinite(limit) and limit > 0):
        raise ValueError(
            say(
                "The limit of the colour scale is {limit:g}; give a number above 0, the magnitude that is to "
                "get the strongest colour.",
                limit=limit,
            )
        )
    return limit


def _share(numbers: npt.NDArray[np.float64], low: float, high: float) -> npt.NDArray[np.float64]:
    """How far each number is from low (0) to high (1), cut off at both; NaN counts as low."""
    return np.clip((np.nan_to_num(numbers, nan=low, posinf=high, neginf=low) - low) / (high - low), 0.0, 1.0)


def _painted(
    table: Colours,
    rows: npt.NDArray[np.intp],
    numbers: npt.NDArray[np.float64],
    missing: tuple[int, int, int],
) -> Colours:
    colours = np.take(table, rows, axis=0)
    colours[np.isnan(numbers)] = missing
    return colours
