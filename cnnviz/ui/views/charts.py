"""Charts by Plotly, from plain traces: making graph objects by hand takes five times the time."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import streamlit as st
from plotly.basedatatypes import BaseFigure

from cnnviz.ui.frame import language, stage

Trace = dict[str, Any]
FONT = 15
SMALLEST = 18  # px of type on a projector
BETWEEN = 0.75  # of the type at a power of ten: what Plotly writes between two of them
GREY = "#8a8a94"


def draw(traces: Sequence[Trace], *, key: str, alt: str = "", **layout: Any) -> None:
    """Traces and layout as Plotly's reference names them; no buttons over the chart."""
    margin = {"l": 10, "r": 10, "t": 40, "b": 10}
    shape: dict[str, Any] = {"margin": margin, **layout}
    figure: dict[str, Any] = {"data": [{"type": "scatter", **trace} for trace in traces], "layout": shape}
    settings = {"displayModeBar": False}
    if stage.projector():
        # a name that would be too small inside its bar is left out
        whole = {"font": {"size": SMALLEST}, "uniformtext": {"minsize": SMALLEST, "mode": "hide"}, **shape}
        figure = _larger({**figure, "layout": whole})
    stretched = stage.is_set() or stage.on_board()
    if stretched:
        figure["layout"].pop("height", None)
    st.plotly_chart(
        _Plain(language.in_figure(figure)),
        theme="streamlit",
        key=key,
        config=settings,
        alt=alt or None,
        height="stretch" if stretched else "content",
    )


class _Plain(BaseFigure):  # type: ignore[misc]
    """A figure as Plotly writes it, without its check of every value, which takes longer than all the rest of a chart.

    `tests/pages/test_charts.py` has Plotly check the charts of every page.
    """

    def __init__(self, figure: Mapping[str, Any]) -> None:
        self._plain = {**figure, "layout": {"template": _template(), **figure["layout"]}}

    def to_dict(self) -> dict[str, Any]:
        return self._plain


@cache
def _template() -> dict[str, Any]:
    import plotly.io

    template: dict[str, Any] = plotly.io.templates[plotly.io.templates.default].to_plotly_json()
    return template


def _larger(part: Any) -> Any:
    """A part of a figure with type that is read from the last row."""
    if isinstance(part, Mapping):
        if part.get("type") == "log" and "tickfont" in part:
            part = {**part, "tickfont": {**part["tickfont"], "size": SMALLEST / BETWEEN / 1.35}}
        return {
            name: {**inner, "size": max(SMALLEST, round(inner["size"] * 1.35))}
            if name.endswith("font") and isinstance(inner, Mapping) and "size" in inner
            else _larger(inner)
            for name, inner in part.items()
        }
    return [_larger(inner) for inner in part] if isinstance(part, list) and part and isinstance(part[0], dict) else part


def axis(title: str = "", *, title_size: int = FONT, tick_size: int = 14, **more: Any) -> dict[str, Any]:
    """An axis with its title, readable from the last row."""
    return {"title": {"text": title, "font": {"size": title_size}}, "tickfont": {"size": tick_size}, **more}


def legend(*, y: float = 1.0, size: int = 14, **more: Any) -> dict[str, Any]:
    """The names in a row above the chart."""
    return {"orientation": "h", "y": y, "yanchor": "bottom", "x": 0, "font": {"size": size}, **more}


def straight(line: Mapping[str, Any], *, x: float | None = None, y: float | None = None, **more: Any) -> dict[str, Any]:
    """A vertical line at x or a horizontal one at y, from one end of the chart to the other, for `shapes`."""
    if x is not None:
        ends = {"x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "y domain"}
    else:
        ends = {"y0": y, "y1": y, "x0": 0, "x1": 1, "xref": "x domain"}
    return {"type": "line", "line": dict(line), **ends, **more}


def pale(colour: str) -> str:
    """A colour #rrggbb for the area around a line."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, 0.18)"
