"""4.13 Trace one number: from any value of any feature map down to the pixels, one sum at a time."""

import streamlit as st

from cnnviz import properties, trace_formulas
from cnnviz.networks import tracing
from cnnviz.networks.opened import Opened
from cnnviz.networks.receptive_fields import INPUT
from cnnviz.ui import lesson, opened_network, shell, tracer
from cnnviz.ui.opened_network import Chosen

lesson.begin("trace-number")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        try:
            with lesson.controls():
                chosen = opened_network.choose("trace")
                opened = opened_network.look(chosen)
                tracer.choose_layer(opened)
            places = tracer.trail(opened)
            steps = tracing.chain(opened, *places[-1])
        except ValueError as error:
            shell.problem(error)
            return
        tracer.draw(opened, chosen, places, steps)
        st.caption(
            "Click a value below the sum to go on down, a stop of the way to go back, or another value of the map. "
            + ("" if chosen.trained else "These weights are random: nothing has been learnt yet.")
        )
        shell.copy_link()
    in_your_numbers(steps)
    lesson.claim(
        "trace-number",
        "Every value of a feature map depends on the whole picture.",
        lambda: tracer.seen(chosen, places[-1]),
    )
    lesson.check_yourself("trace-number")
    lesson.same_in_pytorch(script(chosen, opened, places[-1]), "trace-number")


def in_your_numbers(steps: list[tracing.Trace]) -> None:
    top, last = steps[0], steps[-1]
    total = last.total if last.terms else last.value
    lesson.numbers(
        trace_formulas.formulas(steps),
        agrees=properties.agree([total], [last.value]),
        beside=f"PyTorch's forward pass gives **{last.value:.6g}** for {shell.plain(last.layer)} "
        f"{list(last.index)}; its {len(last.terms):,} terms, added up again in float64, give **{total:.6g}**. "
        f"The value that was clicked is **{top.value:.6g}**.",
    )


def script(chosen: Chosen, opened: Opened, place: tracer.Place) -> str:
    layer, index = place if place.layer != INPUT else tracer.first_value(opened)
    return trace_formulas.trace_script(chosen.name, opened_network.input_size(chosen), layer, index, chosen.kind)


laboratory()
lesson.end(
    "trace-number",
    [
        "Z. J. Wang et al.: *CNN Explainer: learning convolutional neural networks with interactive visualization*",
        "PyTorch: `torch.fx`; torchvision: `torchvision.models.feature_extraction`",
    ],
)
