"""The two orders of lesson 1.3 as pictures, all responses on one colour scale."""

import io

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image

from cnnviz.drawing import colour, plates, stills
from cnnviz.operations.equivariance import Measurement
from cnnviz.words import say

FINE = 560  # screen pixels across; smaller maps are enlarged by repeating their pixels
WIDTH = 1600


def common_limit(measured: Measurement) -> float:
    """The magnitude with the strongest colour, for both responses and their difference.

    It is the largest away from the border: at the border the edge of the picture itself would outshine the rest.
    """
    inside = measured.inside if bool(measured.inside.any()) else torch.ones_like(measured.inside)
    return colour.largest(torch.stack([measured.moved_first[inside], measured.filtered_first[inside]]).numpy())


def response(values: npt.NDArray[np.float32], limit: float, across: int = FINE) -> colour.Colours:
    """A map (H, W) in signed colours, enlarged to about `across` pixels."""
    return enlarged(colour.signed(values, limit), across)


def photo(values: npt.NDArray[np.float32], across: int = FINE) -> colour.Colours:
    """A grey picture (H, W): black at 0, white at 1, or at the ends of its range if it goes beyond."""
    low, high = stills.black_and_white(np.asarray(values, dtype=np.float64))
    return enlarged(colour.grey(values, low, max(high, low + 1e-6)), across)


def difference(measured: Measurement, limit: float, across: int = FINE) -> colour.Colours:
    """The difference in the same colours, with a line around what is inside, away from the border."""
    picture = response(measured.difference.numpy(), limit, across)
    inside = measured.inside.numpy().repeat(times := max(1, across // measured.inside.shape[1]), 0).repeat(times, 1)
    within = np.pad(inside, 1)
    eroded = within[:-2, 1:-1] & within[2:, 1:-1] & within[1:-1, :-2] & within[1:-1, 2:]
    edge = np.pad(inside & ~eroded, 1)
    thick = edge[:-2, 1:-1] | edge[2:, 1:-1] | edge[1:-1, :-2] | edge[1:-1, 2:] | edge[1:-1, 1:-1]
    picture[thick] = colour.rgb(colour.ACCENT_OUTLINE)
    picture[edge[1:-1, 1:-1]] = colour.rgb(colour.ACCENT)
    return picture


def colour_bar() -> colour.Colours:
    """The signed colours from left to right."""
    return np.repeat(np.repeat(colour.DIVERGING[None], 14, axis=0), 2, axis=1)


def enlarged(colours: colour.Colours, across: int) -> colour.Colours:
    """Every pixel repeated until the picture is about `across` wide."""
    times = max(1, across // colours.shape[1])
    return np.ascontiguousarray(colours.repeat(times, 0).repeat(times, 1))


def slide(measured: Measurement, change: str) -> bytes:
    """f(T(x)), T(f(x)) and their difference side by side on white, as a PNG 1600 pixels wide; change names T."""
    limit, points = common_limit(measured), 26
    maps = (measured.moved_first, measured.filtered_first, measured.difference)
    names = (say("{change}, then filter", change=change), say("filter, then {change}", change=change), "difference")
    side = (WIDTH - 4 * points) // 3
    height = max(1, round(side * maps[0].shape[0] / maps[0].shape[1]))
    card = Image.new("RGB", (WIDTH, height + 8 * points), plates.WHITE)
    bar = plates.Bar(colour.DIVERGING[None], (plates.number(-limit), "0", plates.number(limit)))
    for place, (name, values) in enumerate(zip(names, maps, strict=True)):
        left = points + place * (side + points)
        tile = Image.fromarray(colour.signed(values.numpy(), limit)).resize((side, height), Image.Resampling.NEAREST)
        plates.write(card, (left, points), name, points, room=side)
        card.paste(tile, (left, 3 * points))
        plates.draw_bar(card, bar, (left + side // 2, height + 4 * points), side, points)
    file = io.BytesIO()
    card.save(file, "PNG")
    return file.getvalue()
