"""2.2 Convolution against cross-correlation: the kernel as it is, and turned by 180°."""

import streamlit as st
import torch

from cnnviz import kernels
from cnnviz.operations import properties
from cnnviz.ui.controls import picture
from cnnviz.ui.controls.kernel_editor import kernel_editor
from cnnviz.ui.controls.window_settings import window_settings
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.views import lab, take_away
from cnnviz.words import joined, say

LONGEST = 128  # pixels: a window of a few pixels is then still seen on the photo

lesson.begin("flip")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab", screen=True):
        with lesson.controls():
            numbers = lesson.choice("Input", picture.INPUTS, "flip-input") == "numbers"
            chosen = picture.matrix_picture() if numbers else picture.choose()
            window = window_settings("flip")
            show = lab.show_control("flip-show")
        image = picture.working(chosen, longest=LONGEST, grey=True)
        left, board = lesson.beside()
        with left:
            if numbers:
                picture.matrix_field()
            kernel = torch.from_numpy(kernel_editor("flip-kernel", "0 1; 2 3"))
        turned = kernels.rotate(kernel, 2)
        with board:
            try:
                st.markdown("**Cross-correlation**: the kernel as it is. This is what `torch.nn.Conv2d` computes.")
                plain = lab.respond(
                    image, kernel, window, key="flip", title="Cross-correlation", group="flip", show=show,
                    editors=("flip-kernel",),
                )  # fmt: skip
                st.markdown("**Convolution**: the kernel turned by 180°, then the same.")
                other = lab.respond(
                    image, turned, window, key="flip-b", title="Convolution", group="flip", show=show, symbol="∗",
                    names=("input", "kernel, turned", "output"), editors=("flip-kernel",), turned=True,
                )  # fmt: skip
            except ValueError as error:
                shell.problem(error)
                return
            with lesson.tools():
                verdict(plain, other, kernel)
            take_away.pictures("convolution", image, turned, other, window, show=show)
    lab.in_your_numbers(image, kernel, plain, window, key="flip")
    lesson.experiments("flip", image=image, kernel=kernel, plain=plain, other=other)
    lesson.check_yourself("flip")
    lesson.same_in_pytorch(
        take_away.convolution_script(chosen, kernel, window, longest=LONGEST, grey=True, convolution=True),
        "convolution",
    )


def verdict(plain: torch.Tensor, other: torch.Tensor, kernel: torch.Tensor) -> None:
    gap = properties.difference(plain, other)
    why = {
        (True, True): "They agree: this kernel is its own half turn.",
        (True, False): "They agree, although a half turn changes this kernel.",
        (False, True): "They differ, although this kernel is its own half turn.",
        (False, False): "They differ: a half turn changes this kernel.",
    }[properties.agree(plain, other), kernels.is_symmetric(kernel)]
    st.info(joined([say("Largest difference between the two outputs: **{gap:.4g}**.", gap=gap), why], " "))


laboratory()
lesson.end(
    "flip",
    [
        "I. Goodfellow, Y. Bengio, A. Courville: *Deep Learning*, 2016, section 9.1, equations 9.4 to 9.6",
        "SciPy: `scipy.signal.convolve2d` and `scipy.signal.correlate2d`",
    ],
)
