"""Which networks are looked at, and what is said about them."""

import streamlit as st

from cnnviz.networks.fields import effective as engine
from cnnviz.networks.fields.effective import Effective, Stack
from cnnviz.ui.frame import control, shell
from cnnviz.words import say

TRAINED = "trained denoiser"


def stack_settings(weights: str) -> tuple[Stack, int]:
    """The controls of a stack; returns it and how many networks are averaged over."""
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
    """What stands behind the map, in a sentence."""
    if weights == TRAINED:
        return say(
            "A denoiser of ten 3 × 3 convolutions with ReLU, trained on photos, at {networks} places of your picture. "
            "Its card stands in `models/denoiser.md`.",
            networks=networks,
        )
    if weights == "uniform":
        return "All weights are equal: without activation the gradient is the same for every picture."
    return say(
        "Averaged over {networks} networks with random weights, all looking at the middle of your picture.",
        networks=networks,
    )


def before_training(after: Effective, before: Effective) -> None:
    """How the field's width changed in training."""
    change = "smaller" if after.width < before.width else "larger"
    st.info(
        say(
            "Before training, with the random weights it began with, σ was **{before:.2f}**; after it, σ is "
            "**{after:.2f}**, {change}. Luo et al. saw it grow while networks learnt to classify and to segment.",
            before=before.width, after=after.width, change=change,
        ),
        icon=":material/model_training:",
    )  # fmt: skip
