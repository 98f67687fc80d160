"""Designs compared: bars, the exact numbers, PyTorch's count beside the formula, and the time on this machine."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from cnnviz import kept
from cnnviz.networks.designs import comparison as engine
from cnnviz.networks.designs.comparison import Designs
from cnnviz.networks.stack.modules import Measured, measure
from cnnviz.networks.stack.summary import Summary, written
from cnnviz.networks.stack.text import format_network, parse_network
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.views import charts
from cnnviz.words import joined, say

COUNTED = {"multiply-adds": "multiply_adds", "parameters": "parameters"}
QUANTITIES = (*COUNTED, "milliseconds")
COLOUR = "#3b8fd6"
SHADES = ("#1f6fb5", "#4b5bb0")  # of layers that follow each other; white type can be read on both


def compare(designs: Designs, *, key: str) -> dict[str, Summary]:
    """Draw the designs; returns what they cost. Raises ValueError with a sentence if one cannot be built."""
    counted = engine.count(designs)
    with lesson.controls():
        show = lesson.choice("Compare", QUANTITIES, f"{key}-show")
        asked = shell.button("Time them on this machine", key=f"{key}-time", icon=":material/timer:")
    if asked:
        try:
            st.session_state[f"{key}-times"] = texts(designs), timed(designs)
        except ValueError as error:
            shell.problem(error)
    times = known_times(designs, key)
    if show == "milliseconds" and not times:
        st.info("Predict which is faster, and by how much. Then press *Time them on this machine*.")
    else:
        values: dict[str, float] = {
            name: times[name] if show == "milliseconds" else summary.total(COUNTED[show])
            for name, summary in counted.items()
        }
        layers = {name: _layers(summary, COUNTED[show]) for name, summary in counted.items()} if show in COUNTED else {}
        with lesson.tools():
            st.markdown(headline(values, show))
        bars(values, show, key=f"{key}-chart", layers=layers)
    with lesson.exact():
        table(counted, times)
    shell.copy_link()
    return counted


def headline(values: Mapping[str, float], quantity: str) -> str:
    """What the bars say: which of the designs takes least, and how many times as much another takes."""
    low, high = min(values, key=values.__getitem__), max(values, key=values.__getitem__)
    if not values[low] or values[low] == values[high]:
        return "All of them take as much."
    return say(
        "**{high}** takes **{times:.3g} times** the {quantity} of **{low}**.",
        high=high, low=low, quantity=quantity, times=values[high] / values[low],
    )  # fmt: skip


def texts(designs: Designs) -> tuple[str, ...]:
    """The designs as text: what a measurement was made of."""
    return tuple(map(format_network, designs.values()))


def timed(designs: Designs) -> dict[str, float]:
    """Milliseconds of each design, measured now."""
    from cnnviz.networks.designs import timing

    with st.spinner("Running each design a few times …"):
        return timing.time_designs(designs)


def known_times(designs: Designs, key: str) -> dict[str, float]:
    """What was measured for just these designs, or nothing."""
    measured, times = st.session_state.get(f"{key}-times", ((), {}))
    return times if measured == texts(designs) else {}


def times_for_claim(designs: Designs, key: str) -> dict[str, float]:
    """Milliseconds of each design: those known, or measured now. Raises ValueError if they are too large for that."""
    times = known_times(designs, key)
    if not times:
        times = timed(designs)
        st.session_state[f"{key}-times"] = texts(designs), times
    return times


def _layers(summary: Summary, quantity: str) -> list[tuple[str, float]]:
    """Name and cost of each layer that costs anything."""
    return [
        (
            say("{size} × {size} per channel", size=row.layer.kernel)
            if row.layer.kind == "depthwise"
            else say("{size} × {size}, {channels}", size=row.layer.kernel, channels=row.shape[0]),
            getattr(row, quantity),
        )
        for row in summary.rows
        if row.layer and getattr(row, quantity) and not row.layer.branches
    ]


def bars(
    values: Mapping[str, float], title: str, *, key: str, layers: Mapping[str, Sequence[tuple[str, float]]] = {}
) -> None:
    """One bar per design with its number above; a logarithmic axis where the values are far apart.

    layers: what a bar is put together of, layer after layer; a logarithmic axis cannot show it.
    """
    low, high = min(values.values()), max(values.values())
    far = low > 0 and high / low > 50
    places = list(range(len(values)))
    written_values = [
        engine.milliseconds(value) if title == "milliseconds" else f"{value:,.0f}" for value in values.values()
    ]
    whole: charts.Trace = {
        "type": "bar", "x": list(values.values()), "y": places, "orientation": "h", "marker": {"color": COLOUR},
        "text": written_values, "textposition": "none", "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip
    parts: list[charts.Trace] = [
        {
            "type": "bar", "x": [cost], "y": [place], "orientation": "h", "text": [text],
            "textposition": "inside", "insidetextanchor": "middle", "constraintext": "inside",
            "marker": {"color": SHADES[at % 2], "line": {"color": "#ffffff", "width": 2}},
            "textfont": {"size": charts.FONT, "color": "#ffffff"},
            "hovertemplate": say("{text}: {cost:,}<extra></extra>", text=text, cost=cost),
        }
        for place, name in enumerate(values)
        for at, (text, cost) in enumerate(layers.get(name, ()))
    ]  # fmt: skip
    traces = [whole] if far or not parts else parts
    labels = [
        {
            "x": 0, "xref": "paper", "xanchor": "left", "y": place - 0.42,
            "text": say("<b>{name}</b>: {text}", name=name, text=text),
            "showarrow": False, "font": {"size": charts.FONT}, "align": "left",
        }
        for place, name, text in zip(places, values, written_values, strict=True)
    ]  # fmt: skip
    scale: dict[str, Any] = (
        {"type": "log", "range": [math.floor(math.log10(low)) - 0.3, math.log10(2 * high)], "dtick": 1}
        if far
        else {"range": [0, 1.05 * high or 1], "nticks": 5}
    )
    charts.draw(
        traces,
        key=key,
        alt=say(
            "{title}: {values}",
            title=title,
            values=joined(
                [say("{name} {text}", name=name, text=text) for name, text in zip(values, written_values, strict=True)]
            ),
        ),
        annotations=labels,
        xaxis=charts.axis(title, tickangle=0, **scale),
        yaxis={"visible": False, "range": [len(values) - 0.6, -0.75]},
        height=110 + 72 * len(values),
        bargap=0.5,
        barmode="stack",
        showlegend=False,
    )


def table(counted: Mapping[str, Summary], times: Mapping[str, float]) -> None:
    """The exact numbers; times in the last column once they are known."""
    columns = {
        "design": list(counted),
        "parameters": [f"{one.total('parameters'):,}" for one in counted.values()],
        "multiply-adds": [f"{one.total('multiply_adds'):,}" for one in counted.values()],
        "output": [written(one.shape) for one in counted.values()],
        "receptive field": [written(one.field) for one in counted.values()],
    }
    if times:
        columns["milliseconds"] = [f"{times[name]:,.3f}" for name in counted]
    st.table(columns)


def numbers(
    designs: Designs,
    counted: Mapping[str, Summary],
    *,
    quantity: str = "multiply_adds",
    before: Sequence[str] = (),
    agrees: bool = True,
    beside: str = "",
) -> None:
    """The formula in the student's numbers, beside PyTorch's count; more of the lesson's own before and beside."""
    try:
        measured = count_by_torch(texts(designs))
    except RuntimeError as refusal:
        lesson.numbers(engine.explain(counted, quantity), agrees=False, beside=shell.plain(str(refusal)[:300]))
        return
    named = dict(zip(designs, measured, strict=True))
    said = joined([
        say(
            "{name}: **{parameters:,}** parameters, **{multiply_adds:,}** multiply-adds",
            name=name, parameters=one.parameters, multiply_adds=one.multiply_adds,
        )
        for name, one in named.items()
    ], "; ")  # fmt: skip
    lesson.numbers(
        [*before, *engine.explain(counted, quantity)],
        agrees=agrees and engine.agree(counted, named),
        beside=say("Built and counted by PyTorch: {said}. {beside}", said=said, beside=beside),
    )


@kept.keep
def count_by_torch(of: tuple[str, ...]) -> list[Measured]:
    return [measure(parse_network(text)) for text in of]
