"""3.5 Pooling: one number for each window, or for the whole map."""

import streamlit as st
import torch

from cnnviz.lessons.pooling import formulas
from cnnviz.lessons.pooling.listing import pooling_script
from cnnviz.operations import properties
from cnnviz.operations.pooling import KINDS, module, pool
from cnnviz.ui.controls import picture
from cnnviz.ui.controls.window_row import typed
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.labs.pooling import figures
from cnnviz.ui.views import stills
from cnnviz.ui.views.explorer import NUMBERS_UP_TO, position
from cnnviz.words import say

NUMBERS = "1 3 2 1 0; 4 6 5 2 1; 3 1 1 0 7; 1 2 2 4 8; 0 5 9 3 2"

lesson.begin("pooling")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab", screen=True):
        with lesson.controls():
            chosen = None if lesson.choice("Input", picture.INPUTS, "pool-input") == "numbers" else picture.choose()
            kind = lesson.choice("Pooling", KINDS, "pool-kind")
            longest = picture.size_control("pool-size") if chosen else 0
        with lesson.controls():
            settings = figures.controls(kind)
        with lesson.tools():
            image = typed("pool-numbers", NUMBERS) if chosen is None else picture.working(chosen, longest=longest)
        try:
            output = pool(image, settings.window, kind=kind, **settings.arguments())
        except ValueError as error:
            shell.problem(error)
            return
        figures.draw(image, output, settings)
        with lesson.row():
            shell.copy_link()
            stills.png_button(figures.in_colours(image, output), "pooling")
    in_your_numbers(image, output, settings)
    lesson.experiments("pooling", kind=kind, window=settings.window, image=image, settings=settings.arguments())
    lesson.check_yourself("pooling", kind)
    source = stills.script_source(chosen, image, longest)
    lesson.same_in_pytorch(pooling_script(kind, settings.window, **source, **settings.arguments()), "pooling")


def in_your_numbers(image: torch.Tensor, output: torch.Tensor, settings: figures.Pooling) -> None:
    height, width = output.shape[-2:]
    at = position("pooling", height, width, middle=max(image.shape[-2:]) > NUMBERS_UP_TO)
    by_torch = module(settings.kind, settings.window, **settings.arguments())(image[None])[0]
    lesson.numbers(
        formulas.explain(settings.kind, image[0], output[0], at, settings.window, **settings.arguments()),
        agrees=properties.agree(output, by_torch),
        beside=say(
            "PyTorch's layer gives **{by_torch:.6g}** at {place}; over all {output:,} outputs the largest "
            "difference is **{difference:.2g}**. Pin another cell in the lab to see its numbers.",
            by_torch=float(by_torch[0][at]), output=output.numel(),
            place=say("[{i}, {j}] of the red channel" if len(image) == 3 else "[{i}, {j}]", i=at[0], j=at[1]),
            difference=properties.difference(output, by_torch),
        ),
    )  # fmt: skip


laboratory()
lesson.end(
    "pooling",
    [
        "I. Goodfellow, Y. Bengio, A. Courville: *Deep Learning*, 2016, section 9.3",
        "M. Lin, Q. Chen, S. Yan: *Network in network*, 2014, on global average pooling",
        "PyTorch: `torch.nn.MaxPool2d`, `AvgPool2d`, `LPPool2d`, `AdaptiveAvgPool2d`",
    ],
)
