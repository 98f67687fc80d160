"""Charts of activation functions and of gradients through a deep stack."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from cnnviz import activations, deep_gradients

if TYPE_CHECKING:
    from torch import Tensor

# After Okabe & Ito 2008, told apart with any colour vision, 3:1 on the light and on the dark page; then dashes.
COLOURS = ("#2a86c8", "#8a8a94", "#d55e00", "#0a9a72", "#b8679a", "#b8860b", "#8c6bd1")
DASHES = ("solid", "dash", "dot")
REACH = 6.0
_FONT = {"size": 15}


def style(name: str) -> dict[str, str]:
    """The line of an activation: the same in every chart, whatever else is selected."""
    place = list(activations.ACTIVATIONS).index(name)
    return {"color": COLOURS[place % len(COLOURS)], "dash": DASHES[place // len(COLOURS)]}


def function_and_slope(names: Sequence[str], x: float, *, key: str) -> None:
    """Value and derivative of every activation from -6 to 6, two charts side by side; x is marked."""
    import torch

    axis = torch.linspace(-REACH, REACH, 481)
    left, right = st.columns(2)
    for column, what, title in ((left, "value", "f(x)"), (right, "derivative", "f′(x)")):
        lines = {name: getattr(activations.ACTIVATIONS[name], what)(axis) for name in names}
        figure = _figure("x", title)
        for name, values in lines.items():
            figure.add_scatter(
                x=axis.tolist(), y=values.tolist(), name=name, mode="lines", line={"width": 3, **style(name)},
                hovertemplate=f"{name}<br>{title} = %{{y:.4g}} at x = %{{x:.2f}}<extra></extra>",
            )  # fmt: skip
        figure.add_vline(x=x, line={"width": 2, "dash": "dot", "color": "#8a8a94"})
        highest = {"value": 4.0, "derivative": 1.9}[what]
        figure.update_yaxes(range=[-1.9, highest] if what == "value" else [-0.25, highest])
        with column:
            _draw(figure, f"{key}-{what}", f"{title} of {', '.join(names)} for x from -6 to 6")


def gradients(by_name: "Mapping[str, Tensor]", of: str, *, key: str) -> None:
    """Gradient norms (seeds, places) by depth on a logarithmic axis: the geometric mean, and the range of the seeds."""
    figure = _figure("layer (0: the input)" if of == "values" else "layer", "size of the gradient")
    for name, norms in by_name.items():
        first = 0 if of == "values" else 1
        places = list(range(first, first + norms.shape[1]))
        mean, low, high = deep_gradients.average(norms), norms.amin(0), norms.amax(0)
        shade = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
        figure.add_scatter(x=places, y=_positive(high), **shade)
        figure.add_scatter(x=places, y=_positive(low), fill="tonexty", fillcolor=_pale(style(name)["color"]), **shade)
        figure.add_scatter(
            x=places, y=_positive(mean), name=name, mode="lines+markers", line={"width": 3, **style(name)},
            marker={"size": 5}, hovertemplate=f"{name}<br>layer %{{x}}: %{{y:.3g}}<extra></extra>",
        )  # fmt: skip
    figure.update_yaxes(type="log", exponentformat="power", dtick=_decades(by_name.values()))
    figure.update_layout(height=430, legend={"traceorder": "normal"})
    _draw(figure, key, f"Size of the gradient in every layer on a logarithmic axis, for {', '.join(by_name)}")


def _decades(all_norms: "Any") -> int:
    """Powers of ten between two ticks, so that about eight of them stand on the axis."""
    import math

    values = [float(norms[norms > 0].log10().abs().max()) if bool((norms > 0).any()) else 1.0 for norms in all_norms]
    return max(1, math.ceil(max(values, default=1.0) / 8))


def _positive(values: "Tensor") -> list[float | None]:
    """A logarithmic axis has no place for 0."""
    return [value if value > 0 else None for value in values.tolist()]


def _pale(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, 0.18)"


def _figure(across: str, up: str) -> Any:
    import plotly.graph_objects as go

    figure = go.Figure()
    title = {"font": {"size": 16}}
    figure.update_xaxes(title={"text": across, **title}, tickfont=_FONT)
    figure.update_yaxes(title={"text": up, **title}, tickfont=_FONT)
    legend = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": _FONT}
    figure.update_layout(
        height=380,
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        legend=legend,
        hoverlabel={"font": _FONT},
        dragmode=False,
    )
    return figure


def _draw(figure: Any, key: str, alt: str) -> None:
    st.plotly_chart(figure, theme="streamlit", key=key, config={"displayModeBar": False}, alt=alt)
