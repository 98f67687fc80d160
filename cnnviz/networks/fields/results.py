"""What torch's own layers and functions give, and what they multiply, where this is known without running them.

A network has many of them, and running each on the meta device takes longer than all else together.
"""

from collections.abc import Sequence
from math import prod
from typing import Any

import torch
from torch import Tensor, nn

from cnnviz.networks.fields.kinds import ALIKE, CONVOLUTIONS, DIMENSIONS, SAME_LAYERS, TRANSPOSED


def settled(layer: Any, below: Tensor, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Tensor | None:
    """What one of torch's own layers makes of a tensor, where this is known without running it; None where torch itself
    shall say it, or what does not fit.
    """
    if len(args) > 1 or kwargs:
        return None
    shape = below.shape
    if isinstance(layer, SAME_LAYERS):
        norm = isinstance(layer, nn.modules.batchnorm._BatchNorm)
        if norm and (
            len(shape) < 2 or layer.num_features != shape[1] or type(layer) not in DIMENSIONS.get(len(shape), ())
        ):
            return None
        kept = getattr(layer, "inplace", False) or isinstance(layer, nn.Identity | nn.Dropout | nn.Dropout2d)
        return below if kept else _empty(below, shape)
    if isinstance(layer, nn.Linear):
        fits = len(shape) > 1 and layer.in_features == shape[-1]
        return _empty(below, (*shape[:-1], layer.out_features)) if fits else None
    found = _shape(layer, shape)
    return None if found is None else _empty(below, found)


def _empty(like: Tensor, shape: Sequence[int]) -> Tensor:
    return torch.empty(shape, dtype=like.dtype, device=like.device)  # new_empty is Python on the meta device: slower


def multiply_adds(layer: nn.Module, inputs: Sequence[int], outputs: Sequence[int]) -> int:
    """Products that a convolution or dense layer adds up between these shapes; 0 for all others.

    Every weight of a convolution is used once per place of its output, of a transposed one once per place of its input.
    """
    if isinstance(layer, CONVOLUTIONS):
        return layer.weight.numel() * prod(outputs) // layer.out_channels
    if isinstance(layer, TRANSPOSED):
        return layer.weight.numel() * prod(inputs) // layer.in_channels
    return layer.weight.numel() * prod(outputs[:-1]) if isinstance(layer, nn.Linear) else 0


def _shape(layer: Any, shape: Sequence[int]) -> tuple[int, ...] | None:
    """Shape of the output of a convolution or pooling; None where torch itself shall say it, or nothing fits."""
    count = len(shape) - 2
    if isinstance(layer, CONVOLUTIONS):
        channels, padding = layer.out_channels, convolution_padding(layer)
        if layer.padding_mode != "zeros" or shape[1] != layer.in_channels or len(layer.kernel_size) != count:
            return None
    elif isinstance(layer, nn.MaxPool2d | nn.AvgPool2d) and count == 2 and not layer.ceil_mode:
        if getattr(layer, "return_indices", False):
            return None
        channels, padding = shape[1], each(layer.padding, count)
        if any(2 * p > k for p, k in zip(padding, each(layer.kernel_size, count), strict=True)):
            return None
    else:
        return None
    settings = layer.kernel_size, layer.stride, padding, getattr(layer, "dilation", 1)
    sizes = []
    for n, k, s, p, d in zip(shape[2:], *(each(setting, count) for setting in settings), strict=True):
        room = n + (sum(p) if isinstance(p, tuple) else 2 * p) - d * (k - 1) - 1
        if room < 0:
            return None
        sizes.append(room // s + 1)
    return (shape[0], channels, *sizes)


def pointwise_result(name: str, tensors: Sequence[Any], settings: dict[str, Any], writes: bool) -> Tensor | None:
    """What an arithmetic function or an activation makes of tensors that are alike; None for all else.

    writes: it writes into the first one.
    """
    if name not in ALIKE or settings or not tensors:
        return None
    first = tensors[0]
    alike = all(isinstance(t, Tensor) and t.shape == first.shape and t.dtype == first.dtype for t in tensors)
    if not alike or not first.is_floating_point():
        return None
    return first if writes else _empty(first, first.shape)


def convolution_padding(layer: Any) -> tuple[Any, ...]:
    """Padding of a convolution for each axis, a number or (before, after)."""
    if layer.padding == "same":
        totals = [d * (k - 1) for k, d in zip(layer.kernel_size, layer.dilation, strict=True)]
        return tuple((total // 2, total - total // 2) for total in totals)
    return tuple(0 for _ in layer.kernel_size) if layer.padding == "valid" else tuple(layer.padding)


def each(setting: Any, count: int) -> tuple[Any, ...]:
    values = tuple(setting) if isinstance(setting, tuple | list) else (setting,)
    return values * count if len(values) == 1 else values
