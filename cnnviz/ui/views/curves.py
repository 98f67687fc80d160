"""Charts of activation functions and of gradients through a deep stack."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from cnnviz.operations import activations, deep_gradients
from cnnviz.ui.views import charts
from cnnviz.words import joined, say

if TYPE_CHECKING:
    from torch import Tensor

# After Okabe & Ito 2008, told apart with any colour vision, 3:1 on the light and on the dark page; then dashes.
COLOURS = ("#2a86c8", "#8a8a94", "#d55e00", "#0a9a72", "#b8679a", "#b8860b", "#8c6bd1")
DASHES = ("solid", "dash", "dot")
REACH = 6.0


def style(name: str) -> dict[str, str]:
    """The line of an activation: the same in every chart, whatever else is selected."""
    place = list(activations.ACTIVATIONS).index(name)
    return {"color": COLOURS[place % len(COLOURS)], "dash": DASHES[place // len(COLOURS)]}


def function_and_slope(names: Sequence[str], x: float, *, key: str) -> None:
    """Value and derivative of every activation from -6 to 6, two charts side by side; x is marked."""
    import torch

    axis = torch.linspace(-REACH, REACH, 481)
    left, right = st.columns(2)
    for column, what, title, reach in (
        (left, "value", "f(x)", [-1.9, 4.0]),
        (right, "derivative", "f′(x)", [-0.25, 1.9]),
    ):
        traces: list[charts.Trace] = [
            {
                "x": axis.tolist(), "y": getattr(activations.ACTIVATIONS[name], what)(axis).tolist(), "name": name,
                "mode": "lines", "line": {"width": 3, **style(name)},
                "hovertemplate": say(
                    "{name}<br>{title} = %{{y:.4g}} at x = %{{x:.2f}}<extra></extra>", name=name, title=title
                ),
            }
            for name in names
        ]  # fmt: skip
        mark = charts.straight({"width": 2, "dash": "dot", "color": charts.GREY}, x=x)
        alt = say("{title} of {names} for x from -6 to 6", title=title, names=joined(names))
        with column:
            _draw(traces, "x", title, key=f"{key}-{what}", alt=alt, y={"range": reach}, shapes=[mark])


def gradients(by_name: "Mapping[str, Tensor]", of: str, *, key: str) -> None:
    """Gradient norms (seeds, places) by depth on a logarithmic axis: the geometric mean, and the range of the seeds."""
    traces: list[charts.Trace] = []
    for name, norms in by_name.items():
        first = 0 if of == "values" else 1
        places = list(range(first, first + norms.shape[1]))
        mean, low, high = deep_gradients.average(norms), norms.amin(0), norms.amax(0)
        shade = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
        colour = style(name)["color"]
        traces += [
            {"x": places, "y": _positive(high), **shade},
            {"x": places, "y": _positive(low), "fill": "tonexty", "fillcolor": charts.pale(colour), **shade},
            {
                "x": places, "y": _positive(mean), "name": name, "mode": "lines+markers",
                "line": {"width": 3, **style(name)}, "marker": {"size": 5},
                "hovertemplate": say("{name}<br>layer %{{x}}: %{{y:.3g}}<extra></extra>", name=name),
            },
        ]  # fmt: skip
    _draw(
        traces,
        "layer (0: the input)" if of == "values" else "layer",
        "size of the gradient",
        key=key,
        alt=say("Size of the gradient in every layer on a logarithmic axis, for {by_name}", by_name=joined(by_name)),
        y={"type": "log", "exponentformat": "power", "dtick": _decades(by_name.values())},
        height=430,
    )


def _decades(all_norms: "Any") -> int:
    """Powers of ten between two ticks, so that about eight of them stand on the axis."""
    import math

    values = [float(norms[norms > 0].log10().abs().max()) if bool((norms > 0).any()) else 1.0 for norms in all_norms]
    return max(1, math.ceil(max(values, default=1.0) / 8))


def _positive(values: "Tensor") -> list[float | None]:
    """A logarithmic axis has no place for 0."""
    return [value if value > 0 else None for value in values.tolist()]


def _draw(
    traces: Sequence[charts.Trace], across: str, up: str, *, key: str, alt: str, y: dict[str, Any], **layout: Any
) -> None:
    sizes = {"title_size": 16, "tick_size": charts.FONT}
    charts.draw(
        traces,
        key=key,
        alt=alt,
        **{
            "height": 380,
            "margin": {"l": 10, "r": 10, "t": 10, "b": 10},
            "showlegend": True,
            "legend": charts.legend(y=1.02, size=charts.FONT, traceorder="normal"),
            "hoverlabel": {"font": {"size": charts.FONT}},
            "dragmode": False,
            "xaxis": charts.axis(across, **sizes),
            "yaxis": charts.axis(up, **sizes, **y),
            **layout,
        },
    )
