"""2.11 Activation functions: value, derivative, a feature map before and after, and gradients through many layers."""

import secrets
from dataclasses import replace

import streamlit as st
import torch

from cnnviz import convolution
from cnnviz.lessons.activations import listing
from cnnviz.operations import deep_gradients, properties
from cnnviz.operations.activations import ACTIVATIONS, in_numbers, in_symbols, share_of_zeros, share_that_is_flat
from cnnviz.operations.deep_gradients import GONE, INITS, KINDS, Stack
from cnnviz.ui.controls import picture
from cnnviz.ui.controls.kernel_editor import kernel_editor
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.views import curves, take_away
from cnnviz.ui.views.wall import Tile, wall

LONGEST = 128
SEEDS = 3
DEFAULT = ("ReLU", "Sigmoid", "Tanh", "GELU")
SOBEL = "-1 0 1; -2 0 2; -1 0 1"

lesson.begin("activations")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        names = control.multiselect(
            "Activation functions", list(ACTIVATIONS), list(DEFAULT), key="act-names", bind="query-params",
            placeholder="Choose some",
        )  # fmt: skip
        if not names:
            shell.problem(ValueError("There is no activation function to draw: choose at least 1."))
            return
        x = control.slider("x", -6.0, 6.0, 1.0, 0.1, key="act-x", bind="query-params")
        curves.function_and_slope(names, x, key="act-curves")
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
                before = convolution.cross_correlate(image, kernel)[0] + bias
            except ValueError as error:
                shell.problem(error)
                return
            chosen_name = names[before_and_after(names, before)]
            shell.copy_link()
    in_your_numbers(chosen_name, x)
    stack, seed = depth(names)
    lesson.claim(
        "activations",
        "Sigmoid gradients vanish with depth, ReLU's do not.",
        lambda: vanishing(stack, seed),
    )
    lesson.check_yourself("activations")
    script = listing.activation_script(
        take_away.source_of(chosen),
        kernel,
        replace(stack, activation=chosen_name),
        seed,
        bias=bias,
        longest_side=LONGEST,
    )
    lesson.same_in_pytorch(script, "activations")


def before_and_after(names: list[str], before: torch.Tensor) -> int:
    tiles = []
    for place, name in enumerate(names):
        activation = ACTIVATIONS[name]
        after = activation.value(before)
        zeros, flat = share_of_zeros(after), share_that_is_flat(activation, before)
        tiles.append(Tile(after, f"{name}: {zeros:.0%} zeros, {flat:.0%} flat", "signed", place))
    rows = {
        "Before: kernel and bias": [Tile(before, f"before: {share_of_zeros(before):.0%} zeros")],
        "After the activation": tiles,
    }
    place = wall(rows, key="act-wall", title="A feature map before and after", tile=220)
    st.caption(f"Flat: the derivative is below {GONE} in size, so hardly any gradient comes back from there.")
    return place


def in_your_numbers(name: str, x: float) -> None:
    activation = ACTIVATIONS[name]
    point = torch.tensor(x, requires_grad=True)
    answer = activation.module()(point)
    slope, by_torch = float(torch.autograd.grad(answer, point)[0]), float(answer.detach())
    value, derivative = (float(of(torch.tensor(x))) for of in (activation.value, activation.derivative))
    lesson.numbers(
        [
            rf"f(x) = {in_symbols(activation.formula)} \qquad f'(x) = {in_symbols(activation.slope_formula)}",
            rf"f({x:.4g}) = {in_numbers(activation.formula, x)} = {value:.4g}",
            rf"f'({x:.4g}) = {derivative:.4g}",
        ],
        agrees=properties.agree([value, derivative], [by_torch, slope]),
        beside=f"`torch.nn.{activation.torch_name}` gives **{by_torch:.4g}**, and autograd the derivative "
        f"**{slope:.4g}**. {activation.description} *{activation.source}*",
    )


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
            sigma = spread() if init == "normal" else 1.0
            seed = control.number_input("Seed", 0, 9999, 0, key="act-seed", bind="query-params", width=shell.px(110))
            st.button("New weights", key="act-new", on_click=another_seed)
            of = lesson.choice("Gradient by the", ("values", "weights"), "act-of")
        stack = Stack(names[0], layers, width // 4 if kind == "convolution" else width, init, sigma, kind)
        measured = {name: norms(replace(stack, activation=name), seed, of) for name in names}
        curves.gradients(measured, of, key="act-gradients")
        check_by_autograd(stack, seed)
    return stack, seed


def spread() -> float:
    return control.number_input(
        "Standard deviation σ", 0.001, 2.0, 0.1, 0.01, format="%.3f", key="act-sigma", bind="query-params",
        width=shell.px(190),
    )  # fmt: skip


def another_seed() -> None:
    st.session_state["act-seed"] = secrets.randbelow(10_000)


@st.cache_data(max_entries=256, show_spinner=False)
def norms(stack: Stack, seed: int, of: str) -> torch.Tensor:
    return deep_gradients.over_seeds(stack, range(seed, seed + SEEDS), of)


@st.cache_data(max_entries=256, show_spinner=False)
def against_autograd(stack: Stack, seed: int) -> tuple[bool, float]:
    """Whether the logarithms of the gradient's sizes agree with autograd's, and their largest difference."""
    by_hand, by_torch = (
        way(stack, seed).values.log10().clamp(min=-40)
        for way in (deep_gradients.gradient_norms, deep_gradients.gradient_norms_by_autograd)
    )
    return properties.agree(by_hand, by_torch), properties.difference(by_hand, by_torch)


def check_by_autograd(stack: Stack, seed: int) -> None:
    agree, gap = against_autograd(stack, seed)
    st.caption(
        f"Geometric mean and range of {SEEDS} draws of the weights. Worked out by the chain rule; torch.autograd gives "
        f"{'the same sizes' if agree else 'other sizes'} for {stack.activation} (their logarithms differ by at most "
        f"{gap:.1g})."
        + (f" Convolutions are 3 × 3 over {stack.width} channels." if stack.kind == "convolution" else "")
    )


def vanishing(stack: Stack, seed: int) -> tuple[bool, str]:
    left = {}
    for name in ("Sigmoid", "ReLU"):
        means = deep_gradients.average(norms(replace(stack, activation=name), seed, "values"))
        left[name] = (float(means[0] / means[-1]), deep_gradients.per_layer(means))
    holds = left["Sigmoid"][0] < GONE <= left["ReLU"][0]
    parts = [f"{name} **{share:.2g}** (a factor of {factor:.2g} per layer)" for name, (share, factor) in left.items()]
    start = f"σ = {stack.sigma:g}" if stack.init == "normal" else f"the {stack.init} start"
    return holds, (
        f"With {stack.depth} layers and {start} there comes back: {' and '.join(parts)}. Here a gradient has vanished "
        f"when less than {GONE} of it is left. A sigmoid's slope is at most 1/4; a ReLU's is 1 for half of the values, "
        "and the variance 2/n of He et al. makes up for the other half."
    )


laboratory()
lesson.end(
    "activations",
    [
        "X. Glorot, Y. Bengio: *Understanding the Difficulty of Training Deep Feedforward Neural Networks*, 2010",
        "K. He, X. Zhang, S. Ren, J. Sun: *Delving Deep into Rectifiers*, 2015, section 2.2",
        "S. Hochreiter: *Untersuchungen zu dynamischen neuronalen Netzen*, 1991, chapter 4",
    ],
)
