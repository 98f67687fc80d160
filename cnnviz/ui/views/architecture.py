"""The networks behind a lesson: what was new, every layer with totals beside the published ones, all on one chart."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from cnnviz.lessons.glossary import meaning
from cnnviz.networks.catalogue import CATALOGUE, Entry
from cnnviz.networks.inside import diagram
from cnnviz.networks.inside.table import Row, totals
from cnnviz.networks.stack.summary import written
from cnnviz.ui.frame import control, language, lesson
from cnnviz.ui.views import charts, stills
from cnnviz.ui.views.stack_table import field_metric
from cnnviz.words import joined, say

VIEWS = {"idea": "the idea", "layers": "every layer", "all": "all networks"}


@st.fragment
def about(slug: str, *names: str) -> None:
    """The step "The network" of a lesson about these networks of `cnnviz.networks`."""
    with lesson.step("network", "The network" if len(names) == 1 else "The networks"):
        for name in names:
            known = CATALOGUE[name]
            st.markdown(
                say(
                    "**{title}** ({year}): {new} {paper}.",
                    title=known.title, year=known.year, new=known.new, paper=known.paper,
                )
            )  # fmt: skip
        with st.container(horizontal=True, vertical_alignment="bottom"):
            show = lesson.choice("Show", VIEWS, f"{slug}-network")
            chosen = names[0]
            if show == "layers" and len(names) > 1:
                chosen = control.selectbox("Network", names, key=f"{slug}-name", bind="query-params", width=230)
        if show == "layers":
            inside(counted(chosen), CATALOGUE[chosen], key=f"{slug}-{chosen}")
        elif show == "all":
            everything(names)


def inside(rows: Sequence[Row], known: Entry | None, *, key: str) -> None:
    """Totals beside the published ones, the table of layers, and the diagram with blocks to unfold."""
    counted = totals(rows)
    parameters, products = (known.parameters, known.multiply_adds) if known else (None, None)
    with st.container(horizontal=True, border=True):
        st.metric("Parameters", f"{counted.parameters:,}", help=printed("published", parameters))
        st.metric("Multiply-adds", f"{counted.multiply_adds:,}", help=printed("published", products))
        st.metric("Layers with weights", f"{sum(row.multiply_adds > 0 for row in rows)}")
        st.metric(
            "Memory of all maps",
            say("{memory:,.1f} MB", memory=counted.memory / 2**20),
            help="In float32, for one picture.",
        )
        field, on_picture = rows[-1].receptive_field, rows[-1].on_picture
        field_metric(*("–" if one is None else say("{one} pixels", one=one) for one in (field, on_picture)))
    said = [
        printed(title, number) for title, number in (("parameters", parameters), ("multiply-adds", products)) if number
    ]
    if known and said:
        printed_sentences = [say("In print: {numbers} ({where}).", numbers=joined(said), where=known.where)]
        if known.differs:
            printed_sentences.append(say("Different here: {differs}.", differs=known.differs))
        st.caption(joined(printed_sentences, " "))
    st.dataframe(
        {
            "layer": [row.name for row in rows],
            "kind": [row.kind for row in rows],
            "output": [written(row.output_shape) for row in rows],
            "parameters": [row.parameters for row in rows],
            "multiply-adds": [row.multiply_adds for row in rows],
            "memory, bytes": [row.memory for row in rows],
            "sees pixels": [row.receptive_field for row in rows],
            "on the picture": [row.on_picture for row in rows],
            "jump": [None if row.jump is None else float(row.jump) for row in rows],
        },
        hide_index=True,
        height=400,
        column_config={language.shown("layer"): st.column_config.Column(help=language.shown(meaning("layer name")))},
    )
    fold = st.expander("Its diagram", key=f"{key}-diagram", on_change="rerun")
    if fold.open:
        with fold:
            _diagram(rows, key)


def _diagram(rows: Sequence[Row], key: str) -> None:
    found = diagram.blocks(rows)
    unfolded = control.multiselect("Blocks to unfold", found, key=f"{key}-unfold", help="The others are one box each.")
    needed = {block for block in found if any(one == block or one.startswith(f"{block}.") for one in unfolded)}
    folded = [block for block in found if block not in needed] if len(rows) > 12 or unfolded else []
    if folded:
        st.caption("A double frame is a folded block.")
    st.graphviz_chart(diagram.dot(rows, folded))


def printed(title: str, number: float | None) -> str:
    """A number as it stands in print."""
    if not number:
        return say("{title}: nothing published", title=title)
    unit, factor = (" billion", 1e9) if number >= 1e9 else (" million", 1e6) if number >= 1e6 else ("", 1)
    return say("{number:,g}{unit} {title}", number=number / factor, unit=unit, title=title)


def everything(marked: tuple[str, ...]) -> None:
    """All networks with a measured error: multiply-adds to the right, error upwards, parameters as the area."""
    known = [entry for entry in CATALOGUE.values() if entry.top1 is not None]
    costs = [totals(counted(entry.name))[:2] for entry in known]
    trace: charts.Trace = {
        "mode": "markers+text",
        "x": [products for _, products in costs],
        "y": [entry.top1 for entry in known],
        "text": [entry.title for entry in known],
        "textposition": "top center",
        "customdata": [
            say(
                "{title}: {parameters:,} parameters, {products:,} multiply-adds, top-1 error {error:.3g} %",
                title=entry.title, parameters=parameters, products=products, error=entry.top1,
            )
            for entry, (parameters, products) in zip(known, costs, strict=True)
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {
            "size": [parameters for parameters, _ in costs],
            "sizemode": "area",
            "sizeref": max(parameters for parameters, _ in costs) / 60**2 * 2,
            "sizemin": 4,
            "color": [stills.COLOURS[1] if entry.name in marked else stills.COLOURS[0] for entry in known],
        },
    }  # fmt: skip
    charts.draw(
        [trace],
        key="all-networks",
        alt=joined(trace["customdata"], "; "),
        height=520,
        xaxis=charts.axis("multiply-adds for one picture", type="log", exponentformat="power", dtick=1),
        yaxis=charts.axis("top-1 error on ImageNet in %", rangemode="tozero"),
    )
    st.caption("The area is the number of parameters. Counted here; errors as published, on ImageNet's validation set.")
    rows: list[dict[str, Any]] = [
        {
            "network": entry.title,
            "year": entry.year,
            "parameters": parameters,
            "multiply-adds": products,
            "top-1 error, %": entry.top1,
            "measured with": entry.measured,
        }
        for entry, (parameters, products) in zip(known, costs, strict=True)
    ]
    st.dataframe(rows, hide_index=True)


@st.cache_resource(show_spinner="Counting layers …")
def counted(name: str) -> list[Row]:
    from cnnviz import networks
    from cnnviz.networks import builders

    return networks.summarize(builders.build(name, device="meta"), CATALOGUE[name].input_size)
