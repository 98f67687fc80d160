"""4.7 ResNeXt: the channels of a convolution in groups."""

import streamlit as st

from cnnviz.lessons.listings.designs import comparison_script
from cnnviz.networks.designs import blocks
from cnnviz.networks.designs.comparison import Designs
from cnnviz.ui.controls.window_row import number
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.views import architecture, designs

PARTS = {"groups": "number of groups", "block": "whole block"}

lesson.begin("resnext")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            what = lesson.choice("Look at", PARTS, "resnext-what")
            channels = number("Channels", 1, 1024, 256, "resnext-in", help="in and out")
            side = number("Height, width", 1, 128, 28, "resnext-n")
        try:
            compared = groups(side, channels) if what == "groups" else whole_block(side, channels)
            counted = designs.compare(compared, key="resnext")
        except ValueError as error:
            shell.problem(error)
            return
        lesson.note(
            "A filter reads only the channels of its group. With one group per channel the convolution is depthwise."
            if what == "groups"
            else "1 × 1 down, 3 × 3, 1 × 1 up, and the shortcut. The grouped 3 × 3 convolution can be wider for the "
            "same cost."
        )
    designs.numbers(compared, counted)
    lesson.experiments(
        "resnext",
        what=what,
        counted=counted,
        channels=channels,
        measure=lambda: designs.times_for_claim(compared, "resnext"),
    )
    lesson.check_yourself("resnext")
    lesson.same_in_pytorch(comparison_script(compared), "resnext")


def groups(side: int, channels: int) -> Designs:
    with lesson.controls():
        kernel = number("Kernel", 1, 9, 3, "resnext-k")
    return blocks.grouped(side, channels, kernel)


def whole_block(side: int, channels: int) -> Designs:
    with lesson.controls():
        width = number("ResNet: width", 1, 512, 64, "resnext-width")
        count = number("ResNeXt: groups", 1, 64, 32, "resnext-groups")
        each = number("channels each", 1, 64, 4, "resnext-each")
    return blocks.resnext_block(side, channels, width, count, each)


laboratory()
architecture.about("resnext", "resnext50_32x4d")
lesson.end(
    "resnext",
    [
        "S. Xie and others: *Aggregated residual transformations for deep neural networks*, 2017, table 2",
        "PyTorch: `torch.nn.Conv2d` with `groups`; torchvision: `torchvision.models.resnext50_32x4d`",
    ],
)
