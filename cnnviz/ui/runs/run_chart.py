"""Charts of training runs: a line for the mean over seeds, and a pale band from the least to the largest."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cnnviz.training.comparison.results import spread
from cnnviz.ui.frame import stage
from cnnviz.ui.views import charts
from cnnviz.words import say

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

# After Okabe & Ito 2008, told apart with any colour vision, 3:1 on the light and on the dark page; then dashes.
COLOURS = ("#d55e00", "#2a86c8")
DASHES = ("solid", "dash")


def bands(
    curves: "Mapping[str, Array]",
    places: Sequence[float],
    *,
    key: str,
    across: str,
    up: str,
    share: bool,
    alt: str,
    **xaxis: Any,
) -> None:
    """Each of two curves (seeds, places) as mean and band, over its places; nan is left out.

    share: the values are shares in [0, 1] and are written in per cent.
    """
    traces: list[charts.Trace] = []
    for (name, table), colour, dash in zip(curves.items(), COLOURS, DASHES, strict=False):
        scale = 100 if share else 1
        columns = [(place, spread(column)) for place, column in zip(places, table.T, strict=True)]
        measured = [(place, one) for place, one in columns if one.n]
        x = [place for place, _ in measured]
        shade = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
        unit = " %" if share else ""
        traces += [
            {"x": x, "y": [scale * one.high for _, one in measured], **shade},
            {
                "x": x, "y": [scale * one.low for _, one in measured], **shade,
                "fill": "tonexty", "fillcolor": charts.pale(colour),
            },
            {
                "x": x, "y": [scale * one.mean for _, one in measured], "name": name, "mode": "lines+markers",
                "line": {"width": 3, "color": colour, "dash": dash}, "marker": {"size": 6},
                "text": [_about(one, scale, unit) for _, one in measured],
                "hovertemplate": say(
                    "{name}<br>%{{x}}: %{{y:.4g}}{unit}<br>%{{text}}<extra></extra>", name=name, unit=unit
                ),
            },
        ]  # fmt: skip
    charts.draw(
        traces,
        key=key,
        alt=alt,
        height=460 if stage.projector() else 380,
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        showlegend=True,
        legend=charts.legend(y=1.02, size=charts.FONT, traceorder="normal"),
        hoverlabel={"font": {"size": charts.FONT}},
        dragmode=False,
        uirevision=key,
        xaxis=charts.axis(across, title_size=16, tick_size=charts.FONT, **xaxis),
        yaxis=charts.axis(
            up, title_size=16, tick_size=charts.FONT, **({"ticksuffix": " %"} if share else {"rangemode": "tozero"})
        ),
    )


def _about(one: Any, scale: int, unit: str) -> str:
    if one.n == 1:
        return "one seed"
    return say(
        "{n} seeds: {low:.4g} to {high:.4g}{unit}" if math.isnan(one.std) else
        "{n} seeds: {low:.4g} to {high:.4g}{unit}, standard deviation {std:.3g}{unit}",
        n=one.n, low=scale * one.low, high=scale * one.high, std=scale * one.std, unit=unit,
    )  # fmt: skip
