"""4.4 Network in Network: 1 × 1 convolutions and an average instead of dense layers."""

import streamlit as st

from cnnviz.lessons.listings.designs import comparison_script
from cnnviz.networks.designs import blocks, sizes
from cnnviz.ui.controls.window_row import number
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.views import architecture, designs
from cnnviz.words import say

lesson.begin("network-in-network")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            c_in = number("in_channels", 1, 1024, 512, "nin-in")
            side = number("Height, width", 1, 64, 7, "nin-n", help="of the last feature maps")
            classes = number("Classes", 1, 1000, 10, "nin-classes")
            units = number("Hidden units", 0, 4096, 4096, "nin-units", help="of a dense layer before; 0: none")
            other = number("Then run at", 1, 64, 9, "nin-other", help="height and width of a larger picture's maps")
        try:
            compared = blocks.classifier_heads(side, c_in, classes, units)
            counted = designs.compare(compared, key="nin")
            answers = {name: sizes.run_at(network, other) for name, network in compared.items()}
        except ValueError as error:
            shell.problem(error)
            return
        st.markdown(
            say("Built for maps of {side} × {side}, then given maps of **{other} × {other}**:", side=side, other=other)
        )
        st.table({"design": list(answers), "PyTorch answers": list(map(str, answers.values()))})
    designs.numbers(compared, counted, quantity="parameters")
    lesson.experiments(
        "network-in-network",
        compared=compared,
        counted=counted,
        answers=answers,
        side=side,
        other=other,
        c_in=c_in,
        classes=classes,
    )
    lesson.check_yourself("network-in-network")
    lesson.same_in_pytorch(comparison_script(compared), "network-in-network")


laboratory()
architecture.about("network-in-network", "nin")
lesson.end(
    "network-in-network",
    [
        "M. Lin, Q. Chen, S. Yan: *Network in network*, 2014",
        "PyTorch: `torch.nn.Conv2d`, `torch.nn.AdaptiveAvgPool2d`, `torch.nn.Linear`",
    ],
)
