"""4.3 VGG: small kernels one behind another see as much as one large kernel."""

from itertools import repeat

import streamlit as st

from cnnviz.lessons.listings.designs import comparison_script
from cnnviz.lessons.vgg import formulas
from cnnviz.networks.designs import blocks, fields
from cnnviz.ui.controls.window_row import number
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.views import architecture, designs
from cnnviz.words import say

lesson.begin("vgg")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            layers = number("Layers", 1, blocks.MOST_LAYERS, 2, "vgg-layers")
            kernel = number("Small kernel", 1, 9, 3, "vgg-k")
            c_in, c_out = number("in_channels", 1, 1024, 64, "vgg-in"), number("out_channels", 1, 1024, 64, "vgg-out")
            side = number("Height, width", 1, 512, 56, "vgg-n")
        try:
            compared = blocks.stacked_or_large(side, c_in, c_out, kernel, layers)
            counted = designs.compare(compared, key="vgg")
        except ValueError as error:
            shell.problem(error)
            return
        lesson.note(
            say(
                "The first layer turns {c_in} channels into {c_out}; all others keep {c_out}. All have biases.",
                c_in=c_in,
                c_out=c_out,
            )
        )
    large = blocks.as_large(kernel, layers)
    seen = fields.seen_by_stack(list(repeat(kernel, layers))), fields.seen_by_stack([large])
    designs.numbers(
        compared,
        counted,
        quantity="parameters",
        before=formulas.explain(kernel, layers),
        agrees=seen == (large, large),
        beside=say(
            "The gradient of one unit reaches **{stack}** pixels a side through the stack, **{one}** through "
            "the one kernel.",
            stack=seen[0],
            one=seen[1],
        ),
    )
    lesson.experiments("vgg", counted=counted, seen=seen, kernel=kernel, layers=layers)
    lesson.check_yourself("vgg")
    lesson.same_in_pytorch(comparison_script(compared), "vgg")


laboratory()
architecture.about("vgg", "vgg16")
lesson.end(
    "vgg",
    [
        "K. Simonyan, A. Zisserman: *Very deep convolutional networks for large-scale image recognition*, 2015",
        "PyTorch: `torch.nn.Conv2d`; torchvision: `torchvision.models.vgg16`",
    ],
)
