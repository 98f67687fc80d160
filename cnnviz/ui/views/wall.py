"""A wall of feature maps: thumbnails in rows, each with its colour bar; one may be chosen to be seen large."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnviz.drawing import colour
from cnnviz.ui.frame import browser, control, shell
from cnnviz.words import phrases, say

_wall = browser.component("wall", "views/wall/wall.js", "views/wall/wall.css", phrases())


@dataclass(frozen=True)
class Tile:
    """One thumbnail.

    values: (h, w), or a colour picture (3, h, w) in [0, 1]. show: "signed", "magnitude", "grey" or "picture" (black at
    0, white at 1). choice: the number that choosing it gives; None if it cannot be chosen.
    """

    values: ArrayLike
    caption: str
    show: str = "signed"
    choice: int | None = None


Rows = Mapping[str, Sequence[Tile]]


def wall(
    rows: Rows,
    *,
    key: str,
    title: str,
    common: bool = False,
    everywhere: bool = False,
    named: bool = False,
    tile: int = 168,
    instead_of: str = "",
) -> int:
    """Draw the rows, heading -> tiles; returns the number of the chosen tile, which stands in the address.

    common: all tiles of a row share one colour scale, otherwise each has its own; everywhere: all rows share one, which
    takes tiles of one kind. named: small tiles show their captions too. tile: width in pixels.
    instead_of: what stands in the address for a choice that this one takes the place of.
    """
    numbers = [tile.choice for tiles in rows.values() for tile in tiles if tile.choice is not None]
    chosen = min(_asked(key), max(numbers, default=0))
    arrays: dict[str, NDArray[Any]] = {"diverging": colour.DIVERGING, "sequential": colour.SEQUENTIAL}
    described = []
    most_of_all = _limits_of([tile for tiles in rows.values() for tile in tiles]) if everywhere else None
    for heading, tiles in rows.items():
        maps = [np.asarray(tile.values, dtype=np.float32) for tile in tiles]
        shared = common and len({tile.show for tile in tiles}) == 1 and all(values.ndim == 2 for values in maps)
        most = most_of_all or (_limits_of(tiles) if shared else None)
        placed = [_describe(tile, values, most, arrays) for tile, values in zip(tiles, maps, strict=True)]
        described.append({"heading": heading, "common": most is not None, "tiles": placed})
    header: dict[str, Any] = {
        "title": title,
        "rows": described,
        "selected": chosen,
        "named": named,
        "tile": shell.px(tile),
        "accent": colour.ACCENT,
    }

    def selected() -> None:
        chosen = browser.sent(key, "selected", browser.whole_number)
        browser.keep(f"{key}-map", None if chosen is None else [chosen])
        browser.keep(instead_of, None)

    _wall(key=key, data=browser.pack(header, arrays), on_selected_change=selected)
    return chosen


def _describe(
    tile: Tile, values: NDArray[np.float32], shared: tuple[float, float] | None, arrays: dict[str, NDArray[Any]]
) -> dict[str, Any]:
    name = f"t{len(arrays)}"
    picture = values.ndim == 3
    arrays[name] = np.rint(values.clip(0, 1) * 255).astype(np.uint8) if picture else values
    low, high = float(values.min()), float(values.max())
    return {
        "array": name,
        "id": zlib.crc32(arrays[name].tobytes()),
        "caption": tile.caption,
        "alt": say(
            "{height} by {width} values from {low:.4g} to {high:.4g}",
            height=values.shape[-2], width=values.shape[-1], low=low, high=high,
        ),
        "show": tile.show,
        "choice": tile.choice,
        "size": values.shape[-2:],
        "planes": 3 if picture else 1,
        "divisor": 255 if picture else 1,
        "limits": shared or _limits(values, tile.show),
        "common": shared is not None,
    }  # fmt: skip


def _limits_of(tiles: Sequence[Tile]) -> tuple[float, float]:
    """Ends of a colour bar for all of these tiles."""
    ends = [end for tile in tiles for end in (np.asarray(tile.values).min(), np.asarray(tile.values).max())]
    return _limits(np.array(ends, dtype=np.float32), tiles[0].show)


def _limits(values: NDArray[np.float32], show: str) -> tuple[float, float]:
    """Ends of the colour bar."""
    if show == "picture":
        return 0.0, 1.0
    if show == "grey":
        low, high = min(0.0, float(values.min())), float(values.max())
        return (low, high) if high > low else (low, low + 1)
    most = colour.largest(values)
    return (-most, most) if show == "signed" else (0.0, most)


def _asked(key: str) -> int:
    """The tile that the address asks for."""
    says = "the number of a map, counted from 0"
    (number,) = control.from_link(f"{key}-map", "chosen map", control.whole_numbers(1), says, "the first") or (0,)
    return number
