"""2.5 The kernel laboratory: any kernel over any picture."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st
import torch

from cnnviz.ui.controls import picture
from cnnviz.ui.controls.kernel_editor import kernel_editor
from cnnviz.ui.controls.window_settings import WindowSettings, window_settings
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.labs.kernels import figures
from cnnviz.ui.views import lab, take_away

SOBEL = "-1 0 1; -2 0 2; -1 0 1"
BLUR = "1/9 1/9 1/9; 1/9 1/9 1/9; 1/9 1/9 1/9"
WAYS = {"one": "One kernel", "parallel": "Side by side", "chain": "One after the other"}

lesson.begin("kernels")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab", screen=True):
        with lesson.controls():
            chosen = picture.choose()
            window = window_settings("kernels")
            way = lesson.choice("Kernels", WAYS, "kernels-way")
            grey = lesson.choice("Colours", ("grey", "per channel"), "kernels-colours") == "grey"
            longest = picture.size_control("kernels-size")
            show = lab.show_control("kernels-show")
        image = picture.working(chosen, longest=longest, grey=grey)
        script = partial(take_away.convolution_script, chosen, window=window, longest=longest, grey=grey)
        found = figure(image, window, way, show)
    if found:
        words(image, *found, window=window, script=script)


def figure(
    image: torch.Tensor, window: WindowSettings, way: str, show: str
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor] | None:
    """Kernels, and what they answer: both kernels and the first one's response, or None after a sentence."""
    left, board = lesson.beside()
    with left:
        first = torch.from_numpy(kernel_editor("kernel", SOBEL, label="Kernel" if way == "one" else "Kernel A"))
        second = first if way == "one" else torch.from_numpy(kernel_editor("kernel-b", BLUR, label="Kernel B"))
    with board:
        try:
            together: dict[str, Any] = {"show": show, "group": "lab"}
            response = lab.respond(
                image, first, window, key="lab", title="Kernel laboratory", editors=("kernel",), **together
            )
            if way != "one":
                beside = way == "parallel"
                before = image if beside else response
                names = ("input", "kernel B", "output B") if beside else ("output A", "kernel B", "B after A")
                from_a = "" if beside else "lab"
                lab.respond(
                    before, second, window, key="lab-b", title=WAYS[way], names=names, editors=("kernel-b",),
                    output_of=from_a, **together,
                )  # fmt: skip
        except ValueError as error:
            shell.problem(error)
            return None
        if way == "chain":
            figures.composition(image, first, second)
        take_away.pictures("kernel-laboratory", image, first, response, window, show=show)
    return first, second, response


def words(
    image: torch.Tensor,
    first: torch.Tensor,
    second: torch.Tensor,
    response: torch.Tensor,
    *,
    window: WindowSettings,
    script: Callable[..., str],
) -> None:
    """The numbers at the pinned place, the claim, the questions and the script."""
    lab.in_your_numbers(image, first, response, window, key="lab")
    lesson.experiments("kernels", image=image, kernel=first, second=second, response=response)
    lesson.check_yourself("kernels")
    lesson.same_in_pytorch(script(kernel=first), "kernel-laboratory")


laboratory()
lesson.end(
    "kernels",
    [
        "R. C. Gonzalez, R. E. Woods: *Digital Image Processing*, 4th edition, 2018, chapter 3",
        "I. Sobel, G. Feldman: *A 3×3 isotropic gradient operator for image processing*, 1968",
        "PyTorch: `torch.nn.functional.conv2d`",
    ],
)
