"""The settings of a pooling, and the picture before and after it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
import torch

from cnnviz import kernels
from cnnviz.drawing import colour
from cnnviz.ui.controls.window_row import number
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.views import stills
from cnnviz.ui.views.explorer import NUMBERS_UP_TO, explorer
from cnnviz.words import say

OPS = {"max": "max", "average": "mean", "L2": "l2", "weighted": "sum", "global": "mean"}


@dataclass(frozen=True)
class Pooling:
    """The settings of the lab, in the words of `cnnviz.operations.pooling.pool`."""

    kind: str
    window: int
    stride: int
    padding: int
    ceil_mode: bool
    sigma: float

    def arguments(self) -> dict[str, Any]:
        return {"stride": self.stride, "padding": self.padding, "ceil_mode": self.ceil_mode, "sigma": self.sigma}


def controls(kind: str) -> Pooling:
    """The controls that this kind of pooling has."""
    if kind == "global":
        lesson.note("Global average pooling takes the mean of the whole map, whatever its size.")
        return Pooling(kind, 1, 1, 0, False, 1.0)
    window, stride = number("Window k", 1, 15, 2, "pool-k"), number("Stride s", 1, 16, 2, "pool-s")
    padding = number("Padding p", 0, 15, 0, "pool-p")
    sigma, ceil = 1.0, False
    if kind == "weighted":
        sigma = control.number_input(
            "Sigma", 0.1, 10.0, 1.0, 0.1, key="pool-sigma", bind="query-params", width=shell.px(130)
        )
    else:
        ceil = control.toggle("ceil mode", key="pool-ceil", bind="query-params")
    return Pooling(kind, window, stride, padding, ceil, sigma)


def draw(image: torch.Tensor, output: torch.Tensor, settings: Pooling) -> None:
    """image (C, H, W) and output (C, H', W') in the explorer; a photo and its mean as pictures."""
    photo = max(image.shape[-2:]) > NUMBERS_UP_TO
    if settings.kind == "global" and photo:
        left, right = st.columns([3, 1], vertical_alignment="center")
        with left:
            stills.still(
                in_colours(image, image),
                say("{height} × {width} pixels", height=image.shape[-2], width=image.shape[-1]),
            )
        with right:
            stills.still(in_colours(image, output), "their mean", width=200)
            for name, value in zip(("red", "green", "blue"), output.flatten().tolist(), strict=False):
                st.metric(name if len(image) == 3 else "mean", f"{value:.4f}")
        return
    side = (image.shape[-2], image.shape[-1]) if settings.kind == "global" else (settings.window, settings.window)
    weights = kernels.gaussian(settings.window, settings.sigma) if settings.kind == "weighted" else torch.zeros(side)
    explorer(
        image,
        weights,
        output,
        key="pooling",
        title="Pooling",
        stride=(settings.stride, settings.stride),
        padding=((settings.padding, settings.padding), (settings.padding, settings.padding)),
        op=OPS[settings.kind],
        show="picture" if photo and settings.kind != "L2" else "magnitude" if float(output.min()) >= 0 else "signed",
        names=("input", "window", "output"),
    )


def in_colours(image: torch.Tensor, output: torch.Tensor) -> np.ndarray:
    """The output with the input's black and white, three channels in colour."""
    low, high = min(0.0, float(image.min())), max(1.0, float(image.max()))
    planes = [colour.grey(plane, low, high)[..., 0] for plane in output]
    return np.stack(planes if len(planes) == 3 else planes[:1] * 3, axis=-1)
