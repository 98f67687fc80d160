"""The charts of lesson 1.4: errors by year, milestones by year, and the top-k error by k."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from cnnviz.drawing import colour
from cnnviz.networks.history import MILESTONES, Milestone, Result
from cnnviz.ui.frame import stage
from cnnviz.ui.views import charts
from cnnviz.words import say

# role -> colour; each has a contrast of 3:1 or more on the light and on the dark page
COLOURS = {"network": "#3b82c4", "hand-made features": "#8a8696", "a person": "#d1661f"}


def error_chart(results: Sequence[Result], picked: Sequence[Result], *, logarithmic: bool, person: Result) -> None:
    """One bar per result in the order of the years; the picked ones in the colour of what is pointed at."""
    traces: list[charts.Trace] = []
    for group, paint in {**COLOURS, "compared": colour.ACCENT}.items():
        members = [result for result in results if (_group(result) if result not in picked else "compared") == group]
        traces.append(
            {
                "type": "bar",
                "x": [result.error for result in members],
                "y": [_row(result) for result in members],
                "orientation": "h",
                "name": group,
                "marker": {
                    "color": paint,
                    "line": {"color": colour.ACCENT_OUTLINE, "width": 3 * (group == "compared")},
                },
                "text": [f"{result.error:g} %" for result in members],
                "textposition": "outside",
                "textfont": {"size": charts.FONT},
                "cliponaxis": False,
                "hovertext": [
                    say(
                        "{row}: {error:g} %<br>{note}<br>{source}",
                        row=_row(r), error=r.error, note=r.note, source=r.source,
                    )
                    for r in members
                ],
                "hoverinfo": "text",
            }
        )  # fmt: skip
    dashed = {"color": COLOURS["a person"], "width": 2, "dash": "dash"}
    order = [_row(result) for result in results]
    _show(
        traces,
        height=110 + 36 * len(results),
        key="history-chart",
        shapes=[charts.straight(dashed, x=person.error, layer="below")],
        xaxis=charts.axis(
            "top-5 error in percent",
            ticksuffix=" %",
            type="log" if logarithmic else "linear",
            range=[0.2, 1.7] if logarithmic else [0, 37],
            tickvals=[2, 5, 10, 20] if logarithmic else [0, 10, 20, 30],
            tickangle=0,
        ),
        yaxis=charts.axis(tick_size=charts.FONT, categoryorder="array", categoryarray=order[::-1], automargin=True),
    )


def _group(result: Result) -> str:
    if result.role == "person":
        return "a person"
    return "network" if result.network else "hand-made features"


def _row(result: Result) -> str:
    return say("{year} {system}", year=result.year, system=result.system)


def milestone_chart(milestones: Sequence[Milestone] = MILESTONES) -> None:
    """One row per milestone, at its year; the name stands on the side that has room."""
    late = [milestone.year > 2000 for milestone in milestones]
    points: charts.Trace = {
        "x": [milestone.year for milestone in milestones],
        "y": list(range(len(milestones))),
        "mode": "markers+text",
        "marker": {"size": 13, "color": COLOURS["network"]},
        "text": [
            say("{name}, {year}  ", name=m.name, year=m.year) if at_the_end else
            say("  {year}, {name}", year=m.year, name=m.name)
            for m, at_the_end in zip(milestones, late, strict=True)
        ],
        "cliponaxis": False,
        "textposition": ["middle left" if at_the_end else "middle right" for at_the_end in late],
        "textfont": {"size": charts.FONT},
        "hovertext": [
            say(
                "{year} {name}<br>{wrapped}<br>{source}",
                year=m.year, name=m.name, wrapped=_wrapped(m.idea), source=m.source,
            )
            for m in milestones
        ],
        "hoverinfo": "text",
    }  # fmt: skip
    _show(
        [points],
        height=110 + 30 * len(milestones),
        key="history-timeline",
        legend=False,
        xaxis=charts.axis("year", range=[1959, 2026], dtick=10),
        yaxis={"visible": False, "autorange": "reversed"},
    )


def top_k_chart(errors: Sequence[float], chance: Sequence[float], k: int) -> None:
    """Top-k error in percent against k, beside that of guessing; the chosen k is marked."""
    ks = list(range(1, len(errors) + 1))
    lines: list[charts.Trace] = [
        {
            "x": ks,
            "y": [100 * value for value in values],
            "name": name,
            "mode": "lines+markers",
            "line": {
                "color": COLOURS["network" if dash == "solid" else "hand-made features"],
                "width": 3,
                "dash": dash,
            },
            "hovertemplate": say("top-%{{x}}: %{{y:.1f}} %<extra>{name}</extra>", name=name),
        }
        for name, values, dash in (("these logits", errors, "solid"), ("guessing", chance, "dot"))
    ]
    chosen: charts.Trace = {
        "x": [k],
        "y": [100 * errors[k - 1]],
        "mode": "markers",
        "marker": {"size": 17, "color": colour.ACCENT, "line": {"color": colour.ACCENT_OUTLINE, "width": 3}},
        "name": f"top-{k}",
        "hoverinfo": "skip",
    }
    _show(
        [*lines, chosen],
        height=340,
        key="history-top-k",
        xaxis=charts.axis("k, the guesses allowed", dtick=1),
        yaxis=charts.axis("error", ticksuffix=" %", range=[0, 104]),
    )


def _show(traces: Sequence[charts.Trace], *, height: int, key: str, legend: bool = True, **layout: Any) -> None:
    charts.draw(
        traces,
        key=key,
        height=int(height * (1.2 if stage.projector() else 1)),
        margin={"l": 10, "r": 30, "t": 40 if legend else 10, "b": 10},
        showlegend=legend,
        legend=charts.legend(size=charts.FONT),
        barmode="overlay",
        bargap=0.25,
        **layout,
    )


def _wrapped(sentence: str, longest: int = 60) -> str:
    lines = [""]
    for word in sentence.split():
        if len(lines[-1]) + len(word) > longest:
            lines.append("")
        lines[-1] = say("{lines} {word}", lines=lines[-1], word=word).strip()
    return "<br>".join(lines)


def results_table(results: Sequence[Result]) -> None:
    """Every number with its source."""
    st.dataframe(
        {
            "year": [str(result.year) for result in results],
            "system": [result.system for result in results],
            "top-5 error, %": [result.error for result in results],
            "role": [result.role for result in results],
            "note": [result.note for result in results],
            "source": [result.source for result in results],
        },
        hide_index=True,
    )


def milestones_table(milestones: Sequence[Milestone] = MILESTONES) -> None:
    """Every milestone with its source."""
    st.dataframe(
        {
            "year": [str(milestone.year) for milestone in milestones],
            "name": [milestone.name for milestone in milestones],
            "what was new": [milestone.idea for milestone in milestones],
            "source": [milestone.source for milestone in milestones],
        },
        hide_index=True,
    )
