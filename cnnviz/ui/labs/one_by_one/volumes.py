"""A deep volume whose channels become fewer or more, what that costs, and the same volume through a dense layer."""

import streamlit as st
import torch

from cnnviz import kept
from cnnviz.geometry.layer import convolution_multiply_adds, convolution_parameters
from cnnviz.operations import pointwise, properties
from cnnviz.ui.frame import lesson
from cnnviz.ui.views.wall import Tile, wall
from cnnviz.words import joined, say

UNITS = 10  # of the dense layer on the whole volume
MOST_VALUES = 100_000


@kept.keep
def deep(sha: str, channels: int, size: int, _image: torch.Tensor) -> torch.Tensor:
    """A volume (channels, size, size) made of the picture, which counts by its hash."""
    return pointwise.deep_volume(_image, channels, size)


@kept.keep
def reduce(sha: str, way: str, c_in: int, c_out: int, size: int, _volume: torch.Tensor) -> tuple[torch.Tensor, float]:
    """The volume with c_out channels, and the share of the variance that they keep (PCA only, else 0)."""
    if way == "pca":
        found = pointwise.principal_components(_volume, c_out)
        return pointwise.mix(_volume, found.weights, found.bias), found.kept
    return pointwise.mix(_volume, pointwise.random_mix(c_out, c_in, 0)), 0.0


def sizes(volume: torch.Tensor, reduced: torch.Tensor, kept: float | None) -> None:
    """Say what became of (C, H, W), and which share of the variance components have kept."""
    channels, height, width = reduced.shape
    shown = say(
        "**{size} × {size} × {c_in}** with {c_out} filters 1×1 gives **{height} × {width} × {channels}**.",
        size=volume.shape[1], c_in=len(volume), c_out=channels, height=height, width=width, channels=channels,
    )  # fmt: skip
    more = [] if kept is None else [say("The components keep **{kept:.1%}** of the variance.", kept=kept)]
    st.markdown(joined([shown, *more], " "))


def before_and_after(volume: torch.Tensor, reduced: torch.Tensor) -> None:
    """The first channels of both, (C, H, W), side by side."""
    shown = {
        say("{when}: the first {most} of {maps} channels", when=when, most=min(len(maps), most), maps=len(maps)): maps[
            :most
        ]
        for when, maps, most in (("Before", volume, 12), ("After", reduced, 32))
    }
    rows = {name: [Tile(v, str(c)) for c, v in enumerate(maps.numpy())] for name, maps in shown.items()}
    wall(rows, key="mix-deep", title="The volume before and after", common=True, tile=84)


def costs(size: int, c_in: int, c_out: int) -> dict[str, list[str]]:
    """A table: parameters and multiply-adds of 1 × 1, 3 × 3 and 5 × 5 convolutions."""
    kernels = (1, 3, 5)
    return {
        "Kernel": [f"{k} × {k}" for k in kernels],
        "Parameters": [f"{convolution_parameters((k, k), c_in, c_out):,}" for k in kernels],
        "Multiply-adds": [
            f"{convolution_multiply_adds((size, size), (k, k), in_channels=c_in, out_channels=c_out, padding='same'):,}"
            for k in kernels
        ],
    }


@kept.keep
def against_dense(volume_key: str, _volume: torch.Tensor) -> tuple[bool, float]:
    """Whether a dense layer on the whole volume and its convolution agree, and their largest difference."""
    weights = pointwise.random_mix(UNITS, _volume.numel(), 1)
    dense, convolution = pointwise.dense_on_everything(_volume, weights, torch.zeros(UNITS))
    return properties.agree(dense, convolution), properties.difference(dense, convolution)


def dense_on_everything(volume_key: str, volume: torch.Tensor) -> None:
    """Say whether a dense layer on a volume (C, H, W) and its convolution agree."""
    channels, height, width = volume.shape
    if volume.numel() > MOST_VALUES:
        lesson.note(
            say(
                "A dense layer on the whole volume is run here for up to {MOST_VALUES:,} values.",
                MOST_VALUES=MOST_VALUES,
            )
        )
        return
    agree, gap = against_dense(volume_key, volume)
    st.markdown(
        say(
            "**The whole volume into a dense layer.** `torch.nn.Linear({numbers:,}, {units})` on the flattened "
            "{channels} × {height} × {width} values and `torch.nn.Conv2d({channels}, {units}, ({height}, {width}))` "
            "with the same {weights:,} weights: {agree}, the largest difference is **{gap:.1g}**. The convolution can "
            "also slide over larger pictures.",
            numbers=volume.numel(), units=UNITS, channels=channels, height=height, width=width,
            weights=volume.numel() * UNITS, agree="they agree" if agree else "they do not agree", gap=gap,
        )
    )  # fmt: skip
