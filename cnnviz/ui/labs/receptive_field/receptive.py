"""The receptive field of a unit on the picture: networks by name or a typed stack, and the component that draws it."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from cnnviz import kept, limits
from cnnviz.drawing import colour
from cnnviz.geometry import worked_fields
from cnnviz.ui.controls import picture
from cnnviz.ui.frame import browser, control
from cnnviz.ui.views import stills
from cnnviz.words import joined, phrases, say

if TYPE_CHECKING:
    from torch import Tensor, nn

    from cnnviz.images import Picture
    from cnnviz.networks.fields.receptive_fields import Row

LONGEST = 224  # pixels of the picture below a typed stack

_receptive = browser.component(
    "receptive",
    "labs/receptive_field/receptive.js",
    "shared/receptive.css",
    phrases(
        picture="picture",
        feature_map="feature map",
        what_unit_sees="what the unit sees",
        layer="Layer",
        layer_of="{place} of {all}",
        let_grow="Let the field grow",
        stop_growing="Stop",
        work_out="Work it out below",
        work_out_help="The numbers below are those of this layer and unit",
        unit_sees="{name} ({text}): unit [{row}, {column}] sees {height} × {width} pixels, {inside}; the next unit "
        "sees {right} pixels further on.",
        padding_only="padding only",
        all_inside="all inside the picture",
        some_inside="{height} × {width} of them inside the picture",
        field_by_layer="receptive field by layer; dashed: the picture, {height} pixels high",
        size_of_field="{name}, {height} by {width} pixels",
        map_of_layer="feature map of {name}, {rows} rows by {columns} columns. Arrow keys choose a unit, page up and "
        "page down a layer, Enter works it out below.",
        picture_with_field="picture of {rows} rows by {columns} columns with the receptive field. Arrow keys choose a "
        "unit, page up and page down a layer.",
        pixels_seen="the {height} by {width} pixels that the unit sees",
        nothing_seen="the unit sees padding only",
    ),
)


@dataclass(frozen=True)
class Network:
    """What the lesson looks at: a network of ARCHITECTURES by its name, or a typed stack (name "")."""

    name: str
    stack: str
    input_size: tuple[int, int, int]

    def build(self) -> "nn.Module":
        """A fresh one, without weights."""
        from cnnviz.networks import architectures

        if self.name:
            return architectures.architecture(self.name)
        return worked_fields.as_network(worked_fields.read_stack(self.stack))


def network(name: str, stack: str, chosen: "Picture") -> tuple[Network, "Tensor"]:
    """The network and the picture (C, H, W) it looks at; a typed stack takes the picture in its own shape."""
    from cnnviz.networks import architectures

    if name in architectures.ARCHITECTURES:
        size = architectures.ARCHITECTURES[name].input_size
        return Network(name, "", size), architectures.as_input(picture.working(chosen, grey=size[0] == 1), size)
    pixels = picture.working(chosen, longest=LONGEST)
    worked_fields.check_sizes(worked_fields.read_stack(stack), (pixels.shape[1], pixels.shape[2]))
    return Network("", stack, (1, pixels.shape[1], pixels.shape[2])), pixels


@kept.keep
def rows(looked_at: Network) -> "list[Row]":
    """All rows of `cnnviz.networks.fields.receptive_fields`."""
    from cnnviz.networks.fields.receptive_fields import receptive_fields

    return receptive_fields(looked_at.build(), looked_at.input_size)


@kept.keep
def measured(looked_at: Network, row: str, unit: tuple[int, int]) -> tuple[range, ...]:
    """The pixels that the unit's gradient reaches when PyTorch runs the network with positive weights."""
    from cnnviz.networks.fields.measured import measured_pixels, skeleton

    numbers = limits.VALUES
    if not looked_at.name:
        layers = worked_fields.read_stack(looked_at.stack)
        numbers = worked_fields.check_sizes(layers, looked_at.input_size[1:])
    with limits.room(8 * numbers):
        return measured_pixels(skeleton(looked_at.build()), looked_at.input_size, row, [unit])[0]


def drawable(everything: "Sequence[Row]") -> "list[Row]":
    """The rows with a feature map that a window or a join has made: what changes the receptive field."""
    return [row for row in everything if len(row.shape) == 3 and (row.window or len(row.inputs) > 1)]


def last_map(everything: "Sequence[Row]") -> "Row":
    """The last feature map before pooling over the whole map and dense layers."""
    return drawable(everything)[-1]


def table(steps: Sequence[worked_fields.Step]) -> list[dict[str, Any]]:
    """The worked table of a sum, for the screen."""
    return [
        {
            "layer": step.name,
            "k": step.layer.kernel,
            "stride": step.layer.stride,
            "padding": step.layer.padding,
            "dilation": step.layer.dilation,
            "strides before": step.jump,
            "adds": step.adds,
            "receptive field": step.size,
            "jump": step.stride,
            "start": step.start,
        }
        for step in steps
    ]


