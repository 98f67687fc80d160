"""Controls for one layer of the output-size calculator; every number stands in the address (`?n=224&k=7&s=2&p=3`)."""

from dataclasses import dataclass
from typing import Any

from cnnviz.geometry.layer import KINDS, is_pool
from cnnviz.geometry.window import Window
from cnnviz.lessons.glossary import meaning
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.words import say

AXES = {"1-D": ("length",), "2-D": ("height", "width"), "3-D": ("depth", "height", "width")}
LARGEST = 1_000_000_000
BY_NUMBER, BY_SIDE = "number", "sides"
LAYER = (
    "Convolution and pooling make an input smaller or keep its size, a transposed convolution makes it larger; pooling "
    "has no weights."
)
BY = (
    "number: so many pixels on each side. valid: none. same: as many as keep the size at stride 1. full: every overlap "
    "counts. before and after: another number on each side."
)
DIRECTIONS = "In how many directions the window moves: 1 along a sound, 2 over a picture, 3 through a volume or a film."
WAYS = {BY_NUMBER: "number", "valid": "valid", "same": "same", "full": "full", BY_SIDE: "before and after"}


@dataclass(frozen=True, kw_only=True)
class LayerSettings(Window):
    """One layer, in the words of `cnnviz.geometry.layer.layer_output`; tuples have one entry per axis."""

    kind: str
    size: tuple[int, ...]
    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    padding: str | tuple[int | tuple[int, int], ...]
    dilation: tuple[int, ...]
    in_channels: int
    out_channels: int
    groups: int

    def geometry(self) -> dict[str, Any]:
        """Everything but kind, size and channels, as keyword arguments."""
        return self.keywords("kernel", "stride", "padding", "dilation", "ceil_mode", "output_padding")

    def channels(self) -> dict[str, Any]:
        """in_channels, out_channels and groups as keyword arguments."""
        return self.keywords("in_channels", "out_channels", "groups")

    def everything(self) -> dict[str, Any]:
        """All keyword arguments of `layer_output`."""
        return {**self.geometry(), **self.channels()}


def layer_settings() -> LayerSettings:
    """Draw the controls and read them; impossible numbers can be set, so that the engine can say what is wrong."""
    with lesson.controls():
        kind = control.selectbox("Layer", KINDS, key="layer", bind="query-params", width=shell.px(210), help=LAYER)
        axes = lesson.choice("Axes", ("2-D", "1-D", "3-D"), "axes", DIRECTIONS)
        ways = list(WAYS) if kind == "convolution" else [BY_NUMBER, BY_SIDE]
        if kind == "transposed_convolution":
            ways = [BY_NUMBER]
        way = control.selectbox(
            "Padding by",
            {way: WAYS[way] for way in ways},
            key="padding",
            bind="query-params",
            width=shell.px(180),
            help=BY,
        )
        each = len(AXES[axes]) > 1 and control.toggle(
            "each axis by itself",
            key="each",
            bind="query-params",
            help="Off: all axes have the same input, kernel, stride and padding. On: each has its own.",
        )
        ceil = is_pool(kind) and control.toggle("ceil mode", key="ceil", bind="query-params", help=meaning("ceil mode"))
    rows = [_axis_row(kind, way, name, suffix) for name, suffix in _rows(AXES[axes], each)]
    if not each:
        rows = rows * len(AXES[axes])
    size, kernel, stride, dilation, before, after, extra = zip(*rows, strict=True)
    padding = tuple(zip(before, after, strict=True)) if way == BY_SIDE else before if way == BY_NUMBER else way
    inward, outward, groups = _channels(kind)
    return LayerSettings(
        kind=kind, size=size, kernel=kernel, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil,
        output_padding=extra, in_channels=inward, out_channels=outward, groups=groups,
    )  # fmt: skip


def _rows(names: tuple[str, ...], each: bool) -> list[tuple[str, str]]:
    """Label and key suffix of each row of controls; the first has no suffix, so that short links stay short."""
    return [(name, str(i) if i > 1 else "") for i, name in enumerate(names, 1)] if each else [("", "")]


def _axis_row(kind: str, way: str, name: str, suffix: str) -> tuple[int, ...]:
    def of(label: str) -> str:
        return say("{label} ({axis})", label=label, axis=name) if name else label

    with lesson.controls():
        size = _number(
            of("Input n"), 224, f"n{suffix}", "How many values come in along an axis: for a picture, pixels."
        )
        kernel = _number(of("Kernel k"), 7, f"k{suffix}", meaning("kernel"))
        stride = _number(of("Stride s"), 2, f"s{suffix}", meaning("stride"))
        dilation = 1 if kind == "avg_pool" else _number(of("Dilation d"), 1, f"d{suffix}", meaning("dilation"))
        before = after = extra = 0
        if way == BY_NUMBER:
            before = after = _number(of("Padding p"), 3, f"p{suffix}", meaning("padding"))
        elif way == BY_SIDE:
            before = _number(of("Padding before"), 2, f"before{suffix}", meaning("padding"))
            after = _number(of("Padding after"), 3, f"after{suffix}", meaning("padding"))
        if kind == "transposed_convolution":
            extra = _number(of("Output padding"), 0, f"o{suffix}", meaning("output padding"))
    return size, kernel, stride, dilation, before, after, extra


def _channels(kind: str) -> tuple[int, int, int]:
    with lesson.controls():
        inward = _number("in_channels", 3, "in", meaning("channel"))
        if is_pool(kind):
            return inward, inward, 1
        return (
            inward,
            _number("out_channels", 64, "out", meaning("filter")),
            _number("groups", 1, "groups", meaning("grouped convolution")),
        )


def _number(label: str, default: int, key: str, help: str) -> int:
    return control.number_input(
        label, -LARGEST, LARGEST, default, key=key, bind="query-params", width=shell.px(150), help=help
    )
