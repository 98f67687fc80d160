"""3.7 The receptive field: which pixels one unit sees, layer by layer."""

from collections.abc import Sequence

import streamlit as st

from cnnviz.geometry import worked_fields
from cnnviz.lessons.glossary import meaning
from cnnviz.lessons.receptive_field import formulas, listing, published
from cnnviz.networks.architectures import ARCHITECTURES
from cnnviz.networks.fields.receptive_fields import Row, longest_path
from cnnviz.ui.controls import picture
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.labs.receptive_field import receptive, typed_stack
from cnnviz.words import joined, say

OWN = "own stack"

lesson.begin("receptive-field")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab", screen=True):
        with lesson.controls():
            chosen = picture.choose()
            name = control.selectbox(
                "Network",
                [*ARCHITECTURES, OWN],
                2,
                key="rf-network",
                bind="query-params",
                width=230,
                help=meaning("layer name"),
            )
            stack = typed_stack.stack_field() if name == OWN else ""
        try:
            network, pixels = receptive.network(name, stack, chosen)
            everything = receptive.rows(network)
        except ValueError as error:
            shell.problem(error)
            return
        layers = receptive.drawable(everything)
        receptive.draw(pixels, layers, key="rf", title="Receptive field", caption=f"{chosen.name},")
        lesson.note(
            "Point at the picture or at the feature map to move the unit, drag the slider or press play to go through "
            "the layers; white boxes are earlier layers. A click, or Enter, works the unit out below. A receptive "
            "field counts places in the padding, too, as on a picture without borders: the dense layers of VGG-16 read "
            "all units of its last map, 404 pixels along each side, of which 224 lie on the picture."
        )
        layer, unit = receptive.pinned("rf", layers)
        with lesson.row():
            shell.copy_link()
            receptive.png(pixels, layers[layer], unit)
    in_your_numbers(network, everything, layers[layer], unit)
    last = receptive.last_map(everything)
    lesson.experiments(
        "receptive-field", last=last, input_size=network.input_size, name=name, steps=steps_to(everything, last.name)
    )
    lesson.check_yourself("receptive-field")
    lesson.same_in_pytorch(
        listing.receptive_field_script(network.name, network.stack, layers[layer].name, unit, network.input_size),
        "receptive-field",
    )


def in_your_numbers(network: receptive.Network, everything: Sequence[Row], row: Row, unit: tuple[int, int]) -> None:
    path, steps = longest_path(everything, row.name), steps_to(everything, row.name)
    field, pixels = row.fields[0], receptive.measured(network, row.name, unit)
    rows, columns = receptive.between(*pixels)
    lesson.numbers(
        formulas.explain_layer(row.name, steps),
        agrees=pixels == row.pixels(unit) and steps[-1].size == field.size,
        beside=say(
            "PyTorch's gradient of unit [{i}, {j}] reaches {rows} and {columns}: **{height} × {width}** pixels. The "
            "field's centre is at row {start:g} + {i} × {stride:g} = **{centre:g}**; what lies outside of the picture "
            "is cut off.",
            i=unit[0], j=unit[1], rows=rows, columns=columns, height=len(pixels[0]), width=len(pixels[1]),
            start=field.start, stride=field.stride, centre=field.centre(unit[0]),
        ),
    )  # fmt: skip
    if said := published.compared(network.name, receptive.last_map(everything).fields[0].size):
        st.markdown(said)
    with st.expander(say("The {steps} layers of this sum, one by one", steps=len(steps))):
        st.dataframe(receptive.table(steps), hide_index=True)
    meetings = receptive.meetings(path, everything)
    if meetings:
        with st.expander("Where branches meet, the longest path counts"):
            st.markdown(
                "A unit behind a join sees what any of its branches sees: with one jump in all branches and centred "
                "windows, that is what the longest one sees."
            )
            st.dataframe(meetings, hide_index=True)


def steps_to(everything: Sequence[Row], name: str) -> list[worked_fields.Step]:
    return worked_fields.work_out([(one.name, one.window[0]) for one in longest_path(everything, name) if one.window])


laboratory()
lesson.end(
    "receptive-field",
    [
        "A. Araujo, W. Norris, J. Sim: *Computing Receptive Fields of Convolutional Neural Networks*, Distill, 2019",
        "PyTorch: `torch.fx`; torchvision: `torchvision.models`",
        *(joined([name, known.paper], ": ") for name, known in ARCHITECTURES.items() if "paper" not in name),
    ],
)
