"""The gradient that arrives at each layer, on a logarithmic axis."""

from collections.abc import Mapping, Sequence

from cnnviz.ui.views import charts
from cnnviz.ui.views.stills import COLOURS
from cnnviz.words import joined, say


def draw(sizes: Mapping[str, Sequence[float]], *, key: str) -> None:
    """One line per network: name -> gradient size of each convolution, from the first to the last."""
    traces: list[charts.Trace] = [
        {
            "x": list(range(1, len(values) + 1)),
            "y": [value or None for value in values],  # a logarithmic axis has no zero
            "name": name,
            "mode": "lines+markers",
            "line": {"color": COLOURS[place % len(COLOURS)], "width": 3},
            "hovertemplate": say("{name}, convolution %{{x}}: %{{y:.3g}}<extra></extra>", name=name),
        }
        for place, (name, values) in enumerate(sizes.items())
    ]
    charts.draw(
        traces,
        key=key,
        alt=say(
            "Gradient of the first and the last convolution: {found}",
            found=joined(
                [
                    say("{network} {first:.3g} and {last:.3g}", network=name, first=values[0], last=values[-1])
                    for name, values in sizes.items()
                ]
            ),
        ),
        height=360,
        xaxis=charts.axis("convolution, from the input on"),
        yaxis=charts.axis("size of the gradient", type="log", exponentformat="power", nticks=6),
        showlegend=True,
        legend=charts.legend(y=1.02),
    )
