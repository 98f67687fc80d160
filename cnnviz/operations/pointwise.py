"""1×1 convolution: every pixel's channels mixed by one small matrix, the same at every place."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from cnnviz import limits
from cnnviz.convolution import GREY_WEIGHTS, Values, cross_correlate, read_array
from cnnviz.operations.filter_bank import random_bank
from cnnviz.words import say, several


@dataclass(frozen=True)
class Mix:
    """Weights and biases that mix red, green and blue: text for `cnnviz.writing.matrices.parse_matrix`, one row per
    output.

    A fourth number in each row is the bias. `show` tells how the result is meant: as a picture, or signed.
    """

    rows: str
    description: str
    source: str
    show: str = "picture"


MIXES: dict[str, Mix] = {
    "luma": Mix(
        " ".join(str(share) for share in GREY_WEIGHTS),
        "Three channels become one: the brightness.",
        "Recommendation ITU-R BT.601",
    ),
    "sepia": Mix(
        "0.393 0.769 0.189; 0.349 0.686 0.168; 0.272 0.534 0.131",
        "Brightness in brown tones, as on old prints.",
        "W3C, Filter Effects Module Level 1, section 8",
    ),
    "swap": Mix(
        "0 0 1; 0 1 0; 1 0 0",
        "Red and blue change places.",
        "A permutation matrix; OpenCV stores pictures in this order",
    ),
    "negative": Mix(
        "-1 0 0 1; 0 -1 0 1; 0 0 -1 1",
        "Every channel is subtracted from 1: the bias does the rest.",
        "Gonzalez & Woods 2018, Digital Image Processing, section 3.2",
    ),
    "opponent": Mix(
        "0.7071068 -0.7071068 0; 0.4082483 0.4082483 -0.8164966; 0.5773503 0.5773503 0.5773503",
        "Red against green, yellow against blue, and the intensity: the axes of colour vision.",
        "van de Sande et al. 2010, Evaluating Color Descriptors, equation 4",
        "signed",
    ),
    "identity": Mix("1 0 0; 0 1 0; 0 0 1", "Every channel is kept as it is.", "The unit matrix"),
}
"""Ways to mix red, green and blue, by name."""


def mix(image: Values, weights: Values, bias: Values | None = None) -> Tensor:
    """out[o, y, x] = sum over c of weights[o, c] * image[c, y, x] + bias[o]: (C, H, W) gives (C_out, H, W).

    weights: (C_out, C); bias: (C_out,). Raises ValueError if the channels do not fit.
    Source: Lin, Chen & Yan 2014, "Network In Network", section 3.1.
    """
    pixels = read_array("image", image, (3,))
    matrix = torch.as_tensor(weights, dtype=pixels.dtype)
    if matrix.ndim != 2 or matrix.shape[1] != len(pixels):
        raise ValueError(
            say(
                "The weights have the shape {shape}, the image {pixels} channels: "
                "use a matrix with {pixels} columns, one for each channel.",
                shape=tuple(matrix.shape),
                pixels=len(pixels),
            )
        )
    mixed = torch.einsum("oc,chw->ohw", matrix, pixels)
    return mixed if bias is None else mixed + torch.as_tensor(bias, dtype=pixels.dtype)[:, None, None]


def on_one_channel(weights: Tensor) -> Tensor:
    """The weights (C_out, 1) that make of one channel what these (C_out, C) make of C equal ones."""
    return weights.sum(1, keepdim=True)


def split_bias(matrix: Values, channels: int) -> tuple[Tensor, Tensor]:
    """A matrix with one column per channel, or one more for the bias, as weights (C_out, C) and bias (C_out,)."""
    table = torch.as_tensor(matrix, dtype=torch.float32)
    columns = table.shape[1]
    if columns not in (channels, channels + 1):
        raise ValueError(
            say(
                "The matrix has {columns}, the input {channels} channels: "
                "give every row {channels} weights, or {with_bias} numbers, where the last is the bias.",
                columns=several("{n} column", "{n} columns", columns), channels=channels, with_bias=channels + 1,
            )
        )  # fmt: skip
    bias = table[:, channels] if columns > channels else torch.zeros(len(table))
    return table[:, :channels].contiguous(), bias.contiguous()


class Components(NamedTuple):
    """Principal components of the channels of one picture.

    weights (k, C) and bias (k,) of the 1×1 convolution that gives the k strongest; kept: their share of the variance.
    """

    weights: Tensor
    bias: Tensor
    kept: float


def principal_components(image: Values, count: int | None = None) -> Components:
    """The `count` directions along which the pixels (C, H, W) vary most, strongest first; all of them by default.

    Each direction has length 1, and its largest entry is positive; the bias moves the mean of each output to 0.
    Source: Pearson 1901; Jolliffe 2002, "Principal Component Analysis", section 1.1.
    """
    pixels = read_array("image", image, (3,)).double().flatten(1)
    count = len(pixels) if count is None else count
    if not 1 <= count <= len(pixels):
        raise ValueError(
            say(
                "{pixels} channels have 1 to {pixels} principal components, not {count}.",
                pixels=len(pixels),
                count=count,
            )
        )
    mean = pixels.mean(1)
    centred = pixels - mean[:, None]
    variances, directions = torch.linalg.eigh(centred @ centred.T / pixels.shape[1])
    weights = directions.T.flip(0)[:count]
    largest = weights.gather(1, weights.abs().argmax(1, keepdim=True))
    weights = weights * torch.where(largest < 0, -1.0, 1.0)
    variances = variances.clamp(min=0).flip(0)
    kept = float(variances[:count].sum() / variances.sum()) if variances.sum() > 0 else 1.0
    return Components(weights.float(), (-weights @ mean).float(), kept)


def deep_volume(image: Values, channels: int = 192, size: int = 28, seed: int = 0) -> Tensor:
    """A volume (channels, size, size) as it stands inside a network: random 3 × 3 filters and a ReLU over the photo.

    The middle square of the picture (C, H, W) is averaged or repeated to size × size first; padding is "same".
    """
    limits.check(channels * size**2, limits.VALUES, "This volume has", "values", lower="its channels or its size")
    pixels = read_array("image", image, (3,))
    side = min(pixels.shape[1:])
    top, left = ((length - side) // 2 for length in pixels.shape[1:])
    square = pixels[:, top : top + side, left : left + side]
    small = F.adaptive_avg_pool2d(square[None], size)[0]
    bank = random_bank(channels, len(pixels), 3, seed)
    return cross_correlate(small, bank, padding="same").clamp(min=0)


def random_mix(out_channels: int, in_channels: int, seed: int) -> Tensor:
    """Weights (out_channels, in_channels) with variance 2 / in_channels, as a layer before a ReLU starts."""
    limits.check(out_channels * in_channels, limits.VALUES, "These are", "weights", lower="the channels")
    draw = np.random.default_rng(seed).normal(0, math.sqrt(2 / in_channels), (out_channels, in_channels))
    return torch.from_numpy(draw.astype(np.float32))


class Pair(NamedTuple):
    """The same numbers on two ways: through torch.nn.Linear and through torch.nn.Conv2d, each (C_out, H', W')."""

    linear: Tensor
    convolution: Tensor


def dense_at_every_pixel(volume: Tensor, weights: Tensor, bias: Tensor) -> Pair:
    """A dense layer (C_out, C) on the channels of every pixel of (C, H, W), and the 1×1 convolution of its weights."""
    with torch.no_grad():
        linear = _linear(weights, bias)(volume.permute(1, 2, 0)).permute(2, 0, 1)
        convolution = _convolution(weights[:, :, None, None], bias)(volume[None])[0]
    return Pair(linear, convolution)


def dense_on_everything(volume: Tensor, weights: Tensor, bias: Tensor) -> Pair:
    """A dense layer (units, C H W) on the whole volume (C, H, W), and as a convolution with H × W kernels.

    The kernels hold the same weights. Both give (units, 1, 1).
    Source: Long, Shelhamer & Darrell 2015, "Fully Convolutional Networks", section 3.1.
    """
    with torch.no_grad():
        linear = _linear(weights, bias)(volume.flatten())[:, None, None]
        convolution = _convolution(weights.reshape(-1, *volume.shape), bias)(volume[None])[0]
    return Pair(linear, convolution)


def _linear(weights: Tensor, bias: Tensor) -> torch.nn.Linear:
    layer = torch.nn.Linear(weights.shape[1], weights.shape[0], dtype=weights.dtype)
    layer.load_state_dict({"weight": weights, "bias": bias})
    return layer


def _convolution(weights: Tensor, bias: Tensor) -> torch.nn.Conv2d:
    layer = torch.nn.Conv2d(
        weights.shape[1], weights.shape[0], (weights.shape[2], weights.shape[3]), dtype=weights.dtype
    )
    layer.load_state_dict({"weight": weights, "bias": bias})
    return layer
