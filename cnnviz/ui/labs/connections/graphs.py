"""The connection graphs of lesson 1.2: a dense and a convolutional layer side by side, in the browser."""

from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from cnnviz.drawing import colour
from cnnviz.geometry import resolve_padding
from cnnviz.lessons.glossary import meaning
from cnnviz.operations.connections import convolution_connections, layer_sizes
from cnnviz.ui.controls.window_row import PADDING
from cnnviz.ui.frame import browser, control, lesson, shell
from cnnviz.words import phrases, say

MOST_INPUTS, MOST_KERNEL, MOST_LAYERS = 16, 7, 4
PADDINGS = ("valid", "same", "full", "1", "2", "3")
KEY = "connections"

_graphs = browser.component(
    "connections",
    "labs/connections/connections.js",
    "labs/connections/connections.css",
    phrases(
        dense="dense",
        convolution="convolution",
        dense_title="Dense",
        convolution_title="Convolution",
        dense_graph="dense layer. Arrow keys move from unit to unit, Enter pins one.",
        convolution_graph="convolution layer. Arrow keys move from unit to unit, Enter pins one.",
        of_graph="{graph}: {text}",
        take_graphs="Download both graphs as SVG",
        weight="weight {j} of the convolution: show every connection that shares it",
        used=("{sign} is used {n} time.", "{sign} is used {n} times."),
        both="{first} and {last}",
        used_each="Each layer has a {sign} of its own: used {counts} times.",
        affects="{unit} affects {outputs}.",
        sees="{unit} sees {inputs}.",
        affects_and_sees="{unit} affects {outputs} and sees {inputs}.",
        all_outputs="all {size} outputs",
        some_outputs="{n} of {size} outputs",
        these_outputs="{n} of {size} outputs ({list})",
        all_inputs="all {size} inputs",
        some_inputs="{n} of {size} inputs",
        these_inputs="{n} of {size} inputs ({list})",
        input_unit="Input {unit}",
        output_unit="Output {unit}",
        inner_unit="Unit of layer {layer}, {unit}",
    ),
)


@dataclass(frozen=True)
class ConnectionSettings:
    """One or several equal convolutions over one axis."""

    inputs: int
    kernel: int
    stride: int
    padding: int | str
    dilation: int
    layers: int

    def window(self) -> dict[str, Any]:
        """Keyword arguments of `cnnviz.operations.connections.convolution_connections` but for the inputs."""
        return {name: value for name, value in asdict(self).items() if name not in ("inputs", "layers")}


def connection_settings() -> ConnectionSettings:
    """The controls; the kernel may be too large, so that the engine can say what is wrong."""
    with lesson.controls():
        inputs = _number("Inputs", 8, MOST_INPUTS, "n", "How many values come in, in a row.")
        kernel = _number("Kernel width", 3, MOST_KERNEL, "k", meaning("kernel"))
        stride = _number("Stride", 1, 4, "s", meaning("stride"))
        padding = control.selectbox(
            "Padding",
            PADDINGS,
            PADDINGS.index("same"),
            key=f"{KEY}-p",
            bind="query-params",
            width=shell.px(120),
            help=PADDING,
        )
        dilation = _number("Dilation", 1, 4, "d", meaning("dilation"))
        layers = _number(
            "Layers",
            1,
            MOST_LAYERS,
            "layers",
            "How many such layers follow one another, each on the outputs of the last.",
        )
    return ConnectionSettings(
        inputs, kernel, stride, int(padding) if padding.isdecimal() else padding, dilation, layers
    )


def _number(label: str, default: int, most: int, name: str, help: str) -> int:
    return control.number_input(
        label, 1, most, default, key=f"{KEY}-{name}", bind="query-params", width=shell.px(125), help=help
    )


def connection_graphs(settings: ConnectionSettings) -> tuple[int, int]:
    """Draw both graphs; returns the pinned unit as (layer, unit), layer 0 being the input.

    Raises ValueError with a sentence for the student if the layers do not fit.
    """
    sizes = layer_sizes(settings.inputs, settings.layers, **settings.window())
    layers = [convolution_connections(size, **settings.window()) for size in sizes[:-1]]
    unit = pinned_unit(sizes)
    lines, dense = sum(map(len, layers)), sum(a * b for a, b in pairwise(sizes))
    header = {
        "sizes": sizes,
        "connections": layers,
        "kernel": settings.kernel,
        "stride": settings.stride,
        "dilation": settings.dilation,
        "padding": resolve_padding(
            settings.kernel, settings.padding, dilation=settings.dilation, stride=settings.stride
        ),
        "captions": {
            "dense": say("{dense:,} connections, {dense:,} weights", dense=dense),
            "convolution": say(
                "{lines:,} connections, {weights:,} weights",
                lines=lines,
                weights=settings.kernel * settings.layers,
            ),
        },
        "pin": unit,
        "start": unit,
        "accent": colour.ACCENT,
    }
    _graphs(key=KEY, data=browser.pack(header, {}), on_unit_change=_pinned)
    return unit


def pinned_unit(sizes: tuple[int, ...]) -> tuple[int, int]:
    """The unit looked at: the pinned one, which stands in the address as `connections-unit=0,4`, or a middle input."""
    middle = 0, sizes[0] // 2
    says = "a layer and a unit as whole numbers, such as 0,4"
    layer, unit = control.from_link(f"{KEY}-unit", "pinned unit", control.whole_numbers(2), says, "an input") or middle
    return (layer, unit) if layer < len(sizes) and unit < sizes[layer] else middle


def _pinned() -> None:
    browser.keep(f"{KEY}-unit", browser.sent(KEY, "unit", browser.whole_numbers(2)))
