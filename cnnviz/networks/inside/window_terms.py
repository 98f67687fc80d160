"""Terms of a value that is a sum over a window, or the largest of it: convolutions, dense layers and pooling."""

import itertools
import math
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from cnnviz.geometry import padding_modes
from cnnviz.networks.fields.results import convolution_padding as padding_of
from cnnviz.networks.inside.terms import Index, Step, Term, Terms

Indices = NDArray[np.int64]


def convolution(step: Step, index: Index) -> Terms:
    layer: Any = step.layer
    values = step.input()
    weight = layer.weight[index[0]].detach()  # (C_in / groups, *kernel)
    pads = padding_of(layer)
    places = [
        [i * stride - (pad[0] if isinstance(pad, tuple) else pad) + dilation * t for t in range(kernel)]
        for i, kernel, stride, pad, dilation in zip(
            index[1:], layer.kernel_size, layer.stride, pads, layer.dilation, strict=True
        )
    ]
    places = [_wrapped(row, n, layer.padding_mode) for row, n in zip(places, values.shape[1:], strict=True)]
    first = index[0] // (layer.out_channels // layer.groups) * weight.shape[0]
    channels = list(range(first, first + weight.shape[0]))
    terms = _window(step, [channels, *places], weight)
    return Terms(terms + _bias(layer, index[0]), tuple(weight.shape))


