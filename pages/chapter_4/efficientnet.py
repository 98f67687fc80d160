"""4.10 EfficientNet: depth, width and resolution scaled together."""

import streamlit as st

from cnnviz.lessons.efficientnet import formulas, listing
from cnnviz.networks.designs import scaling
from cnnviz.ui.controls.window_row import real
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.labs.efficientnet import figures
from cnnviz.ui.views import architecture, designs
from cnnviz.words import say

lesson.begin("efficientnet")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            alpha, beta = real("α (depth)", 8.0, 1.2, "eff-a"), real("β (width)", 8.0, 1.1, "eff-b")
            gamma, phi = real("γ (resolution)", 8.0, 1.15, "eff-g"), real("φ", 8.0, 1.0, "eff-phi", step=0.5)
            show = lesson.choice("Compare", ("multiply-adds", "parameters"), "eff-show")
            ask_torch = control.toggle("Ask torchvision", True, key="eff-torch", bind="query-params")
        try:
            scale = scaling.compound(alpha, beta, gamma, phi)
        except ValueError as error:
            shell.problem(error)
            return
        ways = {"B0": scaling.PUBLISHED["B0"].scale} | scaling.one_way(scale, scaling.growth(alpha, beta, gamma, phi))
        counted = {name: scaling.count(way) for name, way in ways.items()}
        designs.bars(
            {name: getattr(one, show.replace("-", "_")) for name, one in counted.items()}, show, key="eff-chart"
        )
        with lesson.exact():
            st.table({"design": list(ways), "scaled by": [figures.written(way) for way in ways.values()]})
        lesson.note("Three ways to spend the same factor of multiply-adds on one dimension, and compound scaling.")
        with lesson.tools(), st.expander("B0 to B7, counted and published"):
            st.table(figures.published())
        shell.copy_link()
    ours = scaling.count(scale)
    lines = formulas.explain(alpha, beta, gamma, phi)
    if ask_torch:
        theirs = figures.by_torch(scale)
        lesson.numbers(
            lines,
            agrees=tuple(theirs) == tuple(ours),
            beside=say(
                "Counted by formula: {parameters:,} parameters, {multiply_adds:,} multiply-adds. "
                "torchvision's EfficientNet of this scale: **{torch_parameters:,}** and **{torch_multiply_adds:,}**.",
                parameters=ours.parameters, multiply_adds=ours.multiply_adds, torch_parameters=theirs.parameters,
                torch_multiply_adds=theirs.multiply_adds,
            ),
        )  # fmt: skip
    else:
        lesson.numbers(lines)
    lesson.experiments("efficientnet", alpha=alpha, beta=beta, gamma=gamma, phi=phi, counted=counted)
    lesson.check_yourself("efficientnet")
    lesson.same_in_pytorch(listing.scaling_script(scale), "efficientnet")


laboratory()
architecture.about("efficientnet", "efficientnet_b0")
lesson.end(
    "efficientnet",
    [
        "M. Tan, Q. V. Le: *EfficientNet: rethinking model scaling for convolutional neural networks*, 2019",
        "torchvision: `torchvision.models.efficientnet_b0` to `efficientnet_b7`",
    ],
)
