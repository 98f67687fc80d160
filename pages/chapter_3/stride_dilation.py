"""3.4 Stride and dilation: which positions are computed, what it saves, what is lost."""

import numpy as np
import streamlit as st
import torch

from cnnviz.drawing import colour
from cnnviz.geometry import backwards
from cnnviz.lessons.listings.costs import count
from cnnviz.lessons.listings.windows import stride_script
from cnnviz.operations import properties
from cnnviz.operations.strides import Strided, strided
from cnnviz.ui.controls import picture
from cnnviz.ui.controls.kernel_editor import kernel_editor
from cnnviz.ui.controls.window_row import typed, window_row
from cnnviz.ui.controls.window_settings import WindowSettings
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.views import lab, stills, take_away

NUMBERS = "; ".join(" ".join(str((3 * row + 2 * column) % 10) for column in range(9)) for row in range(9))
COPY = "0 0 0; 0 1 0; 0 0 0"
LONGEST = 128  # pixels: single positions are then still seen

lesson.begin("stride-dilation")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            chosen = (
                None if lesson.choice("Input", ("Photo", "Numbers"), "stride-input") == "Numbers" else picture.choose()
            )
            window = window_row("stride", stride=3)
        left, board = lesson.beside()
        with left:
            if chosen is None:
                image = typed("stride-numbers", NUMBERS)
            else:
                image = picture.working(chosen, longest=LONGEST, grey=True)
            kernel = torch.from_numpy(kernel_editor("stride-kernel", COPY))
        with board:
            settings = window.arguments()
            mode = settings.pop("padding_mode")
            try:
                found = strided(image[0], kernel, **settings)
            except ValueError as error:
                shell.problem(error)
                return
            metrics(found)
            output = lab.respond(
                image, kernel, window, key="stride", title="Stride and dilation", editors=("stride-kernel",)
            )
            what_is_left(image, found, window.stride, lab.shown_as("auto", image, kernel) == "picture")
            take_away.pictures("stride-dilation", image, kernel, output, window)
    in_your_numbers(image, kernel, window, found)
    lesson.claim(
        "stride-dilation",
        f"Stride {window.stride} gives exactly every {ordinal(window.stride)} value of stride 1, so only size is lost.",
        lambda: lost(found, window.stride),
    )
    lesson.check_yourself("stride-dilation")
    script = stride_script(
        kernel.numpy(), **stills.script_source(chosen, image, LONGEST), **settings, padding_mode=mode
    )
    lesson.same_in_pytorch(script, "stride-dilation")


def metrics(found: Strided) -> None:
    with st.container(horizontal=True, border=True):
        st.metric("Multiply-adds", f"{found.taken:,}")
        st.metric("Of those with stride 1", f"{found.taken / found.dense:.1%}")
        st.metric("Pixels never used", f"{found.unused:.1%}")
        st.metric(
            "Too fine for the stride",
            f"{found.too_fine:.1%}",
            help="Share of the response's variation in waves shorter than 2s pixels, which every s-th value cannot "
            "show: they come back as coarser patterns that are not in the picture (aliasing).",
        )


def what_is_left(image: torch.Tensor, found: Strided, stride: int, as_picture: bool) -> None:
    limit = colour.largest(found.every)
    drawn, kept = (
        colour.grey(part, 0, 1) if as_picture else colour.signed(part, limit) for part in (found.every, found.kept)
    )
    computed = np.zeros(found.every.shape, bool)
    computed[::stride, ::stride] = True
    low, high = min(0.0, float(image.min())), max(1.0, float(image.max()))
    pictures = {
        f"stride 1; the values that stride {stride} computes stand out": stills.dimmed(drawn, computed),
        f"what stride {stride} leaves, enlarged": kept,
        "input; pixels that no output uses are faded": stills.dimmed(colour.grey(image[0], low, high), found.uses > 0),
    }
    for column, (caption, pixels) in zip(st.columns(3), pictures.items(), strict=True):
        with column:
            stills.still(pixels, caption)


def in_your_numbers(image: torch.Tensor, kernel: torch.Tensor, window: WindowSettings, found: Strided) -> None:
    s, d, (kh, kw) = window.stride, window.dilation, kernel.shape
    (top, bottom), (left, right) = window.resolved((kh, kw))
    layer = torch.nn.Conv2d(1, 1, (kh, kw), stride=s, dilation=d, bias=False, device="meta")
    padded = torch.empty(1, 1, image.shape[1] + top + bottom, image.shape[2] + left + right, device="meta")
    counted = count(layer, padded).multiply_adds
    every_sth = found.every[::s, ::s]
    height = backwards.explain_output_size(image.shape[1], kh, stride=s, padding=window.padding, dilation=d)
    times = r" \cdot "
    sizes = {f"stride {s}": (*found.kept.shape, kh, kw), "stride 1": (*found.every.shape, kh, kw)}
    lesson.numbers(
        [
            *height[0],
            *(rf"\text{{{name}: }} {times.join(map(str, size))} = {np.prod(size)}" for name, size in sizes.items()),
            rf"{found.taken} / {found.dense} = {100 * found.taken / found.dense:.3g}\,\%"
            rf" \qquad 1 / s^2 = {100 / s**2:.3g}\,\%",
        ],
        agrees=counted == found.taken and properties.agree(found.kept, every_sth),
        beside=f"PyTorch's flop counter finds **{counted:,}** multiply-adds with stride {s}. All of stride 1 computed "
        f"and `[::{s}, ::{s}]` taken of it, the largest difference is "
        f"**{properties.difference(found.kept, every_sth):.2g}**.",
    )


def lost(found: Strided, stride: int) -> tuple[bool, str]:
    gap, same = (
        measure(found.kept, found.every[::stride, ::stride]) for measure in (properties.difference, properties.agree)
    )
    return (
        bool(same) and found.too_fine < 0.005 and found.unused == 0,
        f"The values {'are' if same else 'are not'} the same: the largest difference is **{gap:.2g}**. "
        f"Beside the size, **{found.too_fine:.1%}** of the response's variation is too fine for every "
        f"{ordinal(stride)} value and comes back as false patterns, and **{found.unused:.1%}** of the input pixels are "
        "never used.",
    )


def ordinal(number: int) -> str:
    return {1: "single", 2: "second", 3: "third"}.get(number, f"{number}th")


laboratory()
lesson.end(
    "stride-dilation",
    [
        "V. Dumoulin, F. Visin: *A guide to convolution arithmetic for deep learning*, 2016, sections 2.4 and 5.1",
        "F. Yu, V. Koltun: *Multi-scale context aggregation by dilated convolutions*, 2016",
        "R. Zhang: *Making convolutional networks shift-invariant again*, 2019, on aliasing",
    ],
)
