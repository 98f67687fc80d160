"""4.5 Inception: branches side by side, and the 1 × 1 bottleneck that pays for them."""

import streamlit as st

from cnnviz.lessons.listings.designs import comparison_script
from cnnviz.networks.designs import blocks
from cnnviz.networks.designs.comparison import Designs
from cnnviz.ui.controls.window_row import number
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.views import architecture, designs

PARTS = {"branch": "one branch", "block": "whole block"}
WIDTHS = {"1 × 1": 64, "before 3 × 3": 96, "3 × 3": 128, "before 5 × 5": 16, "5 × 5": 32, "behind pooling": 32}

lesson.begin("inception")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            what = lesson.choice("Look at", PARTS, "inception-what")
            side = number("Height, width", 1, 256, 28, "inception-n")
            c_in = number("in_channels", 1, 1024, 192, "inception-in")
        try:
            compared = branch(side, c_in) if what == "branch" else block(side, c_in)
            counted = designs.compare(compared, key="inception")
        except ValueError as error:
            shell.problem(error)
            return
        if what == "block":
            lesson.note("The outputs of the four branches are concatenated: their channels stand side by side.")
    designs.numbers(compared, counted)
    lesson.experiments("inception", counted=counted, measure=lambda: designs.times_for_claim(compared, "inception"))
    lesson.check_yourself("inception")
    lesson.same_in_pytorch(comparison_script(compared), "inception")


def branch(side: int, c_in: int) -> Designs:
    with lesson.controls():
        kernel = number("Kernel", 1, 15, 5, "inception-k")
        between = number("Bottleneck", 1, 1024, 16, "inception-between", help="filters of the 1 × 1 convolution before")
        c_out = number("out_channels", 1, 1024, 32, "inception-out")
    return blocks.bottleneck(side, c_in, c_out, kernel, between)


def block(side: int, c_in: int) -> Designs:
    with lesson.controls():
        one, before3, three, before5, five, pooled = (
            number(name, 1, 1024, width, f"inception-w{place}") for place, (name, width) in enumerate(WIDTHS.items())
        )
    return blocks.inception_block(side, c_in, (one, before3, three, before5, five, pooled))


laboratory()
architecture.about("inception", "googlenet")
lesson.end(
    "inception",
    [
        "C. Szegedy and others: *Going deeper with convolutions*, 2015, table 1",
        "M. Lin, Q. Chen, S. Yan: *Network in network*, 2014",
        "PyTorch: `torch.cat`; torchvision: `torchvision.models.googlenet`",
    ],
)
