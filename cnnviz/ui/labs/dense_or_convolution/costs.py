"""Image and layer of lesson 1.1, and what the layers cost: a chart with a logarithmic axis and the exact numbers."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from cnnviz.geometry.cost import Cost, readable_bytes
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.views import charts
from cnnviz.words import say

QUANTITIES = ("parameters", "multiply-adds", "memory")
IMAGES = {
    "full HD": (1080, 1920, 3),
    "ImageNet": (224, 224, 3),
    "CIFAR": (32, 32, 3),
    "MNIST": (28, 28, 1),
}
LARGEST = 100_000
COLOURS = ("#2166ac", "#e08214")  # both 3:1 or more on the light and on the dark page


@dataclass(frozen=True)
class ImageAndLayer:
    """An image (in_channels, *size), a dense layer and a convolution for it."""

    size: tuple[int, int]
    in_channels: int
    units: int
    filters: int
    kernel: int
    stride: int
    padding: int
    bias: bool

    @property
    def inputs(self) -> int:
        return self.size[0] * self.size[1] * self.in_channels

    def convolution(self) -> dict[str, Any]:
        """Keyword arguments of `cnnviz.geometry.cost.convolution_cost`."""
        names = ("size", "in_channels", "filters", "kernel", "stride", "padding", "bias")
        return {name: getattr(self, name) for name in names}


def image_and_layer() -> ImageAndLayer:
    """The controls; impossible numbers can be set, so that the engine can say what is wrong."""

    def known() -> None:
        name = st.session_state["cost-image"]
        if name:
            for key, value in zip(("h", "w", "c"), IMAGES[name], strict=True):
                st.session_state[f"cost-{key}"] = value

    with lesson.controls():
        control.selectbox(
            "Image of",
            list(IMAGES),
            index=None,
            placeholder="choose, or type",
            key="cost-image",
            on_change=known,
            width=shell.px(185),
        )
        size = _number("Height", 1080, "h"), _number("Width", 1920, "w")
        channels = _number("Channels", 3, "c")
        units = _number("Dense: units", 1000, "units")
        bias = control.toggle("bias", True, key="cost-bias", bind="query-params")
    with lesson.controls():
        filters, kernel = _number("Filters", 64, "filters"), _number("Kernel", 3, "k")
        stride, padding = _number("Stride", 1, "s"), _number("Padding", 1, "p")
    return ImageAndLayer(size, channels, units, filters, kernel, stride, padding, bias)


def _number(label: str, default: int, key: str) -> int:
    return control.number_input(
        label, -LARGEST, LARGEST, default, key=f"cost-{key}", bind="query-params", width=shell.px(130)
    )


def cost_chart(costs: Mapping[str, Cost], show: str) -> None:
    """One bar per layer on a logarithmic axis; memory has two, the parameters and the activations."""
    series = {
        "parameters": {"parameters": [cost.parameters for cost in costs.values()]},
        "multiply-adds": {"multiply-adds": [cost.multiply_adds for cost in costs.values()]},
        "memory": {
            "parameters": [cost.parameter_bytes for cost in costs.values()],
            "input and output": [cost.activation_bytes for cost in costs.values()],
        },
    }[show]
    written = readable_bytes if show == "memory" else "{:,}".format
    places = list(range(len(costs)))
    traces: list[charts.Trace] = [
        {
            "type": "bar",
            "x": values,
            "y": places,
            "orientation": "h",
            "name": name,
            "marker": {"color": colour},
            "text": [written(value) for value in values],
            "textposition": "none",
            "hovertemplate": say("%{{text}}<extra>{name}</extra>", name=name),
        }
        for colour, (name, values) in zip(COLOURS, series.items(), strict=False)
    ]
    labels = [
        {
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": place - 0.44,
            "text": say("<b>{layer}</b>: {values}", layer=layer, values=" + ".join(map(written, values))),
            "showarrow": False,
            "font": {"size": charts.FONT},
            "align": "left",
        }
        for place, layer, *values in zip(places, costs, *series.values(), strict=True)
    ]
    most = max(value for values in series.values() for value in values)
    charts.draw(
        traces,
        key="cost-chart",
        annotations=labels,
        xaxis=charts.axis(
            "bytes in float32" if show == "memory" else show,
            type="log",
            tickangle=0,
            exponentformat="power",
            dtick=3,
            range=[0, math.log10(10 * most)],
        ),
        yaxis={"visible": False, "range": [len(costs) - 0.6, -0.65]},
        height=430,
        showlegend=len(series) > 1,
        legend=charts.legend(),
        bargap=0.45,
        bargroupgap=0.0,
    )


def cost_table(costs: Mapping[str, Cost]) -> None:
    """The exact numbers."""
    st.table(
        {
            "layer": list(costs),
            "parameters": [f"{cost.parameters:,}" for cost in costs.values()],
            "multiply-adds": [f"{cost.multiply_adds:,}" for cost in costs.values()],
            "output values": [f"{cost.outputs:,}" for cost in costs.values()],
            "parameters in float32": [readable_bytes(cost.parameter_bytes) for cost in costs.values()],
            "input and output in float32": [readable_bytes(cost.activation_bytes) for cost in costs.values()],
        }
    )
