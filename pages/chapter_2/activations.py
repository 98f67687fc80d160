"""2.11 Activation functions: value, derivative, a feature map before and after, and gradients through many layers."""

from dataclasses import replace

import streamlit as st
import torch

from cnnviz.lessons.activations import formulas, listing
from cnnviz.operations import properties
from cnnviz.operations.activations import ACTIVATIONS
from cnnviz.operations.deep_gradients import INITS, KINDS, Stack
from cnnviz.ui.controls import picture
from cnnviz.ui.controls.kernel_editor import kernel_editor
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.labs.activations import figures
from cnnviz.ui.views import curves, take_away
from cnnviz.words import say

LONGEST = 128
DEFAULT = ("ReLU", "Sigmoid", "Tanh", "GELU")
SOBEL = "-1 0 1; -2 0 2; -1 0 1"

lesson.begin("activations")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.tools():
            names = control.multiselect(
                "Activation functions", list(ACTIVATIONS), list(DEFAULT), key="act-names", bind="query-params",
                placeholder="Choose some",
            )  # fmt: skip
            x = control.slider("x", -6.0, 6.0, 1.0, 0.1, key="act-x", bind="query-params")
        if not names:
            shell.problem(ValueError("There is no activation function to draw: choose at least 1."))
            return
        functions, photo = lesson.scenes("The functions", "On the picture")
        with functions:
            curves.function_and_slope(names, x, key="act-curves")
        with photo:
            with lesson.controls():
                chosen = picture.choose()
                bias = control.number_input(
                    "Bias", -100.0, 100.0, 0.0, 0.25, key="act-bias", bind="query-params", width=shell.px(140)
                )
            image = picture.working(chosen, longest=LONGEST, grey=True)
            left, board = lesson.beside()
            with left:
                kernel = torch.from_numpy(kernel_editor("act-kernel", SOBEL))
            with board:
                try:
                    before = figures.response(image, kernel, bias)
                except ValueError as error:
                    shell.problem(error)
                    return
                chosen_name = names[figures.before_and_after(names, before)]
                shell.copy_link()
    in_your_numbers(chosen_name, x)
    stack, seed = depth(names)
    lesson.experiments(
        "activations",
        norms=lambda: figures.of_compared(stack, seed),
        stack=stack, seed=seed, name=chosen_name, x=x, before=before,
    )  # fmt: skip
    lesson.check_yourself("activations")
    script = listing.activation_script(
        take_away.source_of(chosen), kernel, replace(stack, activation=chosen_name), seed, bias=bias,
        longest_side=LONGEST,
    )  # fmt: skip
    lesson.same_in_pytorch(script, "activations")


def in_your_numbers(name: str, x: float) -> None:
    activation = ACTIVATIONS[name]
    ours, by_torch = activation.at(x), activation.at_by_torch(x)
    lesson.numbers(
        formulas.explain(name, x),
        agrees=properties.agree(ours, by_torch),
        beside=say(
            "`torch.nn.{name}` gives **{value:.4g}**, and autograd the derivative **{slope:.4g}**. {about} *{source}*",
            name=activation.torch_name, value=by_torch.value, slope=by_torch.slope, about=activation.description,
            source=activation.source,
        ),
    )  # fmt: skip


def depth(names: list[str]) -> tuple[Stack, int]:
    with lesson.step("depth", "The gradient through many layers"):
        st.markdown(
            "A stack of layers with random weights, and behind each the activation. A gradient of size 1 arrives at "
            "the last layer: how much of it comes back to the first?"
        )
        with lesson.controls():
            layers = control.slider("Layers", 1, 50, 20, key="act-depth", bind="query-params", width=shell.px(220))
            width = control.slider("Width", 8, 128, 64, 8, key="act-width", bind="query-params", width=shell.px(220))
            kind = lesson.choice("Layers are", KINDS, "act-kind")
            init = lesson.choice(
                "Weights", INITS, "act-init", help="He: variance 2/n. Xavier: 1/n. normal: your own σ."
            )
            sigma = figures.spread() if init == "normal" else 1.0
            seed = control.number_input("Seed", 0, 9999, 0, key="act-seed", bind="query-params", width=shell.px(110))
            st.button("New weights", key="act-new", on_click=figures.another_seed)
            of = lesson.choice("Gradient by the", ("values", "weights"), "act-of")
        stack = figures.stack(names[0], layers, width, init, sigma, kind)
        measured = {name: figures.norms(replace(stack, activation=name), seed, of) for name in names}
        curves.gradients(measured, of, key="act-gradients")
        figures.check_by_autograd(stack, seed)
    return stack, seed


laboratory()
lesson.end(
    "activations",
    [
        "X. Glorot, Y. Bengio: *Understanding the Difficulty of Training Deep Feedforward Neural Networks*, 2010",
        "K. He, X. Zhang, S. Ren, J. Sun: *Delving Deep into Rectifiers*, 2015, section 2.2",
        "S. Hochreiter: *Untersuchungen zu dynamischen neuronalen Netzen*, 1991, chapter 4",
    ],
)
