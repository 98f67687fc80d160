"""4.9 MobileNet: a depthwise and a 1 × 1 convolution in the place of one."""

from collections.abc import Mapping

import streamlit as st

from cnnviz.networks.designs import blocks
from cnnviz.networks.designs.comparison import Designs, comparison_script
from cnnviz.networks.stack.summary import Summary
from cnnviz.ui.controls.window_row import number
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.views import architecture, designs

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
        st.caption("Depthwise: one kernel per channel, nothing is mixed. The 1 × 1 convolution mixes the channels.")
    ordinary, separable = (summary.total("multiply_adds") for summary in counted.values())
    ratio = 1 / c_out + 1 / kernel**2
    designs.numbers(
        compared,
        counted,
        before=[
            r"\frac{\text{separable}}{\text{ordinary}} = \frac{1}{C_{out}} + \frac{1}{k^2} = "
            rf"\frac{{1}}{{{c_out}}} + \frac{{1}}{{{kernel}^2}} = {ratio:.4f}"
        ],
        agrees=abs(separable / ordinary - ratio) < 1e-12,
        beside=f"Their ratio is **{separable / ordinary:.4f}**.",
    )
    lesson.claim(
        "mobilenet",
        "A depthwise separable convolution takes 1/C_out + 1/k² of the multiply-adds, and of the time too.",
        lambda: as_fast_as_counted(compared, counted),
    )
    lesson.check_yourself("mobilenet")
    lesson.same_in_pytorch(comparison_script(compared), "mobilenet")


def as_fast_as_counted(compared: Designs, counted: Mapping[str, Summary]) -> tuple[bool | None, str]:
    ordinary, separable = (summary.total("multiply_adds") for summary in counted.values())
    said = f"**{ordinary / separable:.3g}** times fewer multiply-adds"
    try:
        slow, fast = designs.times_for_claim(compared, "mobile").values()
    except ValueError as error:
        return None, f"{said}; the time cannot be measured here. {shell.plain(str(error))}"
    holds = slow / fast > 0.9 * ordinary / separable
    why = "" if holds else " A depthwise convolution reads much memory for few products, so memory sets its pace."
    times = f"{designs.milliseconds(slow)}, {designs.milliseconds(fast)}"
    return holds, f"{said}, and on this machine **{slow / fast:.3g}** times faster ({times}).{why}"


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
