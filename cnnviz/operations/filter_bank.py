"""Several filters side by side: a bank (F, C, m, m) makes of one picture (C, H, W) a stack of F feature maps."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from cnnviz import limits
from cnnviz.convolution import GREY_WEIGHTS, Values, cross_correlate, pad
from cnnviz.kernels import LARGEST, as_kernel
from cnnviz.words import say

MOST = 12
"""Most filters of a bank on the screen."""


def centred(kernel: Values, size: int) -> Tensor:
    """The kernel (h, w) with zeros around it: (size, size), with the same response as before.

    Its anchor, the entry on the output's own pixel under "same" padding, is entry (n - 1) // 2 for every size n, and
    stays on that pixel. Raises ValueError if it does not fit.
    """
    table = as_kernel(kernel)
    if max(table.shape) > size:
        raise ValueError(
            say(
                "A kernel of {height} × {width} does not fit into {size} × {size}: use a size of at least {least}.",
                height=table.shape[0], width=table.shape[1], size=size, least=max(table.shape),
            )
        )  # fmt: skip
    top, left = ((size - 1) // 2 - (length - 1) // 2 for length in table.shape)
    frame = table.new_zeros(size, size)
    frame[top : top + table.shape[0], left : left + table.shape[1]] = table
    return frame


def bank_of(kernels: Sequence[Values], channels: int) -> Tensor:
    """Kernels (h, w) of any sizes as one bank (F, channels, m, m), where m is the largest height or width.

    With 3 channels every slice is the kernel times the share of red, green or blue in the brightness, so that the
    filter answers as its kernel does on the grey picture; with 1 channel it is the kernel.
    Raises ValueError if there is no kernel or `channels` is not 1 or 3.
    """
    if not kernels:
        raise ValueError("The bank has no filter: choose at least 1.")
    if channels not in (1, 3):
        raise ValueError(
            say("The picture has {channels} channels: use 1 (grey) or 3 (red, green, blue).", channels=channels)
        )
    tables = [as_kernel(kernel) for kernel in kernels]
    size = max(max(table.shape) for table in tables)
    shares = torch.tensor(GREY_WEIGHTS if channels == 3 else (1.0,))
    return torch.stack([centred(table, size) for table in tables])[:, None] * shares[:, None, None]


def random_bank(filters: int, channels: int, size: int, seed: int) -> Tensor:
    """A bank (filters, channels, size, size) drawn from a normal distribution with variance 2 / (channels size²).

    That is how a layer before a ReLU starts. Raises ValueError unless every number is positive and size at most 15.
    Source: He et al. 2015, "Delving Deep into Rectifiers", equation 10.
    """
    if min(filters, channels, size) < 1 or size > LARGEST:
        raise ValueError(
            say(
                "{filters} filters of {channels} × {size} × {size} are not possible: "
                "use at least 1 filter and 1 channel, "
                "and a size from 1 to {LARGEST}.",
                filters=filters, channels=channels, size=size, LARGEST=LARGEST,
            )
        )  # fmt: skip
    limits.check(
        filters * channels * size**2, limits.VALUES, "This bank has", "weights", lower="the filters or channels"
    )
    spread = math.sqrt(2 / (channels * size * size))
    weights = np.random.default_rng(seed).normal(0, spread, (filters, channels, size, size))
    return torch.from_numpy(weights.astype(np.float32))


def feature_maps(image: Values, bank: Tensor, **window: Any) -> Tensor:
    """One filter after the other: image (C, H, W) and bank (F, C, m, m) give (F, H', W').

    window: stride, padding, dilation and padding_mode of `cross_correlate`, whose errors are raised.
    """
    return torch.stack([cross_correlate(image, kernel, **window) for kernel in bank])


def torch_layer(bank: Tensor, bias: Tensor | None = None, *, stride: int = 1, dilation: int = 1) -> nn.Conv2d:
    """torch.nn.Conv2d with these weights (F, C, m, m) and biases (F,), without padding."""
    filters, channels, height, width = bank.shape
    layer = nn.Conv2d(
        channels, filters, (height, width), stride=stride, dilation=dilation, bias=bias is not None, dtype=bank.dtype
    )
    with torch.no_grad():
        layer.weight.copy_(bank)
        if bias is not None and layer.bias is not None:
            layer.bias.copy_(bias)
    return layer


def through_torch(
    image: Values,
    bank: Tensor,
    bias: Tensor | None = None,
    *,
    stride: int = 1,
    dilation: int = 1,
    padding: Any = 0,
    padding_mode: str = "zeros",
) -> Tensor:
    """All filters at once in torch's own layer, on the padded picture: (F, H', W')."""
    kernel_size = (bank.shape[-2], bank.shape[-1])
    padded = pad(image, padding, kernel_size, stride=stride, dilation=dilation, padding_mode=padding_mode)
    with torch.no_grad():
        output: Tensor = torch_layer(bank, bias, stride=stride, dilation=dilation)(padded[None])[0]
    return output
