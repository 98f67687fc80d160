"""3.3 Padding: strategies and modes, on numbers and on the photo."""

from typing import Any

import numpy as np
import streamlit as st
import torch

from cnnviz import convolution, geometry
from cnnviz.drawing import colour
from cnnviz.geometry.padding_modes import MODES, NUMPY_MODES
from cnnviz.lessons.listings.windows import padding_script
from cnnviz.operations import padding, properties
from cnnviz.ui.controls import picture, window_row
from cnnviz.ui.controls.kernel_editor import kernel_editor
from cnnviz.ui.controls.window_settings import WindowSettings
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.views import lab, stills, take_away

NUMBERS = "1 2 3 4 5; 6 7 8 9 10; 11 12 13 14 15"
MEAN = "1/9 1/9 1/9; 1/9 1/9 1/9; 1/9 1/9 1/9"
LONGEST, CORNER, BORDER = 128, 40, 24  # pixels of the photo, of the corner shown, and of the border around it

lesson.begin("padding")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            numbers = lesson.choice("Input", ("Numbers", "Photo"), "padding-input") == "Numbers"
            chosen = None if numbers else picture.choose()
            how = window_row.padding("padding", "same")
            first = strategy("Strategy", "replicate", "padding-a")
            second = strategy("Beside it", "reflect", "padding-b")
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
                corners(image, kernel)
            try:
                together: dict[str, Any] = {"group": "padding", "editors": ("padding-kernel",)}
                output = lab.respond(image, kernel, a, key="padding", title=first, names=named(first), **together)
                if second != first:
                    lab.respond(image, kernel, b, key="padding-2", title=second, names=named(second), **together)
            except ValueError as error:
                shell.problem(error)
                return
            take_away.pictures("padding", image, kernel, output, a)
    in_your_numbers(image, kernel, a)
    lesson.claim("padding", "Padding “full” adds k pixels on every side.", lambda: full(image, kernel))
    lesson.check_yourself("padding")
    source = stills.script_source(chosen, image, LONGEST)
    lesson.same_in_pytorch(padding_script(kernel.numpy(), **source, padding=how, padding_mode=first), "padding")


def strategy(label: str, default: str, key: str) -> str:
    return control.selectbox(label, MODES, MODES.index(default), key=key, bind="query-params", width=shell.px(150))


def named(mode: str) -> tuple[str, str, str]:
    return f"{mode}: input", "kernel", "output"


def corners(image: torch.Tensor, kernel: torch.Tensor) -> None:
    """The corner of the photo under every strategy: padded, and the response that the border gets."""
    st.markdown(
        f"**The upper left corner, magnified**: {BORDER} pixels of padding, and below the response near the border"
    )
    show = lab.shown_as("auto", image, kernel)
    row = st.container(horizontal=True)
    for mode in MODES:
        with row.container(width=shell.px(165)):
            try:
                framed = convolution.pad(image[0], BORDER, 1, padding_mode=mode)[: BORDER + CORNER, : BORDER + CORNER]
                same = convolution.cross_correlate(image[0], kernel, padding="same", padding_mode=mode)
            except ValueError as error:
                shell.problem(error)
                continue
            part = same[: CORNER // 2, : CORNER // 2]
            limit = float(same.abs().max()) or 1.0
            drawn = colour.grey(part, 0, 1) if show == "picture" else colour.signed(part, limit)
            stills.still(colour.grey(framed, 0, 1), mode, alt=f"The corner of the photo with {mode} padding")
            stills.still(drawn, f"response, {mode}", alt=f"Response at the corner with {mode} padding")


def in_your_numbers(image: torch.Tensor, kernel: torch.Tensor, window: WindowSettings) -> None:
    mode, sides = window.padding_mode, window.resolved((kernel.shape[0], kernel.shape[1]))
    (top, bottom), (left, right) = sides
    height, width = image.shape[-2:]
    by_rule = padding.pad_by_rule(image[0].numpy(), sides, mode)
    by_numpy = np.pad(image[0].numpy(), sides, mode=NUMPY_MODES[mode])  # type: ignore[call-overload]
    by_torch = torch.nn.functional.pad(image[None], (left, right, top, bottom), convolution.PADDING_MODES[mode])[0, 0]
    lesson.numbers(
        [
            padding.RULES[mode],
            *padding.substituted(width, left, right, mode),
            rf"p = {top} + {bottom} \;\text{{rows}},\; {left} + {right} \;\text{{columns}}: \quad "
            rf"{height} \times {width} \to {by_rule.shape[0]} \times {by_rule.shape[1]}",
            rf"n_{{out}} = {height} + {top + bottom} - {kernel.shape[0]} + 1 = "
            rf"{geometry.output_size(height, kernel.shape[0], padding=(top, bottom))} \;\text{{rows}}",
        ],
        agrees=properties.agree(by_rule, by_numpy) and properties.agree(by_rule, by_torch),
        beside=f"`numpy.pad` (mode `{NUMPY_MODES[mode]}`) and `torch.nn.functional.pad` (mode "
        f"`{convolution.PADDING_MODES[mode]}`) give the same **{by_numpy.shape[0]} × {by_numpy.shape[1]}** numbers.",
    )


def full(image: torch.Tensor, kernel: torch.Tensor) -> tuple[bool, str]:
    n, k = image.shape[-1], kernel.shape[-1]
    by_name, larger = padding.reach(n, k, "full"), padding.reach(n, k, k)
    before, after = geometry.resolve_padding(k, "same")
    return (
        by_name.padded - n == 2 * k,
        f"Your kernel has k = {k} columns, and full adds **{(by_name.padded - n) // 2}** per side: of its "
        f"{by_name.output} windows, {by_name.blind} see nothing but padding. With {k} per side there would be "
        f"{larger.output}, of which **{larger.blind}** see nothing else. “Same” adds {before} before and {after} "
        "after.",
    )


laboratory()
lesson.end(
    "padding",
    [
        "V. Dumoulin, F. Visin: *A guide to convolution arithmetic for deep learning*, 2016, sections 2.2 and 2.3",
        "I. Goodfellow, Y. Bengio, A. Courville: *Deep Learning*, 2016, section 9.5",
        "PyTorch: `torch.nn.functional.pad`; NumPy: `numpy.pad`",
    ],
)
