"""4.8 DenseNet: every layer reads the maps of all layers before it."""

import streamlit as st

from cnnviz.lessons.densenet import formulas
from cnnviz.lessons.listings.designs import comparison_script
from cnnviz.networks.designs import blocks
from cnnviz.ui.controls.window_row import number
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.views import architecture, designs, stills
from cnnviz.words import say

lesson.begin("densenet")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            k0 = number("in_channels k₀", 1, 512, 64, "dense-in")
            growth = number("Growth rate k", 1, 128, 32, "dense-k", help="maps that each layer adds")
            layers = number("Layers", 1, 32, 6, "dense-layers")
            side = number("Height, width", 1, 128, 28, "dense-n")
        try:
            compared = blocks.dense_block(side, k0, growth, layers)
            counted = designs.compare(compared, key="dense")
        except ValueError as error:
            shell.problem(error)
            return
        given = [k0, *(row.shape[0] for row in counted["dense block"].rows if len(row.path) == 1)]
        stills.line_chart(
            {"channels": (list(range(len(given))), given)},
            key="dense-growth",
            x="behind layer",
            y="channels",
            alt=say("Channels of the dense block, from {channels} to {given}", channels=k0, given=given[-1]),
        )
        lesson.note(
            "The outputs of all earlier layers stay, side by side. The plain stack has the final width all along."
        )
    designs.numbers(
        compared,
        counted,
        before=formulas.explain(k0, growth, layers),
        agrees=given == blocks.dense_widths(k0, growth, layers),
        beside=say(
            "A transition behind it would halve the {given} channels and the {side} pixels.", given=given[-1], side=side
        ),
    )
    lesson.experiments("densenet", counted=counted, given=given, growth=growth)
    lesson.check_yourself("densenet")
    lesson.same_in_pytorch(comparison_script(compared), "densenet")


laboratory()
architecture.about("densenet", "densenet121")
lesson.end(
    "densenet",
    [
        "G. Huang, Z. Liu, L. van der Maaten, K. Weinberger: *Densely connected convolutional networks*, 2017",
        "PyTorch: `torch.cat`; torchvision: `torchvision.models.densenet121`",
    ],
)
