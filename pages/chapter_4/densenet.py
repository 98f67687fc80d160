"""4.8 DenseNet: every layer reads the maps of all layers before it."""

from collections.abc import Mapping

import streamlit as st

from cnnviz.networks.designs import blocks
from cnnviz.networks.designs.comparison import comparison_script
from cnnviz.networks.stack.summary import Summary
from cnnviz.ui.controls.window_row import number
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.views import architecture, designs, stills

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
        given = widths(counted)
        stills.line_chart(
            {"channels": (list(range(layers + 1)), [k0, *given])},
            key="dense-growth",
            x="behind layer",
            y="channels",
            alt=f"Channels of the dense block, from {k0} to {given[-1]}",
        )
        st.caption(
            "The outputs of all earlier layers stay, side by side. The plain stack has the final width all along."
        )
    designs.numbers(
        compared,
        counted,
        before=[rf"k_0 + k \cdot l = {k0} + {growth} \cdot {layers} = {k0 + growth * layers}"],
        agrees=given == [k0 + growth * place for place in range(1, layers + 1)],
        beside=f"A transition behind it would halve the {given[-1]} channels and the {side} pixels.",
    )
    lesson.claim(
        "densenet",
        "Because every layer can read all maps before it, it needs to add only a few: a dense block has far fewer "
        "parameters than plain layers that are as wide.",
        lambda: fewer(counted, growth),
    )
    lesson.check_yourself("densenet")
    lesson.same_in_pytorch(comparison_script(compared), "densenet")


def widths(counted: Mapping[str, Summary]) -> list[int]:
    """Channels behind each layer of the dense block."""
    return [row.shape[0] for row in counted["dense block"].rows if len(row.path) == 1]


def fewer(counted: Mapping[str, Summary], growth: int) -> tuple[bool, str]:
    dense, plain = (summary.total("parameters") for summary in counted.values())
    memory = counted["dense block"].total("memory") / counted["plain, as wide"].total("memory")
    return dense < plain / 2, (
        f"The dense block has **{dense:,}** parameters, the plain layers **{plain:,}**: **{plain / dense:.3g}** times "
        f"as many. Each of its layers adds only {growth} maps. With every concatenation written out it keeps "
        f"{memory:.2g} times as much in memory as the plain stack."
    )


laboratory()
architecture.about("densenet", "densenet121")
lesson.end(
    "densenet",
    [
        "G. Huang, Z. Liu, L. van der Maaten, K. Weinberger: *Densely connected convolutional networks*, 2017",
        "PyTorch: `torch.cat`; torchvision: `torchvision.models.densenet121`",
    ],
)