def transposed(step: Step, index: Index) -> Terms:
    layer: Any = step.layer
    values = step.input()
    per_group = layer.out_channels // layer.groups
    group, out = divmod(index[0], per_group)
    width = layer.in_channels // layer.groups
    axes = []
    for i, n, kernel, stride, pad, dilation in zip(
        index[1:], values.shape[1:], layer.kernel_size, layer.stride, layer.padding, layer.dilation, strict=True
    ):
        reach = [(t, i + pad - dilation * t) for t in range(kernel)]
        axes.append([(t, at // stride) for t, at in reach if at % stride == 0 and 0 <= at // stride < n])
    terms = []
    for channel in range(group * width, (group + 1) * width):
        for pairs in itertools.product(*axes):
            at = (channel, *(m for _, m in pairs))
            weight = float(layer.weight[(channel, out, *(t for t, _ in pairs))].detach())
            value = float(values[at])
            terms.append(Term(step.source(), at, value, weight, value * weight))
    return Terms(terms + _bias(layer, index[0]))


def dense(step: Step, index: Index) -> Terms:
    layer: Any = step.layer
    terms = _window(step, [list(range(layer.in_features))], layer.weight[index[-1]].detach(), before=index[:-1])
    return Terms(terms + _bias(layer, index[-1]))


def pooling(step: Step, index: Index) -> Terms:
    values = step.input()
    count = values.ndim - 1
    layer: Any = step.layer
    largest = step.kind.lower().startswith("max")
    if layer is None:
        kernel, stride, padding = (
            step.setting(1, "kernel_size"),
            step.setting(2, "stride"),
            step.setting(3, "padding", 0),
        )
        dilation = step.setting(4, "dilation", 1) if largest else 1
        counts_padding, divisor = step.setting(5, "count_include_pad", True), step.setting(6, "divisor_override")
    else:
        kernel, stride, padding = layer.kernel_size, layer.stride, getattr(layer, "padding", 0)
        dilation = getattr(layer, "dilation", 1)
        counts_padding = getattr(layer, "count_include_pad", True)
        divisor = getattr(layer, "divisor_override", None)
    sizes = [_each(setting, count) for setting in (kernel, stride or kernel, padding, dilation)]
    places = [[i * s - p + d * t for t in range(k)] for i, k, s, p, d in zip(index[1:], *sizes, strict=True)]
    inside = [[at if 0 <= at < n else -1 for at in row] for row, n in zip(places, values.shape[1:], strict=True)]
    shape = (1, *(len(row) for row in places))
    if largest:
        return Terms(_maximum(step, [[index[0]], *inside]), shape)
    if divisor is None:
        # a window that rounding up has pushed beyond the padding ends there
        ends = [n + p if counts_padding else n for n, p in zip(values.shape[1:], sizes[2], strict=True)]
        starts = [-p if counts_padding else 0 for p in sizes[2]]
        divisor = math.prod(
            sum(low <= at < high for at in row) for row, low, high in zip(places, starts, ends, strict=True)
        )
    return Terms(_window(step, [[index[0]], *inside], torch.full(shape, 1 / divisor, dtype=torch.float64)), shape)


def adaptive(step: Step, index: Index) -> Terms:
    sizes, outs = step.input().shape[1:], step.opened.values[step.node].shape[2:]
    places = [
        list(range(i * n // out, -(-(i + 1) * n // out))) for i, n, out in zip(index[1:], sizes, outs, strict=True)
    ]
    shape = (1, *(len(row) for row in places))
    if "max" in step.kind.lower():
        return Terms(_maximum(step, [[index[0]], *places]), shape)
    share = torch.full(shape, 1 / math.prod(shape), dtype=torch.float64)
    return Terms(_window(step, [[index[0]], *places], share), shape)


def mean(step: Step, index: Index) -> Terms:
    values = step.input()
    given = step.setting(1, "dim")
    dims = {d % (values.ndim + 1) - 1 for d in (given if isinstance(given, tuple | list) else (given,))}
    keeps = bool(step.setting(2, "keepdim", False))
    left = iter(index)
    places = []
    for axis, n in enumerate(values.shape):
        if axis in dims:
            places.append(list(range(n)))
            if keeps:
                next(left)
        else:
            places.append([next(left)])
    shape = tuple(len(row) for row in places)
    return Terms(_window(step, places, torch.full(shape, 1 / math.prod(shape), dtype=torch.float64)), shape)


def _window(step: Step, places: list[list[int]], weights: Tensor, before: Index = ()) -> list[Term]:
    """Value times weight at every place of a window; a place of -1 along any axis lies in the padding."""
    indices, inside = _grid(places)
    values = np.where(inside, _values(step.input()[before] if before else step.input(), indices), 0.0)
    factors = weights.double().cpu().numpy().ravel()
    products = values * factors
    source = step.source()
    return [
        Term(source, (*before, *at), value, weight, product) if here else Term("", (), 0.0, weight, 0.0, "padding")
        for at, here, value, weight, product in zip(
            indices.tolist(), inside.tolist(), values.tolist(), factors.tolist(), products.tolist(), strict=True
        )
    ]


def _maximum(step: Step, places: list[list[int]]) -> list[Term]:
    """The first of the largest values wins and is the sum; the padding never does."""
    indices, inside = _grid(places)
    values = np.where(inside, _values(step.input(), indices), -np.inf)
    winner = int(values.argmax())
    source = step.source()
    return [
        Term(source, tuple(at), value, float(n == winner), value if n == winner else 0.0, _rank(n == winner))
        if here
        else Term("", (), 0.0, 0.0, 0.0, "padding")
        for n, (at, here, value) in enumerate(zip(indices.tolist(), inside.tolist(), values.tolist(), strict=True))
    ]


def _grid(places: list[list[int]]) -> tuple[Indices, NDArray[np.bool_]]:
    """All places of a window, (n, axes), the last axis running fastest, and which of them do not lie in the padding."""
    axes = np.meshgrid(*(np.asarray(row, dtype=np.int64) for row in places), indexing="ij")
    indices = np.stack([axis.ravel() for axis in axes], axis=1)
    return indices, np.asarray((indices >= 0).all(axis=1))


def _values(tensor: Tensor, indices: Indices) -> NDArray[np.float64]:
    places = tuple(torch.from_numpy(column.clip(0)).to(tensor.device) for column in indices.T)
    return np.asarray(tensor[places].detach().double().cpu().numpy())


def _wrapped(places: list[int], n: int, padding_mode: str) -> list[int]:
    """What stands in for the places beyond the border; -1 for zeros."""
    met = [padding_modes.source(at, n, padding_mode) for at in places]
    return [-1 if at is None else at for at in met]


def _bias(layer: Any, channel: int) -> list[Term]:
    if layer.bias is None:
        return []
    bias = float(layer.bias[channel].detach())
    return [Term("", (), 1.0, bias, bias, "bias")]


def _each(setting: Any, count: int) -> tuple[int, ...]:
    return tuple(setting) if isinstance(setting, tuple | list) else (setting,) * count


def _rank(wins: bool) -> str:
    return "winner" if wins else "loser"
