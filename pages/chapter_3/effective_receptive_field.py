"""3.8 The effective receptive field: which of the pixels that a unit sees really matter."""

from dataclasses import replace

import streamlit as st
import torch

from cnnviz.geometry import Layer
from cnnviz.geometry.worked_fields import explain_width
from cnnviz.lessons.listings import receptive_fields
from cnnviz.networks.architectures import as_input
from cnnviz.networks.fields import effective as engine
from cnnviz.networks.fields.effective import Effective, Stack
from cnnviz.operations import properties
from cnnviz.ui.controls import picture
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.labs.effective_receptive_field import effective

TRAINED = "trained denoiser"
AVERAGES = ("|g|", "g²")
PLAIN = Stack(weights="uniform", activation="none")  # as deep as the denoiser

lesson.begin("effective-receptive-field")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            chosen = picture.choose()
            weights = lesson.choice("Weights", (*engine.WEIGHTS, TRAINED), "erf-weights")
            squared = lesson.choice("Averaged", AVERAGES, "erf-average", help="g: gradient of the unit.") != "|g|"
        with lesson.controls():
            stack, networks = (Stack(), 20) if weights == TRAINED else stack_settings(weights)
        photo = as_input(picture.working(chosen, grey=True), (1, effective.PICTURE, effective.PICTURE))[0]
        try:
            if weights == TRAINED:
                layers, expected = engine.denoiser_geometry(), list[float]()
                found = effective.denoiser(chosen.sha, squared, True, networks, photo)
            else:
                layers, expected = stack.geometry(), engine.predicted_levels(stack, squared=squared)
                found = effective.random_networks(stack, chosen.sha, networks, squared, photo)
        except ValueError as error:
            shell.problem(error)
            return
        effective.result(found)
        what = "mean of g²" if squared else "mean of |g|"
        effective.draw(photo, found, key="erf", caption=f"{chosen.name},", what=what)
        st.caption(averaged_over(weights, stack, networks))
        effective.growth(found.levels, expected)
        with st.container(horizontal=True, vertical_alignment="center"):
            shell.copy_link()
            effective.png(found)
    in_your_numbers(layers, found, expected, stack, photo)
    if weights == TRAINED:
        before_training(found, effective.denoiser(chosen.sha, squared, False, networks, photo))
    lesson.claim(
        "effective-receptive-field",
        "The effective receptive field is much smaller than the theoretical one and roughly Gaussian.",
        lambda: smaller_and_gaussian(found),
    )
    lesson.check_yourself("effective-receptive-field")
    lesson.same_in_pytorch(
        receptive_fields.denoiser_script(squared)
        if weights == TRAINED
        else receptive_fields.effective_field_script(stack, networks, squared),
        "effective-receptive-field",
    )


def stack_settings(weights: str) -> tuple[Stack, int]:
    layers = control.slider("Layers n", 1, 30, 16, key="erf-n", bind="query-params", width=shell.px(200))
    kernel = control.selectbox("Kernel k", (3, 5, 7), key="erf-k", bind="query-params", width=shell.px(110))
    channels = control.selectbox("Channels", (8, 4, 16), key="erf-c", bind="query-params", width=shell.px(110))
    activation = control.selectbox(
        "Activation", engine.ACTIVATIONS, key="erf-a", bind="query-params", width=shell.px(120)
    )
    halving = control.selectbox(
        "Stride 2 in the first", (0, 1, 2, 3), key="erf-s", bind="query-params", width=shell.px(150), help="layers"
    )
    dilation = control.selectbox("Dilation", (1, 2, 3, 4), key="erf-d", bind="query-params", width=shell.px(110))
    networks = 1
    if weights == "random":
        networks = control.selectbox(
            "Networks", (20, 5, 1), key="erf-networks", bind="query-params", width=shell.px(120)
        )
    return Stack(layers, kernel, channels, activation, halving, dilation, weights), networks


def averaged_over(weights: str, stack: Stack, networks: int) -> str:
    if weights == TRAINED:
        return (
            f"A denoiser of ten 3 × 3 convolutions with ReLU, trained on photos, at {networks} places of your picture. "
            "Its card stands in `models/denoiser.md`."
        )
    if weights == "uniform":
        return "All weights are equal: without activation the gradient is the same for every picture."
    return f"Averaged over {networks} networks with random weights, all looking at the middle of your picture."


def in_your_numbers(
    layers: list[Layer], found: Effective, expected: list[float], stack: Stack, photo: torch.Tensor
) -> None:
    exact = replace(stack, weights="uniform", activation="none") if expected else PLAIN
    theory = f", and for these settings theory expects **{expected[-1]:.2f}**" if expected else ""
    profile = torch.from_numpy(engine.predicted_profile(layers))
    by_torch = engine.effective_receptive_field(exact, photo, squared=False).mean.double()
    lesson.numbers(
        explain_width(layers, found.mean.shape[0]),
        agrees=properties.agree(by_torch / by_torch.sum(), torch.outer(profile, profile)),
        beside="For equal weights and no activation the effective field is known exactly: the boxes of all kernels, "
        f"convolved with each other. PyTorch's gradient of such a stack is that, to the pixel: σ = "
        f"**{engine.width_of(by_torch):.4f}**. On the screen: σ = **{found.width:.2f}**{theory}.",
    )


def before_training(after: Effective, before: Effective) -> None:
    change = "smaller" if after.width < before.width else "larger"
    st.info(
        f"Before training, with the random weights it began with, σ was **{before.width:.2f}**; after it, σ is "
        f"**{after.width:.2f}**, {change}. Luo et al. saw it grow while networks learnt to classify and to segment.",
        icon=":material/model_training:",
    )


def smaller_and_gaussian(found: Effective) -> tuple[bool, str]:
    size, explained = found.mean.shape[0], engine.gaussian_share(found.mean)
    share = (4 * found.width / size) ** 2
    return share < 0.5 and explained > 0.75, (
        f"Four standard deviations are **{4 * found.width:.1f}** pixels, the theoretical field **{size}**: the square "
        f"of the one has {share:.0%} of the area of the other (much smaller: less than half). A Gaussian explains "
        f"**{explained:.0%}** of what is on the map (roughly Gaussian: more than 75 %)."
    )


laboratory()
lesson.end(
    "effective-receptive-field",
    [
        "W. Luo, Y. Li, R. Urtasun, R. Zemel: *Understanding the Effective Receptive Field in Deep Convolutional "
        "Neural Networks*, NeurIPS 2016",
        "K. He, X. Zhang, S. Ren, J. Sun: *Delving Deep into Rectifiers*, 2015 (the random weights)",
        "PyTorch: `torch.autograd.grad`",
    ],
)
