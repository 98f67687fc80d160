"""3.9 The layer-stack builder: any network, layer by layer, with what every layer costs and sees."""

import streamlit as st

from cnnviz import kept
from cnnviz.lessons.layer_stack import formulas, listing
from cnnviz.networks.stack import modules as stack_modules
from cnnviz.networks.stack.layers import Network
from cnnviz.networks.stack.summary import FITS, Row, Summary, written
from cnnviz.networks.stack.text import format_network, parse_network
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.labs.layer_stack.editor import stack_editor
from cnnviz.ui.views.stack_table import field_metric, size_text
from cnnviz.words import say

lesson.begin("layer-stack")


@st.fragment
def builder() -> None:
    with lesson.step("lab", "The lab"):
        totals = st.container()
        network, summary, row = stack_editor("stack")
        with totals:
            in_all(summary)
        with lesson.row():
            shell.copy_link()
            st.page_link(
                "chapter_5/train.py",
                label="Train it",
                icon=":material/play_arrow:",
                query_params={"train-network": "layer stack", "train-stack": format_network(network)},
            )
            ask_torch = control.toggle("Ask PyTorch", True, key="stack-torch", bind="query-params")
    if summary.error or row is None or row.state != FITS:
        st.info("The rest of this lesson is about networks that can be built: make the marked layer fit first.")
        return
    in_your_numbers(network, summary, row, ask_torch)
    lesson.experiments("layer-stack", network=network, summary=summary)
    lesson.check_yourself("layer-stack")
    lesson.same_in_pytorch(listing.network_script(network), "layer-stack")


def in_all(summary: Summary) -> None:
    with lesson.results():
        st.metric("Output", written(summary.shape) or "–")
        st.metric("Parameters", f"{summary.total('parameters'):,}")
        st.metric("Multiply-adds", f"{summary.total('multiply_adds'):,}")
        st.metric("Activation memory", size_text(summary.total("memory")), help="Of one picture, float32, all outputs.")
        field_metric(*("–" if summary.error else written(one) for one in (summary.field, summary.on_picture)))
    lesson.note(
        "A receptive field counts places in the padding, too, as on a picture without borders: a dense layer behind "
        "flatten, or global pooling, reads every unit of the map, so that the last layers of VGG-16 have a field of "
        "404 × 404, of which 224 × 224 lie on the picture."
    )


def in_your_numbers(network: Network, summary: Summary, row: Row, ask_torch: bool) -> None:
    lines = [formulas.heading(row), *formulas.explain(row)]
    if not ask_torch:
        lesson.numbers(lines)
        return
    try:
        by_torch = measured(format_network(network))
    except RuntimeError as refusal:
        lesson.numbers(
            lines,
            agrees=False,
            beside=say("PyTorch refuses this network: {refusal}", refusal=shell.plain(str(refusal)[:300])),
        )
        return
    ours = (summary.shape, summary.total("parameters"), summary.total("multiply_adds"))
    lesson.numbers(
        lines,
        agrees=tuple(by_torch) == ours,
        beside=say(
            "Built in PyTorch, the whole network gives **{shape}**, with **{parameters:,}** "
            "parameters and **{multiply_adds:,}** multiply-adds (`FlopCounterMode` counts two operations each: "
            "{operations:,}).",
            shape=by_torch.shape, parameters=by_torch.parameters, multiply_adds=by_torch.multiply_adds,
            operations=by_torch.operations,
        ),
    )  # fmt: skip


@kept.keep
def measured(text: str) -> stack_modules.Measured:
    return stack_modules.measure(parse_network(text))


builder()
lesson.end(
    "layer-stack",
    [
        "A. Araujo, W. Norris, J. Sim: *Computing Receptive Fields of Convolutional Neural Networks*, Distill, 2019",
        "V. Dumoulin, F. Visin: *A guide to convolution arithmetic for deep learning*, 2016",
        "The networks' own papers, named under each preset",
    ],
)
