"""Several results side by side under one pointer: two sides of an equation and their difference, say."""

import zlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.drawing import colour
from cnnviz.ui.frame import browser
from cnnviz.ui.views.explorer import pinned_cell
from cnnviz.words import phrases

_compare = browser.component(
    "compare",
    "views/compare/compare.js",
    "views/explorer/explorer.css",
    phrases(
        values=("{n} value", "{n} values"),
        result="{name}, {size}. Arrow keys move the cell, Enter pins it.",
        at_cell="at {place}:  {values}",
        no_value="none",
    ),
)


class Shown(NamedTuple):
    """One result (rows, columns); show: "signed", "magnitude" or "grey"; limit has the strongest colour."""

    values: ArrayLike
    show: str
    limit: float


def compare(results: Mapping[str, Shown], *, key: str, title: str, start: Sequence[int]) -> None:
    """Draw results by their name. The pinned cell stands in the address as `<key>-cell`; start is lit at first."""
    arrays: dict[str, Any] = {
        f"result{place}": np.asarray(shown.values, dtype=np.float32) for place, shown in enumerate(results.values())
    }
    panels = [
        {
            "name": name,
            "array": f"result{place}",
            "shape": arrays[f"result{place}"].shape,
            "show": shown.show,
            "limits": (-shown.limit if shown.show == "signed" else 0.0, shown.limit),
        }
        for place, (name, shown) in enumerate(results.items())
    ]
    header = {
        "title": title,
        "panels": panels,
        "pin": pinned_cell(key),
        "start": list(start),
        "accent": colour.ACCENT,
        "id": zlib.crc32(b"".join(array.tobytes() for array in arrays.values())),
    }
    arrays |= {"diverging": colour.DIVERGING, "sequential": colour.SEQUENTIAL}

    def pinned() -> None:
        browser.keep(f"{key}-cell", browser.sent(key, "pin", browser.whole_numbers(2)))

    _compare(key=key, data=browser.pack(header, arrays), on_pin_change=pinned)
