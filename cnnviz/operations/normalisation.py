"""What AlexNet put behind its layers: local response normalisation and dropout, on feature maps to look at."""

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from cnnviz import kernels
from cnnviz.geometry.axes import whole
from cnnviz.words import say

KERNELS = ("sobel_x", "sobel_y", "line_falling", "line_rising", "kirsch_north", "kirsch_east", "laplacian_8", "emboss")


def first_maps(picture: Tensor) -> Tensor:
    """Feature maps (8, H, W) of a grey picture (1, H, W): eight known kernels instead of learnt ones, then a ReLU."""
    bank = torch.stack([torch.as_tensor(kernels.PRESETS[name].kernel).float()[None] for name in KERNELS])
    return F.relu(F.conv2d(picture[None], bank, padding=1))[0]


def local_response(maps: Tensor, n: int, k: float, alpha: float, beta: float) -> Tensor:
    """b_i = a_i / (k + α Σ a_j²)^β over the n channels around i at the same place; maps (C, H, W).

    At the first and last channels the sum has fewer terms. Raises ValueError if n is even or not positive.
    Source: Krizhevsky, Sutskever & Hinton 2012, section 3.3.
    """
    if whole("number of channels n", n, 1) % 2 == 0:
        raise ValueError(
            say(
                "{n} channels cannot lie around one: use {smaller} or {larger}.",
                n=n, smaller=n - 1, larger=n + 1,
            )
        )  # fmt: skip
    squares = maps.double() ** 2
    sums = torch.stack([squares[max(0, i - n // 2) : i + n // 2 + 1].sum(0) for i in range(len(maps))])
    return (maps.double() / (k + alpha * sums) ** beta).float()


def local_response_by_torch(maps: Tensor, n: int, k: float, alpha: float, beta: float) -> Tensor:
    """The same by torch, whose alpha is divided by n."""
    return F.local_response_norm(maps[None], n, alpha=alpha * n, beta=beta, k=k)[0]


class Normalised(NamedTuple):
    """One value of a map before and after, and the sum of squares that it is divided by."""

    channel: int
    row: int
    column: int
    before: float
    squares: float
    after: float


def strongest(maps: Tensor, n: int, k: float, alpha: float, beta: float) -> Normalised:
    """What `local_response` makes of the largest value of the middle channel of (C, H, W)."""
    channel = len(maps) // 2
    row, column = divmod(int(maps[channel].argmax()), maps.shape[2])
    near = maps[max(0, channel - n // 2) : channel + n // 2 + 1, row, column]
    after = local_response(maps, n, k, alpha, beta)[channel, row, column]
    return Normalised(
        channel, row, column, float(maps[channel, row, column]), float((near.double() ** 2).sum()), float(after)
    )


def dropout(maps: Tensor, percent: int, seed: int) -> Tensor:
    """As in training: each value is 0 with this probability, and those kept are divided by 1 - p.

    Raises ValueError if percent is not 0 to 99.
    """
    if not 0 <= percent < 100:
        raise ValueError(say("Dropout of {percent} % is not possible: use 0 to 99.", percent=percent))
    share = percent / 100
    kept = torch.rand(maps.shape, generator=torch.Generator().manual_seed(seed)) >= share
    return maps * kept / (1 - share)
