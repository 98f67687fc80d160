"""3.4 Stride and dilation: which positions are computed, what it saves, what is lost."""

import streamlit as st
import torch

from cnnviz import convolution
from cnnviz.lessons.listings.costs import count
from cnnviz.lessons.stride_dilation import formulas
from cnnviz.lessons.stride_dilation.listing import stride_script
from cnnviz.operations import properties
from cnnviz.operations.strides import Strided, strided
from cnnviz.ui.controls import picture
from cnnviz.ui.controls.kernel_editor import kernel_editor
from cnnviz.ui.controls.window_row import typed, window_row
from cnnviz.ui.controls.window_settings import WindowSettings
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.labs.stride_dilation import figures
from cnnviz.ui.views import lab, stills, take_away
from cnnviz.words import say

NUMBERS = (
    "0 2 4 6 8 0 2 4 6; 3 5 7 9 1 3 5 7 9; 6 8 0 2 4 6 8 0 2; 9 1 3 5 7 9 1 3 5; 2 4 6 8 0 2 4 6 8; "
    "5 7 9 1 3 5 7 9 1; 8 0 2 4 6 8 0 2 4; 1 3 5 7 9 1 3 5 7; 4 6 8 0 2 4 6 8 0"
)
MEAN = "1/9 1/9 1/9; 1/9 1/9 1/9; 1/9 1/9 1/9"
LONGEST = 128  # pixels: single positions are then still seen

lesson.begin("stride-dilation")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab", screen=True):
        with lesson.controls():
            chosen = (
                None if lesson.choice("Input", picture.PHOTO_FIRST, "stride-input") == "numbers" else picture.choose()
            )
            window = window_row("stride", stride=3, dilation=2)
        left, board = lesson.beside()
        with left:
            if chosen is None:
                image = typed("stride-numbers", NUMBERS)
            else:
                image = picture.working(chosen, longest=LONGEST, grey=True)
            kernel = torch.from_numpy(kernel_editor("stride-kernel", MEAN))
        with board:
            settings = window.arguments()
            mode = settings.pop("padding_mode")
            try:
                found = strided(image[0], kernel, **settings)
            except ValueError as error:
                shell.problem(error)
                return
            figures.metrics(found, kernel)
            lit, left_over = lesson.scenes("The window", "What is left")
            with lit:
                output = lab.respond(
                    image, kernel, window, key="stride", title="Stride and dilation", editors=("stride-kernel",)
                )
            with left_over:
                figures.what_is_left(image, found, window.stride, lab.shown_as("auto", image, kernel) == "picture")
            take_away.pictures("stride-dilation", image, kernel, output, window)
    in_your_numbers(image, kernel, window, found)
    lesson.experiments(
        "stride-dilation",
        found=found,
        stride=window.stride,
        image=image,
        kernel=kernel,
        padding=window.padding,
        dilation=window.dilation,
    )
    lesson.check_yourself("stride-dilation")
    script = stride_script(
        kernel.numpy(), **stills.script_source(chosen, image, LONGEST), **settings, padding_mode=mode
    )
    lesson.same_in_pytorch(script, "stride-dilation")


def in_your_numbers(image: torch.Tensor, kernel: torch.Tensor, window: WindowSettings, found: Strided) -> None:
    s, d, (kh, kw) = window.stride, window.dilation, kernel.shape
    layer = torch.nn.Conv2d(1, 1, (kh, kw), stride=s, dilation=d, bias=False, device="meta")
    padded = convolution.pad(image, window.padding, (kh, kw), stride=s, dilation=d)
    counted = count(layer, padded[None].to("meta")).multiply_adds
    every_sth = found.every[::s, ::s]
    lesson.numbers(
        formulas.explain(image.shape[1], (kh, kw), found, stride=s, padding=window.padding, dilation=d),
        agrees=counted == found.taken and properties.agree(found.kept, every_sth),
        beside=say(
            "PyTorch's flop counter finds **{counted:,}** multiply-adds with stride {s}. All of stride 1 computed "
            "and `[::{s}, ::{s}]` taken of it, the largest difference is "
            "**{difference:.2g}**.",
            counted=counted, s=s, difference=properties.difference(found.kept, every_sth),
        ),
    )  # fmt: skip


laboratory()
lesson.end(
    "stride-dilation",
    [
        "V. Dumoulin, F. Visin: *A guide to convolution arithmetic for deep learning*, 2016, sections 2.4 and 5.1",
        "F. Yu, V. Koltun: *Multi-scale context aggregation by dilated convolutions*, 2016",
        "R. Zhang: *Making convolutional networks shift-invariant again*, 2019, on aliasing",
    ],
)
