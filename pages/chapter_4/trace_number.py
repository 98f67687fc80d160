"""4.13 Trace one number: from any value of any feature map down to the pixels, one sum at a time."""

import streamlit as st

from cnnviz.lessons.trace_number import formulas
from cnnviz.networks.fields.receptive_fields import INPUT
from cnnviz.networks.inside import tracing
from cnnviz.networks.inside.opened import Opened
from cnnviz.operations import properties
from cnnviz.ui.controls import opened_network
from cnnviz.ui.controls.opened_network import Chosen
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.labs.trace_number import tracer
from cnnviz.words import joined, say

lesson.begin("trace-number")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab", screen=True):
        try:
            with lesson.controls():
                chosen = opened_network.choose("trace")
                opened = opened_network.look(chosen)
                tracer.choose_layer(opened, chosen)
            places = tracer.trail(opened)
            steps = tracing.chain(opened, *places[-1])
        except ValueError as error:
            shell.problem(error)
            return
        tracer.draw(opened, chosen, places, steps)
        how = "Click a value below the sum to go on down, a stop of the way to go back, or another value of the map."
        untrained = "These weights are random: nothing has been learnt yet."
        lesson.note(how if chosen.trained else joined([how, untrained], " "))
        shell.copy_link()
    in_your_numbers(steps)
    lesson.experiments("trace-number", measured=lambda: tracer.seen(chosen, places[-1]), steps=steps)
    lesson.check_yourself("trace-number")
    lesson.same_in_pytorch(script(chosen, opened, places[-1]), "trace-number")


def in_your_numbers(steps: list[tracing.Trace]) -> None:
    top, last = steps[0], steps[-1]
    total = last.total if last.terms else last.value
    lesson.numbers(
        formulas.formulas(steps),
        agrees=properties.agree([total], [last.value]),
        beside=say(
            "PyTorch's forward pass gives **{value:.6g}** for {layer} "
            "{index}; its {terms:,} terms, added up again in float64, give **{total:.6g}**. "
            "The value that was clicked is **{clicked:.6g}**.",
            value=last.value, layer=shell.plain(last.layer), index=list(last.index), terms=len(last.terms), total=total,
            clicked=top.value,
        ),
    )  # fmt: skip


def script(chosen: Chosen, opened: Opened, place: tracer.Place) -> str:
    layer, index = place if place.layer != INPUT else tracer.first_value(opened)
    return formulas.trace_script(chosen.name, opened_network.input_size(chosen), layer, index, chosen.kind)


laboratory()
lesson.end(
    "trace-number",
    [
        "Z. J. Wang et al.: *CNN Explainer: learning convolutional neural networks with interactive visualization*",
        "PyTorch: `torch.fx`; torchvision: `torchvision.models.feature_extraction`",
    ],
)
