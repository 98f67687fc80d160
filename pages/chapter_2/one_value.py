"""2.1 One output value at a time, on a matrix and on the photo."""

import streamlit as st
import torch

from cnnviz.operations import properties
from cnnviz.ui.controls import picture
from cnnviz.ui.controls.kernel_editor import kernel_editor
from cnnviz.ui.controls.window_settings import WindowSettings, window_settings
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.views import lab, take_away
from cnnviz.words import say

LONGEST = 128  # pixels: a window of a few pixels is then still seen on the photo

lesson.begin("one-value")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab", screen=True):
        with lesson.controls():
            numbers = lesson.choice("Input", picture.INPUTS, "one-input") == "numbers"
            chosen = picture.matrix_picture() if numbers else picture.choose()
            window = window_settings("one")
        image = picture.working(chosen, longest=LONGEST, grey=True)
        left, board = lesson.beside()
        with left:
            if numbers:
                picture.matrix_field()
            kernel = torch.from_numpy(kernel_editor("one-kernel", "0 1; 2 3", presets=not numbers))
        with board:
            try:
                output = lab.respond(
                    image, kernel, window, key="one", title="One output value at a time", editors=("one-kernel",)
                )
            except ValueError as error:
                shell.problem(error)
                return
            lesson.note(
                "Point at any cell, use the arrow keys, drag the slider or press play; a click pins the window."
            )
            take_away.pictures("one-output-value", image, kernel, output, window)
    lab.in_your_numbers(image, kernel, output, window, key="one")
    lesson.experiments(
        "one-value",
        measured=lambda: usage(image, kernel, window),
        image=image,
        kernel=kernel,
        window=window.arguments(),
        output=output,
    )
    lesson.check_yourself("one-value")
    lesson.same_in_pytorch(
        take_away.convolution_script(chosen, kernel, window, longest=LONGEST, grey=True), "one-output-value"
    )


def usage(image: torch.Tensor, kernel: torch.Tensor, window: WindowSettings) -> tuple[bool, str]:
    counts = properties.usage(image, kernel, **window.arguments())
    least, most = int(counts.min()), int(counts.max())
    return least == most, say(
        "With these settings an input value enters between **{least}** and **{most}** output values.",
        least=least,
        most=most,
    )


laboratory()
lesson.end(
    "one-value",
    [
        "I. Goodfellow, Y. Bengio, A. Courville: *Deep Learning*, 2016, section 9.1",
        "V. Dumoulin, F. Visin: *A guide to convolution arithmetic for deep learning*, 2016",
    ],
)
