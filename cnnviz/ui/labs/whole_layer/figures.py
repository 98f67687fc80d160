"""The biases of a layer, the maps of every step, the chosen filter and what the layer costs."""

import streamlit as st
import torch

from cnnviz import kept
from cnnviz.geometry.cost import readable_bytes
from cnnviz.operations import whole_layer
from cnnviz.operations.activations import share_of_zeros
from cnnviz.ui.controls.filter_picker import Filters
from cnnviz.ui.controls.window_settings import WindowSettings
from cnnviz.ui.frame import control, lesson
from cnnviz.ui.views.explorer import explorer
from cnnviz.ui.views.wall import Tile, wall
from cnnviz.words import say
from cnnviz.writing import matrices

RGB = ("red", "green", "blue")
BIASES = ("0.5", "-0.5", "0.25", "-0.75")


def biases(filters: int, most: int) -> torch.Tensor:
    """One number for each of at most `most` filters, (F,). Raises ValueError that says what to change."""
    text = control.text_input(
        "Biases, one for each filter", " ".join((BIASES * most)[:filters]), key=f"layer-bias-{filters}",
        bind="query-params", autocomplete="off",
    )  # fmt: skip
    bias = torch.from_numpy(matrices.parse_matrix(text, most=matrices.SENSIBLE)).flatten()
    whole_layer.check_bias(bias, filters)
    return bias


@kept.keep
def run(
    sha: str, bank: str, bias: list[float], activation: str, window: WindowSettings, _image: torch.Tensor,
    _bank: torch.Tensor,
) -> whole_layer.Steps:  # fmt: skip
    """All steps; the picture counts by its hash, the bank by its text."""
    return whole_layer.run(_image, _bank, torch.tensor(bias), activation, **window.arguments())


def walls(image: torch.Tensor, filters: Filters, steps: whole_layer.Steps, activation: str, *, common: bool) -> int:
    """Draw the maps of every step; returns the number of the chosen filter."""

    def row(maps: torch.Tensor) -> list[Tile]:
        return [
            Tile(v, say("{f} {name}", f=f, name=name), "signed", f)
            for f, (name, v) in enumerate(zip(filters.names, maps, strict=True))
        ]

    zeros = say("{share_of_zeros:.0%} zeros", share_of_zeros=share_of_zeros(steps.output))
    rows = {
        "The input and its three channels": [
            Tile(image, "input", "picture"),
            *(Tile(plane, name, "picture") for name, plane in zip(RGB, image, strict=True)),
        ],
        "Sum over the channels": row(steps.sums),
        "+ bias": row(steps.biased),
        say(
            "{activation}: the output, {shape}, {zeros}",
            activation=activation, shape=" × ".join(map(str, steps.output.shape)), zeros=zeros,
        ): row(steps.output),
    }  # fmt: skip
    f = wall(rows, key="layer-wall", title="What the layer computes, step by step", common=common)
    lesson.note("Point at a map to read every step at this place; choose a filter to follow it below.")
    return f


def draw(
    image: torch.Tensor, kernel: torch.Tensor, bias: float, steps: whole_layer.Steps, f: int, window: WindowSettings
) -> None:
    """The chosen filter f with its kernel (3, m, m), up to its bias."""
    explorer(
        image, kernel, steps.biased[f], key="layer", title="The chosen filter", bias=[bias], partials=steps.shares[f],
        stride=(window.stride, window.stride), dilation=(window.dilation, window.dilation),
        padding=window.resolved((kernel.shape[-2], kernel.shape[-1])), padding_mode=window.padding_mode,
        names=("input", "kernel", "before the activation"),
    )  # fmt: skip


def cost_at(
    size: tuple[int, int], bank: torch.Tensor, bias: torch.Tensor | None, window: WindowSettings, batch: int = 1
) -> whole_layer.Cost:
    """What these filters cost on a picture of this size (H, W)."""
    filters, channels, height, width = bank.shape
    return whole_layer.cost(
        size, (filters, channels, height, width), stride=window.stride, padding=window.padding,
        dilation=window.dilation, bias=bias is not None, batch=batch,
    )  # fmt: skip


def costs(
    image: torch.Tensor, bank: torch.Tensor, bias: torch.Tensor | None, window: WindowSettings, batch: int
) -> None:
    """The step "What it costs", with memory for `batch` pictures."""
    with lesson.step("cost", "What it costs"):
        filters, channels, m, _ = bank.shape
        cost = cost_at((image.shape[1], image.shape[2]), bank, bias, window, batch)
        with lesson.results():
            st.metric("Output", " × ".join(map(str, cost.shape)))
            st.metric(
                "Parameters",
                f"{cost.parameters:,}",
                help=f"({m}·{m}·{channels}{' + 1' * (bias is not None)})·{filters}",
            )
            st.metric("Multiply-adds per picture", f"{cost.multiply_adds:,}")
            st.metric("Memory of the output", readable_bytes(cost.activation_bytes), help="float32, 4 bytes a value")
            st.metric("While training", readable_bytes(cost.training_bytes), help="Before and after the activation.")
