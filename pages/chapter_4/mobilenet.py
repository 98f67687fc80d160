"""4.9 MobileNet: a depthwise and a 1 × 1 convolution in the place of one."""

import math

import streamlit as st

from cnnviz.lessons.listings.designs import comparison_script
from cnnviz.lessons.mobilenet import formulas
from cnnviz.networks.designs import blocks, comparison
from cnnviz.ui.controls.window_row import number
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.views import architecture, designs
from cnnviz.words import say

lesson.begin("mobilenet")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            kernel = number("Kernel k", 1, 15, 3, "mobile-k")
            c_in = number("in_channels", 1, 1024, 256, "mobile-in")
            c_out = number("out_channels", 1, 1024, 256, "mobile-out")
            side = number("Height, width", 1, 256, 28, "mobile-n")
        try:
            compared = blocks.depthwise_separable(side, c_in, c_out, kernel)
            counted = designs.compare(compared, key="mobile")
        except ValueError as error:
            shell.problem(error)
            return
        lesson.note("Depthwise: one kernel per channel, nothing is mixed. The 1 × 1 convolution mixes the channels.")
    ratio = comparison.ratio(counted)
    designs.numbers(
        compared,
        counted,
        before=formulas.explain(c_out, kernel),
        agrees=math.isclose(ratio, blocks.separable_share(c_out, kernel), rel_tol=1e-12),
        beside=say("Their ratio is **{ratio:.4f}**.", ratio=ratio),
    )
    lesson.experiments("mobilenet", counted=counted, measure=lambda: designs.times_for_claim(compared, "mobile"))
    lesson.check_yourself("mobilenet")
    lesson.same_in_pytorch(comparison_script(compared), "mobilenet")


laboratory()
architecture.about("mobilenet", "mobilenet_v1", "mobilenet_v2")
lesson.end(
    "mobilenet",
    [
        "A. G. Howard and others: *MobileNets: efficient convolutional neural networks for mobile vision*, 2017",
        "M. Sandler and others: *MobileNetV2: inverted residuals and linear bottlenecks*, 2018",
        "PyTorch: `torch.nn.Conv2d` with `groups=in_channels`",
    ],
)
