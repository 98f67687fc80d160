"""3.5 Pooling: one number for each window, or for the whole map."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
import torch

from cnnviz import kernels
from cnnviz.drawing import colour
from cnnviz.lessons.listings.windows import pooling_script
from cnnviz.operations import properties
from cnnviz.operations.pooling import KINDS, SYMBOLS, module, parameters, pool, substituted, window_values
from cnnviz.ui.controls import picture
from cnnviz.ui.controls.window_row import number, typed
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.views import stills
from cnnviz.ui.views.explorer import NUMBERS_UP_TO, explorer, position

NUMBERS = "1 3 2 1 0; 4 6 5 2 1; 3 1 1 0 7; 1 2 2 4 8; 0 5 9 3 2"
OPS = {"max": "max", "average": "mean", "L2": "l2", "weighted": "sum", "global": "mean"}
CLASSES = "`MaxPool2d`, `AvgPool2d`, `LPPool2d`, a fixed Gaussian, `AdaptiveAvgPool2d`"

lesson.begin("pooling")


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


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            chosen = (
                None if lesson.choice("Input", ("Numbers", "Photo"), "pool-input") == "Numbers" else picture.choose()
            )
            kind = lesson.choice("Pooling", KINDS, "pool-kind")
            longest = picture.size_control("pool-size") if chosen else 0
        with lesson.controls():
            settings = controls(kind)
        image = typed("pool-numbers", NUMBERS) if chosen is None else picture.working(chosen, longest=longest)
        try:
            output = pool(image, settings.window, kind=kind, **settings.arguments())
        except ValueError as error:
            shell.problem(error)
            return
        draw(image, output, settings)
        with st.container(horizontal=True):
            shell.copy_link()
            stills.png_button(in_colours(image, output), "pooling")
    in_your_numbers(image, output, settings)
    lesson.claim("pooling", "Pooling has no parameters.", lambda: learnt(settings, len(image)))
    lesson.check_yourself("pooling")
    source = stills.script_source(chosen, image, longest)
    lesson.same_in_pytorch(pooling_script(kind, settings.window, **source, **settings.arguments()), "pooling")


def controls(kind: str) -> Pooling:
    if kind == "global":
        st.caption("Global average pooling takes the mean of the whole map, whatever its size.")
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
    photo = max(image.shape[-2:]) > NUMBERS_UP_TO
    if settings.kind == "global" and photo:
        left, right = st.columns([3, 1], vertical_alignment="center")
        with left:
            stills.still(in_colours(image, image), f"{image.shape[-2]} × {image.shape[-1]} pixels")
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


def in_your_numbers(image: torch.Tensor, output: torch.Tensor, settings: Pooling) -> None:
    height, width = output.shape[-2:]
    at = position("pooling", height, width, photo=max(image.shape[-2:]) > NUMBERS_UP_TO)
    by_torch = module(settings.kind, settings.window, **settings.arguments())(image[None])[0]
    value, size = float(output[0][at]), settings.window
    seen, weights = image[0], None
    if settings.kind != "global":
        place = {"stride": settings.stride, "padding": settings.padding, "kind": settings.kind}
        seen = window_values(image[0], at, size, **place)  # type: ignore[arg-type]
        weights = kernels.gaussian(size, settings.sigma)
    lesson.numbers(
        [
            SYMBOLS[settings.kind],
            rf"\begin{{aligned}} y[{at[0]}, {at[1]}] &= {substituted(settings.kind, seen, size, weights)} \\ "
            rf"&= {value:.4g} \end{{aligned}}",
        ],
        agrees=properties.agree(output, by_torch),
        beside=f"PyTorch's layer gives **{float(by_torch[0][at]):.6g}** at [{at[0]}, {at[1]}]"
        f"{' of the red channel' if len(image) == 3 else ''}; over all {output.numel():,} outputs the largest "
        f"difference is **{properties.difference(output, by_torch):.2g}**. Pin another cell in the lab to see its "
        "numbers.",
    )


def learnt(settings: Pooling, channels: int) -> tuple[bool, str]:
    found = {kind: parameters(module(kind, settings.window, **settings.arguments())) for kind in KINDS}
    convolution = parameters(torch.nn.Conv2d(channels, channels, settings.window))
    return (
        found[settings.kind] == 0,
        f"Counted on PyTorch's layers ({CLASSES}): **{', '.join(map(str, found.values()))}** numbers to learn. A "
        f"convolution with your window from {channels} to {channels} "
        f"channel{'s' * (channels > 1)} would learn {convolution}.",
    )


laboratory()
lesson.end(
    "pooling",
    [
        "I. Goodfellow, Y. Bengio, A. Courville: *Deep Learning*, 2016, section 9.3",
        "M. Lin, Q. Chen, S. Yan: *Network in network*, 2014, on global average pooling",
        "PyTorch: `torch.nn.MaxPool2d`, `AvgPool2d`, `LPPool2d`, `AdaptiveAvgPool2d`",
    ],
)
