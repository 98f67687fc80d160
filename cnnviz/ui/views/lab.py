"""The lab most lessons share: a kernel slides over the picture, the explorer shows it, the numbers are checked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F

from cnnviz import convolution
from cnnviz.operations import one_value, properties
from cnnviz.ui.controls.window_settings import WindowSettings
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.views.explorer import NUMBERS_UP_TO, Follows, explorer, position
from cnnviz.words import say

if TYPE_CHECKING:
    from torch import Tensor

SHOW = ("auto", "signed", "magnitude", "picture")


def show_control(key: str) -> str:
    """How the output is coloured: one of SHOW."""
    return control.selectbox(
        "Output as",
        SHOW,
        key=key,
        bind="query-params",
        width=shell.px(150),
        help="signed: blue below zero, red above. magnitude: how far from zero. picture: as a photo, clipped to 0…1. "
        "auto: a picture for kernels that average (no negative weight, sum 1), signed colours for all others.",
    )


def shown_as(show: str, image: "Tensor", kernel: "Tensor") -> str:
    """What "auto" means for this picture and kernel."""
    if show != "auto":
        return show
    is_photo = float(image.min()) >= 0 and float(image.max()) <= 1
    averages = float(kernel.min()) >= 0 and abs(float(kernel.sum()) - 1) < 0.01
    return "picture" if is_photo and averages else "signed"


def respond(
    image: "Tensor",
    kernel: "Tensor",
    window: WindowSettings,
    *,
    key: str,
    title: str,
    show: str = "auto",
    bias: float | None = None,
    group: str = "",
    names: tuple[str, str, str] = ("input", "kernel", "output"),
    symbol: str = "⋆",
    channels: Sequence[str] = ("red", "green", "blue"),
    editors: tuple[str, ...] = (),
    turned: bool = False,
    output_of: str = "",
    middle: bool = False,
) -> "Tensor":
    """Cross-correlate, draw the explorer, return the response: (C, H', W'), or (H', W') for a kernel (C, h, w).

    middle: as in `explorer`. editors, turned, output_of: where kernel and image come from, as in `explorer.Follows`.

    Raises ValueError with a sentence for the student when kernel, picture and settings do not fit together.
    """
    output = convolution.cross_correlate(image, kernel, **window.arguments())
    partials = None
    if kernel.ndim == 3:
        partials = convolution.channel_responses(image, kernel, **window.arguments())
    if bias is not None:
        output = output + bias
    explorer(
        image,
        kernel,
        output,
        key=key,
        title=title,
        stride=(window.stride, window.stride),
        dilation=(window.dilation, window.dilation),
        padding=window.resolved((kernel.shape[-2], kernel.shape[-1])),
        padding_mode=window.padding_mode,
        bias=None if bias is None else [bias],
        partials=partials,
        show=shown_as(show, image, kernel),
        group=group,
        names=names,
        symbol=symbol,
        channels=channels,
        middle=middle,
        follows=Follows(editors, window.padding, show, turned, output_of) if editors else None,
    )
    return output


def in_your_numbers(
    image: "Tensor",
    kernel: "Tensor",
    output: "Tensor",
    window: WindowSettings,
    *,
    key: str,
    bias: float | None = None,
    middle: bool = False,
) -> None:
    """The formula at the pinned cell with its numbers, beside torch's own layer."""
    height, width = output.shape[-2:]
    at = position(key, height, width, middle=middle or max(image.shape[-2:]) > NUMBERS_UP_TO)
    plane = image[0] if kernel.ndim == 2 else image
    taken_apart = convolution.window(plane, kernel, at, **window.arguments())
    shown = float(output.reshape(-1, height, width)[0][at])
    (top, bottom), (left, right) = window.resolved((kernel.shape[-2], kernel.shape[-1]))
    padded = F.pad(
        plane.reshape(1, -1, *plane.shape[-2:]),
        (left, right, top, bottom),
        mode=convolution.PADDING_MODES[window.padding_mode],
    )
    torch_bias = None if bias is None else torch.tensor([bias])
    # one window is enough for one value
    (rows, columns), s, d = kernel.shape[-2:], window.stride, window.dilation
    top, left = at[0] * s, at[1] * s
    layer = F.conv2d(
        padded[..., top : top + d * (rows - 1) + 1, left : left + d * (columns - 1) + 1],
        kernel.reshape(1, -1, *kernel.shape[-2:]),
        torch_bias,
        stride=window.stride,
        dilation=window.dilation,
    )
    by_torch = float(layer)
    summed = float(taken_apart.products.double().sum()) + (bias or 0.0)
    agrees = properties.agree([shown, summed], [by_torch, by_torch])
    channels = kernel.shape[0] if kernel.ndim == 3 else 1
    lesson.numbers(
        [
            one_value.cross_correlation_symbols(channels, bias is not None),
            *one_value.cross_correlation_numbers(taken_apart, kernel, at, bias=bias),
        ],
        agrees=agrees,
        beside=say(
            "`torch.nn.functional.conv2d` gives **{by_torch:.6g}** at [{row}, {column}]; "
            "the products add up to **{summed:.6g}**. Pin another cell in the lab to see its numbers.",
            by_torch=by_torch, row=at[0], column=at[1], summed=summed,
        ),
    )  # fmt: skip
