"""A whole network on one screen: the picture, a column of maps for every layer or block, and the scores."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from cnnviz import kept
from cnnviz.drawing import colour
from cnnviz.networks.fields.receptive_fields import INPUT
from cnnviz.networks.inside.columns import Column, columns, links
from cnnviz.networks.inside.opened import Opened
from cnnviz.networks.inside.table import Row
from cnnviz.ui.frame import browser, control, language
from cnnviz.words import joined, phrases, say

ALL_MAPS, FEW_MAPS, TILES = 64, 16, 800  # maps of a column, and of all columns together from which only few are shown
SIDE = 64  # values; a larger map is averaged, since it is shown smaller than that
SCORES = 6

_columns = browser.component(
    "columns",
    "views/columns/columns.js",
    "views/columns/columns.css",
    phrases(
        whole_picture="the picture, {height} × {width} pixels",
        whole_map="map {map} of {maps}, from {low} to {high}",
        whole_unit="unit {map} of {maps}: {low}",
        whole_reads=(
            "It reads {n} map of {source}: map {map}, whose weights add up to {weight}.",
            "It reads {n} maps of {source}, most strongly map {map}, whose weights add up to {weight}.",
        ),
        whole_reads_itself="It reads map {map} of {source}.",
        whole_reads_block="It reads all maps of {source}, through the whole block.",
        whole_hint="Point at a map: those that it reads light up. Red links have weights above zero, blue ones below.",
        whole_shown="The first {shown} of {maps} are shown.",
        whole_previous="One layer back",
        whole_next="One layer on",
        whole_slider="Layers computed so far",
        whole_takes="{seconds} s",
    ),
)


def whole(
    opened: Opened,
    rows: Sequence[Row],
    *,
    known: tuple[str, ...],
    picture: Tensor,
    classes: Sequence[str],
    key: str,
    title: str,
    instead_of: str,
) -> tuple[str, int] | None:
    """Draw the network; returns layer and number of the map that was chosen last, which stands in the address, or None.

    known: what tells network, weights and picture from others; picture: (C, H, W) in [0, 1], what the network got
    before it was normalised; classes: names of the scores; instead_of: what stands in the address for a choice that
    this one takes the place of.
    """

    def selected() -> None:
        browser.keep(f"{key}-map", browser.sent(key, "selected", browser.whole_numbers(2)))
        browser.keep(instead_of, None)

    message = _message(known, key, title, language.current(), opened, rows, picture, classes)
    _columns(key=key, data=message, on_selected_change=selected)
    says = "the numbers of a column and of a map, counted from 0"
    asked = control.from_link(f"{key}-map", "chosen map", control.whole_numbers(2), says, "none")
    if not asked:
        return None
    shown = columns(rows)
    name = shown[min(asked[0], len(shown) - 1)].name
    maps = opened.maps[name]
    return (name, min(asked[1], len(maps) - 1)) if maps.ndim == 3 else None


@kept.keep
def _message(
    known: tuple[str, ...],
    key: str,
    title: str,
    tongue: str,
    _opened: Opened,
    _rows: Sequence[Row],
    _picture: Tensor,
    _classes: Sequence[str],
) -> bytes:
    """What the component gets, its words in the language of the session."""
    shown = columns(_rows)
    many = sum(min(ALL_MAPS, len(_opened.maps[column.name])) for column in shown) > TILES
    most = FEW_MAPS if many else ALL_MAPS
    place = {INPUT: -1} | {column.name: number for number, column in enumerate(shown)}
    by_name = {row.name: row for row in _rows}
    arrays: dict[str, np.ndarray] = {"diverging": colour.DIVERGING, "picture": _bytes(_small(_picture))}
    header = {
        "title": title,
        "columns": [
            {
                "title": column.title,
                "description": _facts(column, by_name),
                **_maps(arrays, number, _opened.maps[column.name], most),
                "sources": [
                    {
                        "column": place[source],
                        "weighed": _links(
                            arrays, number, i, place[source], links(_opened, _rows, column, source, most)
                        ),
                        "own": by_name[column.steps[0]].parameters > 0,
                    }
                    for i, source in enumerate(column.sources)
                ],
            }
            for number, column in enumerate(shown)
        ],
        "picture": list(arrays["picture"].shape),
        "input": {"title": "the picture"},
        "scores": _scores(_opened, _classes),
        "id": key,
        "accent": colour.ACCENT,
    }
    return browser.pack(header, arrays)


def _maps(arrays: dict[str, np.ndarray], number: int, values: Tensor, most: int) -> dict[str, Any]:
    """The first maps of a column into the arrays, in the places of the table of colours, and their limits."""
    first = values[:most].detach().float()
    first = first.reshape(len(first), *(values.shape[1:] if values.ndim == 3 else (1, 1)))
    small = _small(first)
    limit = first.abs().amax((1, 2), keepdim=True) if values.ndim == 3 else first.abs().max()  # units share a scale
    limit = torch.where(limit > 0, limit, 1.0)
    arrays[f"m{number}"] = torch.round(small / limit * 127.5 + 127.5).clamp(0, 255).to(torch.uint8).numpy()
    arrays[f"low{number}"], arrays[f"high{number}"] = first.amin((1, 2)).numpy(), first.amax((1, 2)).numpy()
    return {"size": list(small.shape[1:]), "shown": len(first), "maps": len(values)}


def _links(arrays: dict[str, np.ndarray], number: int, i: int, source: int, weights: Tensor | None) -> bool:
    """The links between the maps that are shown into the arrays; whether there are any to tell."""
    if weights is None:
        return False
    below = weights.shape[1] if source < 0 else len(arrays[f"m{source}"])
    arrays[f"w{number}.{i}"] = weights[: len(arrays[f"m{number}"]), :below].float().numpy()
    return True


def _facts(column: Column, rows: dict[str, Row]) -> str:
    row = rows[column.name]
    parameters = sum(rows[step].parameters for step in column.steps)
    what = (
        say("{n} steps", n=len(column.steps))
        if column.folded
        else joined(dict.fromkeys(rows[step].kind for step in column.steps), ", ")
    )
    facts = [what, say("{shape}", shape=" × ".join(map(str, row.output_shape)))]
    if parameters:
        facts.append(say("{n:,} parameters", n=parameters))
    if row.receptive_field:
        facts.append(say("sees {n} × {n} pixels", n=row.receptive_field))
    return joined(facts, " · ")


def _scores(opened: Opened, classes: Sequence[str]) -> list[dict[str, Any]]:
    """The highest shares of the softmax, with the unit that each belongs to."""
    last = list(opened.maps.values())[-1].detach().double().flatten()
    if len(last) != len(classes):
        return []
    best = last.softmax(0).topk(min(SCORES, len(last)))
    return [
        {"name": str(classes[unit]), "unit": unit, "share": share, "text": say("{share:.1%}", share=share)}
        for share, unit in zip(best.values.tolist(), best.indices.tolist(), strict=True)
    ]


def _small(maps: Tensor) -> Tensor:
    """Maps (k, h, w), averaged where they are larger than SIDE."""
    height, width = maps.shape[-2:]
    if max(height, width) <= SIDE:
        return maps
    scale = SIDE / max(height, width)
    return F.adaptive_avg_pool2d(maps[None], (max(1, round(height * scale)), max(1, round(width * scale))))[0]


def _bytes(picture: Tensor) -> np.ndarray:
    found: np.ndarray = torch.round(picture.expand(3, -1, -1).clamp(0, 1) * 255).to(torch.uint8).numpy()
    return found
