"""3.2 The border problem: how often each pixel is used."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.drawing import colour
from cnnviz.lessons.border import formulas
from cnnviz.lessons.border.listing import usage_script
from cnnviz.operations import properties
from cnnviz.operations.border import Border, border, usage_map
from cnnviz.ui.controls.window_row import number, window_row
from cnnviz.ui.controls.window_settings import WindowSettings
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.labs.border import figures
from cnnviz.ui.views import stills
from cnnviz.words import say

lesson.begin("border")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab", screen=True):
        with lesson.controls():
            n = number("Input n × n", 1, 128, 10, "border-n")
            k = number("Kernel k × k", 1, 15, 3, "border-k")
            window = window_row("border")
        settings = {"stride": window.stride, "padding": window.padding, "dilation": window.dilation}
        try:
            counts = usage_map((n, n), (k, k), **settings)  # type: ignore[arg-type]
        except ValueError as error:
            shell.problem(error)
            return
        found = border(counts)
        figures.numbers(found)
        picture, row = lesson.scenes("The picture", "One row")
        with picture:
            figures.draw(counts, k, window)
        lesson.note(
            "Left, the positions of the kernel; right, how often each pixel is used. Point at a pixel, and the "
            "positions that use it light up; point at a position, and the pixels that it uses do."
        )
        with row:
            figures.profile(n, k, window)
        with lesson.row():
            shell.copy_link()
            stills.png_button(colour.magnitude(counts), "border")
    in_your_numbers(counts, found, k, window)
    lesson.experiments("border", n=n, k=k, found=found, counts=counts)
    lesson.check_yourself("border")
    lesson.same_in_pytorch(usage_script(n, k, **settings), "border")  # type: ignore[arg-type]


def in_your_numbers(counts: NDArray[np.int64], found: Border, k: int, window: WindowSettings) -> None:
    n = len(counts)
    measured = properties.usage(np.zeros((n, n)), np.zeros((k, k)), **window.arguments())
    by_torch = border(measured.numpy())
    lesson.numbers(
        formulas.explain(found, n, k, stride=window.stride, padding=window.padding, dilation=window.dilation),
        agrees=properties.agree(measured, counts.astype(np.float32)),
        beside=say(
            "The gradient of the sum of all outputs of `torch.nn.functional.conv2d`, every weight 1, counts "
            "**{corner}** uses of the corner and **{centre}** of the middle.",
            corner=by_torch.corner,
            centre=by_torch.centre,
        ),
    )


laboratory()
lesson.end(
    "border",
    [
        "I. Goodfellow, Y. Bengio, A. Courville: *Deep Learning*, 2016, section 9.5, on zero padding",
        "V. Dumoulin, F. Visin: *A guide to convolution arithmetic for deep learning*, 2016, section 2",
        "PyTorch: `torch.autograd.grad`, `torch.nn.functional.conv2d`",
    ],
)
