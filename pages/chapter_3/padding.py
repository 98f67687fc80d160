"""3.3 Padding: strategies and modes, on numbers and on the photo."""

from typing import Any

import numpy as np
import streamlit as st
import torch

from cnnviz import convolution
from cnnviz.geometry.padding_modes import NUMPY_MODES
from cnnviz.lessons.padding import formulas
from cnnviz.lessons.padding.listing import padding_script
from cnnviz.operations import padding, properties
from cnnviz.ui.controls import picture, window_row
from cnnviz.ui.controls.kernel_editor import kernel_editor
from cnnviz.ui.controls.window_settings import WindowSettings
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.labs.padding import figures
from cnnviz.ui.views import lab, stills, take_away
from cnnviz.words import say

NUMBERS = "1 2 3 4 5; 6 7 8 9 10; 11 12 13 14 15"
LONGEST = 128  # pixels of the photo
MEAN = "1/9 1/9 1/9; 1/9 1/9 1/9; 1/9 1/9 1/9"

lesson.begin("padding")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab", screen=True):
        with lesson.controls():
            numbers = lesson.choice("Input", picture.INPUTS, "padding-input") == "numbers"
            chosen = None if numbers else picture.choose()
            how = window_row.padding("padding", "same")
            first = figures.strategy("Strategy", "replicate", "padding-a")
            second = figures.strategy("Beside it", "reflect", "padding-b")
        left, board = lesson.beside()
        with left:
            image = (
                window_row.typed("padding-numbers", NUMBERS)
                if chosen is None
                else picture.working(chosen, longest=LONGEST, grey=True)
            )
            kernel = torch.from_numpy(kernel_editor("padding-kernel", MEAN, presets=not numbers))
        a, b = (WindowSettings(padding=how, padding_mode=mode) for mode in (first, second))
        with board:
            if not numbers:
                figures.corners(image, kernel)
            try:
                together: dict[str, Any] = {"group": "padding", "editors": ("padding-kernel",)}
                output = lab.respond(
                    image, kernel, a, key="padding", title=first, names=figures.named(first), **together
                )
                if second != first:
                    lab.respond(
                        image, kernel, b, key="padding-2", title=second, names=figures.named(second), **together
                    )
            except ValueError as error:
                shell.problem(error)
                return
            take_away.pictures("padding", image, kernel, output, a)
    in_your_numbers(image, kernel, a)
    lesson.experiments("padding", image=image, kernel=kernel, how=how, first=first, second=second)
    lesson.check_yourself("padding", first)
    source = stills.script_source(chosen, image, LONGEST)
    lesson.same_in_pytorch(padding_script(kernel.numpy(), **source, padding=how, padding_mode=first), "padding")


def in_your_numbers(image: torch.Tensor, kernel: torch.Tensor, window: WindowSettings) -> None:
    mode, sides = window.padding_mode, window.resolved((kernel.shape[0], kernel.shape[1]))
    (top, bottom), (left, right) = sides
    by_rule = padding.pad_by_rule(image[0].numpy(), sides, mode)
    by_numpy = np.pad(image[0].numpy(), sides, mode=NUMPY_MODES[mode])  # type: ignore[call-overload]
    by_torch = torch.nn.functional.pad(image[None], (left, right, top, bottom), convolution.PADDING_MODES[mode])[0, 0]
    lesson.numbers(
        formulas.explain((image.shape[1], image.shape[2]), kernel.shape[0], sides, mode),
        agrees=properties.agree(by_rule, by_numpy) and properties.agree(by_rule, by_torch),
        beside=say(
            "`numpy.pad` (mode `{numpy_mode}`) and `torch.nn.functional.pad` (mode "
            "`{torch_mode}`) give the same **{height} × {width}** numbers.",
            numpy_mode=NUMPY_MODES[mode], torch_mode=convolution.PADDING_MODES[mode], height=by_numpy.shape[0],
            width=by_numpy.shape[1],
        ),
    )  # fmt: skip


laboratory()
lesson.end(
    "padding",
    [
        "V. Dumoulin, F. Visin: *A guide to convolution arithmetic for deep learning*, 2016, sections 2.2 and 2.3",
        "I. Goodfellow, Y. Bengio, A. Courville: *Deep Learning*, 2016, section 9.5",
        "PyTorch: `torch.nn.functional.pad`; NumPy: `numpy.pad`",
    ],
)
