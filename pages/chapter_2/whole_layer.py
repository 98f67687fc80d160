"""2.12 One whole layer: shares of the channels, their sum, the bias, the activation; and what it costs."""

import streamlit as st
import torch

from cnnviz import counting
from cnnviz.lessons.listings import filters as filter_bank_scripts
from cnnviz.lessons.whole_layer import formulas
from cnnviz.operations import filter_bank, properties, whole_layer
from cnnviz.operations.activations import ACTIVATIONS
from cnnviz.ui.controls import picture
from cnnviz.ui.controls.filter_picker import filter_picker, kind_control
from cnnviz.ui.controls.window_settings import WindowSettings, window_settings
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.labs.whole_layer import figures
from cnnviz.ui.views import take_away
from cnnviz.ui.views.explorer import position
from cnnviz.words import say

LONGEST = 128
MOST = 8
DEFAULT = ("sobel x", "sobel y", "laplacian 4", "gaussian 3")

lesson.begin("whole-layer")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            chosen = picture.choose()
            window = window_settings("layer", padding="same")
            kind = kind_control("layer")
            activation = control.selectbox(
                "Activation", list(ACTIVATIONS), key="layer-activation", bind="query-params", width=shell.px(170)
            )
            common = lesson.choice("Colour scale", ("own", "common"), "layer-scale") == "common"
            has_bias = lesson.choice("Bias", ("with", "without"), "layer-has-bias") == "with"
            batch = control.number_input(
                "Batch", 1, 1024, 1, key="layer-batch", bind="query-params", width=shell.px(120)
            )
        image = picture.volume(chosen, longest=LONGEST)
        try:
            with lesson.tools():
                filters = filter_picker("layer", kind, 3, DEFAULT, above=st.container(), most=MOST)
                learnt = figures.biases(len(filters.bank), MOST) if has_bias else None
            bias = torch.zeros(len(filters.bank)) if learnt is None else learnt
            steps = figures.run(chosen.sha, filters.text, bias.tolist(), activation, window, image, filters.bank)
        except ValueError as error:
            shell.problem(error)
            return
        whole, one = lesson.scenes("All maps", "One filter")
        with whole:
            f = figures.walls(image, filters, steps, activation, common=common)
        kernel, b = filters.bank[f], float(bias[f])
        with one:
            st.markdown(
                say("**Filter {f}, {names}:** from the window to the sum with its bias.", f=f, names=filters.names[f])
            )
            figures.draw(image, kernel, b, steps, f, window)
        take_away.pictures("whole-layer", image, kernel, steps.biased[f], window, bias=b)
    in_your_numbers(image, filters.bank, learnt, steps, f, activation, window)
    figures.costs(image, filters.bank, learnt, window, batch)
    lesson.experiments(
        "whole-layer", image=image, bank=filters.bank, bias=learnt, biased=steps.biased, output=steps.output,
        stride=window.stride, padding=window.padding, dilation=window.dilation,
    )  # fmt: skip
    lesson.check_yourself("whole-layer")
    script = filter_bank_scripts.filter_bank_script(
        take_away.source_of(chosen), filters.bank, kernels=filters.kernels, seed=filters.seed, bias=learnt, grey=False,
        activation=activation, longest_side=LONGEST, **window.arguments(),
    )  # fmt: skip
    lesson.same_in_pytorch(script, "whole-layer")


def in_your_numbers(
    image: torch.Tensor, bank: torch.Tensor, bias: torch.Tensor | None, steps: whole_layer.Steps, f: int,
    activation: str, window: WindowSettings,
) -> None:  # fmt: skip
    height, width = steps.output.shape[1:]
    at = position("layer", height, width, middle=True)
    by_torch = whole_layer.run_torch(image, bank, bias, activation, **window.arguments())
    counted = counting.parameters(filter_bank.torch_layer(bank, bias))
    cost = figures.cost_at((image.shape[1], image.shape[2]), bank, bias, window)
    own = 0.0 if bias is None else float(bias[f])
    lesson.numbers(
        [
            *formulas.explain_value(image, bank[f], own, activation, at, f, **window.arguments()),
            *formulas.explain_cost(bank.shape, cost, bias=bias is not None),
        ],
        agrees=properties.agree(steps.output, by_torch) and counted == cost.parameters,
        beside=say(
            "`torch.nn.Conv2d` and `torch.nn.{torch_name}` with the same weights give "
            "**{by_torch:.4g}** there, and differ from the whole output above by at most "
            "**{difference:.1g}**; the layer has **{counted:,}** parameters. Pin "
            "another pixel in the lab to see its numbers.",
            torch_name=ACTIVATIONS[activation].torch_name, by_torch=float(by_torch[f][at]),
            difference=properties.difference(steps.output, by_torch), counted=counted,
        ),
    )  # fmt: skip


laboratory()
lesson.end(
    "whole-layer",
    [
        "I. Goodfellow, Y. Bengio, A. Courville: *Deep Learning*, 2016, sections 9.3 and 9.5",
        "V. Dumoulin, F. Visin: *A guide to convolution arithmetic for deep learning*, 2016, chapter 2",
        "PyTorch: `torch.nn.Conv2d`",
    ],
)
