"""The layers of a network as a table with bars; a click chooses a layer. Nothing here needs torch."""

from collections.abc import Callable

import streamlit as st

from cnnviz.networks.stack.layers import CONVOLUTIONS, KINDS, POOLS, label
from cnnviz.networks.stack.summary import FITS, IMPOSSIBLE, Row, Summary, written
from cnnviz.ui.frame import browser
from cnnviz.words import phrases, say

_table = browser.component(
    "stack",
    "views/stack/stack.js",
    "views/stack/stack.css",
    phrases(
        layers="Layers",
        layer_name="layer",
        output="output",
        parameters="parameters",
        multiply_adds="multiply-adds",
        memory="memory",
        field="sees",
        field_help="receptive field, in pixels of the input, places in the padding counted",
        row="layer {label}: {title}, {text}",
        row_noted="layer {label}: {title}, {text}, {note}",
        by_layer="{cost} by layer: {largest}",
    ),
)
COSTS = {"parameters": "parameters", "multiply_adds": "multiply-adds", "memory": "memory"}
GROUPS = {
    "convolution": "convolution",
    "dense": "dense",
    "norm": "batch norm",
    "pool": "pooling",
    "activation": "activation, dropout",
    "joined": "sum or concatenation of branches",
}


def stack_table(summary: Summary, chosen: str, *, key: str, on_choose: Callable[[str], None]) -> None:
    """Draw the rows; on_choose gets the label ("5a2") of the row that was clicked."""
    totals = {cost: summary.total(cost) for cost in COSTS}
    shown = [row for row in summary.rows if row.layer and any(getattr(row, cost) for cost in COSTS)]
    used = {_group(row) for row in shown}
    header = {
        "rows": [_row(row, summary, totals) for row in summary.rows],
        "chosen": chosen,
        "strips": [_strip(cost, shown, totals[cost]) for cost in COSTS if totals[cost]],
        "groups": [{"name": name, "title": title} for name, title in GROUPS.items() if name in used],
    }

    def clicked() -> None:
        if row := browser.sent(key, "row", browser.text):
            on_choose(row)

    _table(key=key, data=browser.pack(header, {}), on_row_change=clicked)


def _row(row: Row, summary: Summary, totals: dict[str, int]) -> dict[str, object]:
    note = ""
    if row.state != FITS:
        note = (
            "does not fit"
            if row.state == IMPOSSIBLE
            else say("waits for layer {label}", label=label(summary.failed or ()))
        )
    numbers = {cost: getattr(row, cost) for cost in COSTS}
    texts = {cost: f"{number:,}" if number else "" for cost, number in numbers.items()}
    return {
        "label": row.label,
        "depth": len(row.path) // 2,
        "text": row.text,
        "title": KINDS[row.layer.kind].title if row.layer else "an empty branch: what comes in goes out",
        "state": row.state,
        "note": note,
        "shape": written(row.shape),
        "texts": texts | {"memory": size_text(row.memory) if row.memory else ""},
        "shares": {cost: number / totals[cost] if totals[cost] else 0.0 for cost, number in numbers.items()},
        "field": written(row.field) if row.state == FITS else "",
    }


def _strip(cost: str, rows: list[Row], total: int) -> dict[str, object]:
    parts = [
        {
            "label": row.label,
            "group": _group(row),
            "share": getattr(row, cost) / total,
            "title": say(
                "layer {label}, {text}: {cost:,} ({share:.1%})",
                label=row.label, text=row.text, cost=getattr(row, cost),
                share=getattr(row, cost) / total,
            ),
        }
        for row in rows
        if getattr(row, cost)
    ]  # fmt: skip
    largest = max(rows, key=lambda row: getattr(row, cost))
    return {
        "name": COSTS[cost],
        "parts": parts,
        "largest": say(
            "most in layer {label}, {share:.0%}",
            label=largest.label,
            share=getattr(largest, cost) / total,
        ),
    }


def _group(row: Row) -> str:
    kind = row.layer.kind if row.layer else ""
    if kind in CONVOLUTIONS:
        return "convolution"
    if kind in (*POOLS, "global_avg_pool"):
        return "pool"
    return {"dense": "dense", "batch_norm": "norm", "residual": "joined", "concatenation": "joined"}.get(
        kind, "activation"
    )


def field_metric(field: str, on_picture: str) -> None:
    """The receptive field at the end of a network, and what of it lies on the picture where that is less."""
    st.metric(
        "Receptive field",
        field,
        None if on_picture == field else say("{on_picture} on the picture", on_picture=on_picture),
        "off",
        delta_arrow="off",
        help="What a unit of the last layer sees, in pixels of the input, places in the padding counted.",
    )


def size_text(count: int) -> str:
    """Bytes for the eye: 58.4 kB, 4.36 MB."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= factor:
            return f"{count / factor:.3g} {unit}" if count < 1000 * factor else f"{count / factor:,.0f} {unit}"
    return f"{count:,} B"
