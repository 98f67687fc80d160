"""Pooling: one number for each window of every channel, or one for the whole feature map.

An image is (H, W) or (C, H, W); the result has the same number of axes, and every channel is pooled by itself.
Sizes and refused settings are those of `cnnviz.geometry.layer` for max and average pooling. Maxima, means and sums
of a rectangle are taken along the rows and then along the columns, which gives the same and takes k + k instead of
k · k steps.
"""

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnviz.convolution import Values, cross_correlate, read_array
from cnnviz.geometry.layer import layer_output
from cnnviz.kernels import gaussian
from cnnviz.words import joined, say

KINDS = ("max", "average", "L2", "weighted", "global")
"""Goodfellow et al. 2016, section 9.3, names these: maximum, average, L2 norm and weighted average by distance."""


def pool(
    image: Values,
    window: int = 2,
    *,
    kind: str = "max",
    stride: int | None = None,
    padding: int = 0,
    ceil_mode: bool = False,
    sigma: float = 1.0,
) -> Tensor:
    """Pool windows of `window` × `window` pixels; `kind` is one of `KINDS`.

    max       the largest value; padding never wins
    average   the mean; padding counts as zeros, what lies beyond the padding does not count
    L2        the root of the sum of squares, zeros in the padding
    weighted  the mean with Gaussian weights of `sigma` pixels around the middle of the window, zeros in the padding
    global    the mean of the whole map, (1, 1) or (C, 1, 1), whatever the window

    stride None is the window. ceil_mode lets a last window reach over the end (not for "weighted"); an average is then
    taken over fewer pixels, and L2 is scaled up as if the window were full, as in torch.nn.LPPool2d.
    Raises ValueError that says which number to change. Source: Goodfellow, Bengio & Courville 2016, section 9.3;
    torch.nn.MaxPool2d, AvgPool2d, LPPool2d, AdaptiveAvgPool2d.

    >>> pool([[1, 2, 0, 0], [3, 4, 0, 8]])
    tensor([[4., 8.]])
    """
    picture = read_array("image", image)
    step = window if stride is None else stride
    if kind == "global":
        return picture.mean((-2, -1), keepdim=True)
    if kind == "weighted":
        if ceil_mode:
            raise ValueError("A weighted average is a convolution and has no ceil mode: switch it off.")
        return cross_correlate(picture, gaussian(window, sigma).to(picture), stride=step, padding=padding)
    if kind not in KINDS:
        raise ValueError(
            say("There is no pooling called {kind!r}: use one of {KINDS}.", kind=kind, KINDS=joined(KINDS))
        )
    if kind == "L2":  # PyTorch's layer has no padding, so that the zeros are part of the picture
        picture, padding = F.pad(picture, [padding] * 4), 0
    shape = layer_output(
        "avg_pool" if kind == "average" else "max_pool",
        tuple(picture.shape[-2:]), kernel=window, stride=step, padding=padding, ceil_mode=ceil_mode,
    )[1:]  # fmt: skip
    if kind == "max":
        return _reduced(picture, shape, window, step, padding, Tensor.amax, -math.inf)
    covered = [_covered(n, count, window, step, padding) for n, count in zip(picture.shape[-2:], shape, strict=True)]
    area = torch.outer(*covered).to(picture)
    if kind == "average":
        return _reduced(picture, shape, window, step, padding, Tensor.sum, 0.0) / area
    squares = _reduced(picture.square(), shape, window, step, padding, Tensor.sum, 0.0)
    return (squares * (window * window / area)).sqrt()


def max_blur_pool(image: Values, window: int = 2, stride: int = 2) -> Tensor:
    """Max pooling that does not alias: the maximum at every place, then a [1, 2, 1] blur with the stride.

    (C, H, W) or (H, W), without padding. Source: Zhang 2019, "Making Convolutional Networks Shift-Invariant Again".
    """
    line = torch.tensor([1.0, 2.0, 1.0]) / 4
    return cross_correlate(pool(image, window, stride=1), torch.outer(line, line), stride=stride)


def module(
    kind: str, window: int, *, stride: int | None, padding: int = 0, ceil_mode: bool = False, sigma: float = 1.0
) -> nn.Module:
    """PyTorch's own layer for a kind of pooling, for an input (1, C, H, W); arguments as for `pool`."""
    step = window if stride is None else stride
    match kind:
        case "max":
            return nn.MaxPool2d(window, step, padding, ceil_mode=ceil_mode)
        case "average":
            return nn.AvgPool2d(window, step, padding, ceil_mode=ceil_mode)
        case "L2":
            return nn.Sequential(nn.ZeroPad2d(padding), nn.LPPool2d(2, window, step, ceil_mode=ceil_mode))
        case "weighted":
            return _WeightedAverage(gaussian(window, sigma), step, padding)
        case "global":
            return nn.AdaptiveAvgPool2d(1)
    raise ValueError(say("There is no pooling called {kind!r}: use one of {KINDS}.", kind=kind, KINDS=joined(KINDS)))


def window_values(
    image: Tensor, position: tuple[int, int], window: int, *, stride: int, padding: int = 0, kind: str = "max"
) -> Tensor:
    """What an image (H, W) shows one window: (h, w), without what lies beyond the picture and its padding.

    position: (row, column) of the output. Padding is 0, and left out for "max", which it never wins.
    """
    framed = image if kind == "max" else F.pad(image, [padding] * 4)
    shift = padding if kind == "max" else 0
    (top, bottom), (left, right) = ((max(0, at * stride - shift), at * stride - shift + window) for at in position)
    return framed[top:bottom, left:right]


class _WeightedAverage(nn.Module):
    """One fixed kernel on every channel; a buffer, so that training leaves it as it is."""

    weights: Tensor

    def __init__(self, weights: Tensor, stride: int, padding: int) -> None:
        super().__init__()
        self.register_buffer("weights", weights)
        self.stride, self.padding = stride, padding

    def forward(self, image: Tensor) -> Tensor:
        channels = image.shape[1]
        bank = self.weights.expand(channels, 1, -1, -1)
        return F.conv2d(image, bank, stride=self.stride, padding=self.padding, groups=channels)


def _reduced(
    picture: Tensor,
    shape: tuple[int, ...],
    window: int,
    stride: int,
    padding: int,
    reduce: Callable[[Tensor, int], Tensor],
    fill: float,
) -> Tensor:
    """Every window reduced to one number, along the columns and then along the rows; `fill` stands in the padding."""
    height, width = picture.shape[-2:]
    below, right = (
        max(0, (n - 1) * stride + window - size - padding) for n, size in zip(shape, (height, width), strict=True)
    )
    framed = F.pad(picture, (padding, right, padding, below), value=fill)
    lines = reduce(framed.unfold(-1, window, stride)[..., : shape[1], :], -1)
    return reduce(lines.unfold(-2, window, stride)[..., : shape[0], :, :], -1)


def _covered(size: int, count: int, window: int, stride: int, padding: int) -> Tensor:
    """Pixels and padding under each window along one axis, (count,): fewer than the window at an end in ceil mode."""
    starts = torch.arange(count) * stride
    return torch.clamp(size + 2 * padding - starts, max=window)