def meetings(path: "Sequence[Row]", everything: "Sequence[Row]") -> list[dict[str, str]]:
    """Where branches meet along a path, and how large the field of each branch is."""
    sizes = {row.name: row.fields[0].size for row in everything}
    return [
        {
            "where": row.name,
            "branches": joined(
                [say("{sizes} ({source})", sizes=sizes.get(source, 1), source=source) for source in row.inputs], " and "
            ),
            "together": str(row.fields[0].size),
        }
        for row in path
        if len(row.inputs) > 1
    ]


def between(rows: range, columns: range) -> tuple[str, str]:
    """ "rows 6 to 217" and "columns 6 to 217", or that there are none."""
    return (
        say("rows {first} to {last}", first=rows[0], last=rows[-1]) if rows else "no row",
        say("columns {first} to {last}", first=columns[0], last=columns[-1]) if columns else "no column",
    )


def pinned(key: str, layers: "Sequence[Row]") -> tuple[int, tuple[int, int]]:
    """Layer and unit to work out: those in the address (`<key>-unit=3,4,5`), else the middle of the last real map."""
    read, says = control.whole_numbers(3), "a layer, a row and a column as whole numbers, such as 3,4,5"
    if numbers := control.from_link(f"{key}-unit", "pinned unit", read, says, "the middle of a map"):
        layer = min(numbers[0], len(layers) - 1)
        row, column = (min(number, n - 1) for number, n in zip(numbers[1:], layers[layer].units, strict=True))
        return layer, (row, column)
    layer = layers.index(last_map(layers))
    height, width = layers[layer].units
    return layer, (height // 2, width // 2)


def draw(pixels: "Tensor", layers: "Sequence[Row]", *, key: str, title: str, caption: str) -> None:
    """Draw the component: picture, feature map, what the unit sees, and a slider over the layers.

    pixels: (C, H, W) in [0, 1]. Nothing is sent to the server but the layer and unit that the student keeps.
    """
    values = (pixels.expand(3, -1, -1).permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)
    low: list[float] = []
    high: list[float] = []
    described = []
    for row in layers:
        offset = []
        for axis in row.axes:
            offset.append(len(low))
            seen = [(first, last) if first <= last else (1, 0) for first, last in axis.seen]
            low += [first for first, _ in seen]
            high += [last for _, last in seen]
        fields = row.fields
        described.append(
            {
                "name": row.name,
                "text": describe(row),
                "shape": row.shape,
                "units": row.units,
                "size": [field.size for field in fields],
                "stride": [field.stride for field in fields],
                "start": [field.start for field in fields],
                "offset": offset,
            }
        )
    layer, unit = pinned(key, layers)
    header: dict[str, Any] = {
        "title": title,
        "caption": caption,
        "id": zlib.crc32(values.tobytes()),
        "size": values.shape[:2],
        "layers": described,
        "start": [layer, *unit],
        "pinned": f"{key}-unit" in st.query_params,
        "accent": colour.ACCENT,
    }
    arrays: dict[str, Any] = {"picture": values, "low": np.array(low, np.float32), "high": np.array(high, np.float32)}
    _receptive(key=key, data=browser.pack(header, arrays), on_pin_change=lambda: _keep(key))


def png(pixels: "Tensor", row: "Row", unit: tuple[int, int]) -> None:
    """Download the picture with the field of this unit for slides."""
    stills.png_button(framed(pixels, row, unit), "receptive-field")


def framed(pixels: "Tensor", row: "Row", unit: tuple[int, int]) -> colour.Colours:
    """The picture (C, H, W) enlarged to uint8 (H', W', 3), dark where the unit does not see, the field outlined."""
    values = (pixels.expand(3, -1, -1).permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)
    times = max(2, stills.SIDE // max(values.shape[:2]))
    large = stills.enlarged(values, times * max(values.shape[:2]))
    rows, columns = (slice(seen.start * times, seen.stop * times) for seen in row.pixels(unit))
    seen = large[rows, columns].copy()
    seen[:2] = seen[-2:] = seen[:, :2] = seen[:, -2:] = colour.rgb(colour.ACCENT)
    dark = (large * 0.55).astype(np.uint8)
    dark[rows, columns] = seen
    return dark


def describe(row: "Row") -> str:
    """Kernel, stride and dilation of a layer, or how many branches meet: "3 × 3, stride 2"."""
    if row.window is None:
        return say("{inputs} branches meet", inputs=len(row.inputs))
    height, width = row.window[0], row.window[-1]
    kind = row.kind.removesuffix("2d")
    parts = [say("{kind} {height} × {width}", kind=kind, height=height.kernel, width=width.kernel)]
    if height.stride > 1:
        parts.append(say("stride {stride}", stride=height.stride))
    if height.dilation > 1:
        parts.append(say("dilation {dilation}", dilation=height.dilation))
    return joined(parts)


def _keep(key: str) -> None:
    browser.keep(f"{key}-unit", browser.sent(key, "pin", browser.whole_numbers(3)))
