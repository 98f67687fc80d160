"""2.6 Channels: one kernel slice for each channel, partial results added, then the bias."""

import numpy as np
import streamlit as st
import torch

from cnnviz.ui.controls import picture
from cnnviz.ui.controls.kernel_editor import kernel_editor
from cnnviz.ui.controls.window_settings import window_settings
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.views import lab, take_away
from cnnviz.words import say
from cnnviz.writing import matrices

VOLUME = np.stack(
    [
        matrices.parse_matrix(text)
        for text in (
            "1 1 1 0 0 0; 1 1 1 0 0 0; 1 1 1 0 0 0; 1 1 1 0 0 0; 1 1 1 0 0 0; 1 1 1 0 0 0",
            "0 0 0 1 1 1; 0 0 0 1 1 1; 0 0 0 1 1 1; 0 0 0 1 1 1; 0 0 0 1 1 1; 0 0 0 1 1 1",
            "2 2 2 2 2 2; 2 2 2 2 2 2; 2 2 2 2 2 2; 0 0 0 0 0 0; 0 0 0 0 0 0; 0 0 0 0 0 0",
        )
    ]
)
LONGEST = 128
SLICES = {"red": "1 0 -1; 1 0 -1; 1 0 -1", "green": "-1 0 1; -1 0 1; -1 0 1", "blue": "1 1 1; 0 0 0; -1 -1 -1"}

INPUTS = picture.INPUTS | {"numbers": "Numbers 6 × 6 × 3"}

lesson.begin("channels")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab", screen=True):
        with lesson.controls():
            numbers = lesson.choice("Input", INPUTS, "channels-input") == "numbers"
            chosen = None if numbers else picture.choose()
            window = window_settings("channels")
            bias = control.number_input(
                "Bias", -1e6, 1e6, 0.0, 0.5, key="channels-bias", bind="query-params", width=shell.px(140)
            )
            show = lab.show_control("channels-show")
        image = torch.from_numpy(VOLUME) if chosen is None else picture.volume(chosen, longest=LONGEST)
        left, board = lesson.beside()
        with left:
            tabs = st.tabs([say("{name} slice", name=name) for name in SLICES])
            slices = []
            for tab, (name, text) in zip(tabs, SLICES.items(), strict=True):
                with tab:
                    slices.append(
                        torch.from_numpy(kernel_editor(f"slice-{name}", text, label=say("{name} slice", name=name)))
                    )
        with board:
            try:
                kernel = stack(slices)
                output = lab.respond(
                    image, kernel, window, key="channels", title="Channels", bias=bias, show=show, middle=True,
                    editors=tuple(f"slice-{name}" for name in SLICES),
                )  # fmt: skip
            except ValueError as error:
                shell.problem(error)
                return
            take_away.pictures("channels", image, kernel, output, window, show=show, bias=bias)
    lab.in_your_numbers(image, kernel, output, window, key="channels", bias=bias, middle=True)
    lesson.experiments("channels", image=image, kernel=kernel, output=output, window=window.arguments())
    lesson.check_yourself("channels")
    lesson.same_in_pytorch(
        take_away.channels_script(chosen, image, kernel, window, bias=bias, longest=LONGEST), "channels"
    )


def stack(slices: list[torch.Tensor]) -> torch.Tensor:
    sizes = {tuple(piece.shape) for piece in slices}
    if len(sizes) > 1:
        raise ValueError(
            say(
                "All slices of a kernel have the same size, but these are {sizes}: change rows and columns until they "
                "agree.",
                sizes=", ".join(f"{h} × {w}" for h, w in (piece.shape for piece in slices)),
            )
        )
    return torch.stack(slices)


laboratory()
lesson.end(
    "channels",
    [
        "I. Goodfellow, Y. Bengio, A. Courville: *Deep Learning*, 2016, section 9.5",
        "PyTorch: `torch.nn.Conv2d`, parameters `in_channels` and `bias`",
    ],
)
