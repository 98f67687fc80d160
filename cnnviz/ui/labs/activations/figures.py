"""A feature map before and after, and gradients through many layers, by hand and by autograd."""

import secrets
from dataclasses import replace

import streamlit as st
import torch

from cnnviz import convolution, kept
from cnnviz.lessons.activations import claim
from cnnviz.operations import deep_gradients, properties
from cnnviz.operations.activations import ACTIVATIONS, share_of_zeros, share_that_is_flat
from cnnviz.operations.deep_gradients import GONE, Stack
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.views.wall import Tile, wall
from cnnviz.words import joined, say


def response(image: torch.Tensor, kernel: torch.Tensor, bias: float) -> torch.Tensor:
    """What the activation gets, (H', W'), from a grey picture (1, H, W). Raises ValueError, as `cross_correlate`."""
    return convolution.cross_correlate(image, kernel)[0] + bias


def before_and_after(names: list[str], before: torch.Tensor) -> int:
    """The map (H', W') and what each function makes of it; returns the place of the chosen function."""
    tiles = []
    for place, name in enumerate(names):
        activation = ACTIVATIONS[name]
        after = activation.value(before)
        zeros, flat = share_of_zeros(after), share_that_is_flat(activation, before)
        tiles.append(
            Tile(
                after,
                say("{name}: {zeros:.0%} zeros, {flat:.0%} flat", name=name, zeros=zeros, flat=flat),
                "signed",
                place,
            )
        )
    rows = {
        "Before: kernel and bias": [
            Tile(before, say("before: {share_of_zeros:.0%} zeros", share_of_zeros=share_of_zeros(before)))
        ],
        "After the activation": tiles,
    }
    place = wall(rows, key="act-wall", title="A feature map before and after", tile=220)
    lesson.note(
        say("Flat: the derivative is below {GONE} in size, so hardly any gradient comes back from there.", GONE=GONE)
    )
    return place


def spread() -> float:
    """The control of the weights' standard deviation."""
    return control.number_input(
        "Standard deviation σ", 0.001, 2.0, 0.1, 0.01, format="%.3f", key="act-sigma", bind="query-params",
        width=shell.px(190),
    )  # fmt: skip


def another_seed() -> None:
    """Draw the weights anew."""
    st.session_state["act-seed"] = secrets.randbelow(10_000)


def stack(activation: str, layers: int, width: int, init: str, sigma: float, kind: str) -> Stack:
    """The stack of the controls; convolutions have a quarter of the width as channels."""
    return Stack(activation, layers, width // 4 if kind == "convolution" else width, init, sigma, kind)


def norms(stack: Stack, seed: int, of: str) -> torch.Tensor:
    """Gradient sizes (seeds, layers), by the values or the weights of each layer."""
    return deep_gradients.over_seeds(stack, range(seed, seed + deep_gradients.SEEDS), of)


def of_compared(stack: Stack, seed: int) -> dict[str, torch.Tensor]:
    """The gradients by the values of such stacks, for the functions that the claim compares."""
    return {name: norms(replace(stack, activation=name), seed, "values") for name in claim.COMPARED}


@kept.keep
def against_autograd(stack: Stack, seed: int) -> tuple[bool, float]:
    """Whether the logarithms of the gradient's sizes agree with autograd's, and their largest difference."""
    by_hand, by_torch = (
        way(stack, seed).values.log10().clamp(min=-40)
        for way in (deep_gradients.gradient_norms, deep_gradients.gradient_norms_by_autograd)
    )
    return properties.agree(by_hand, by_torch), properties.difference(by_hand, by_torch)


def check_by_autograd(stack: Stack, seed: int) -> None:
    """Say how the sizes were found, and that autograd finds the same."""
    agree, gap = against_autograd(stack, seed)
    said = say(
        "Geometric mean and range of {draws} draws of the weights. Worked out by the chain rule; {agree} for "
        "{activation} (their logarithms differ by at most {gap:.1g}).",
        draws=deep_gradients.SEEDS, activation=stack.activation, gap=gap,
        agree="torch.autograd gives the same sizes" if agree else "torch.autograd gives other sizes",
    )  # fmt: skip
    if stack.kind == "convolution":
        said = joined([said, say("Convolutions are 3 × 3 over {width} channels.", width=stack.width)], " ")
    lesson.note(said)
