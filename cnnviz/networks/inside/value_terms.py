"""Terms of a value that is made of one number, or of one of each map: norms, activations, additions and products."""

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor, fx, nn

from cnnviz.networks.inside.opened import Opened
from cnnviz.networks.inside.terms import Index, Step, Term, Terms
from cnnviz.networks.steps import evaluating, layer_of, run_step

NORMS = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)


def batch_norm(step: Step, index: Index) -> Terms:
    layer: Any = step.layer
    channel, values = index[0], step.input()
    value = float(values[index])
    mean, variance = float(layer.running_mean[channel]), float(layer.running_var[channel])
    gamma = float(layer.weight[channel].detach()) if layer.affine else 1.0
    beta = float(layer.bias[channel].detach()) if layer.affine else 0.0
    return _normalised(step, index, value, mean, variance, gamma, beta)


def norm_of_its_own(step: Step, index: Index) -> Terms:
    """A normalisation by the mean and variance of the very values that it reads."""
    layer: Any = step.layer
    batch = step.opened.read(step.node, step.below[0]).double()
    place: Index | int = index[0]
    if isinstance(layer, nn.GroupNorm):
        width = layer.num_channels // layer.num_groups
        first = index[0] // width * width
        region = batch[0, first : first + width]
    elif isinstance(layer, nn.LayerNorm):
        over = len(layer.normalized_shape)
        region, place = batch[0][index[: len(index) - over]], index[len(index) - over :]
    else:
        region = batch[:, index[0]] if isinstance(layer, NORMS) else batch[0, index[0]]
    mean, variance = float(region.mean()), float(region.var(unbiased=False))
    gamma = 1.0 if layer.weight is None else float(layer.weight[place].detach())
    beta = 0.0 if layer.bias is None else float(layer.bias[place].detach())
    return _normalised(step, index, float(batch[0][index]), mean, variance, gamma, beta)


def _normalised(
    step: Step, index: Index, value: float, mean: float, variance: float, gamma: float, beta: float
) -> Terms:
    layer: Any = step.layer
    factor = gamma / math.sqrt(variance + layer.eps)
    shift = beta - mean * factor
    details = {"mean": mean, "variance": variance, "eps": layer.eps, "gamma": gamma, "beta": beta}
    terms = [Term(step.source(), index, value, factor, value * factor), Term("", (), 1.0, shift, shift, "shift")]
    return Terms(terms, details=details)


def response_norm(step: Step, index: Index) -> Terms:
    layer: Any = step.layer
    channel, values = index[0], step.input()
    low = max(0, channel - layer.size // 2)
    column = values[(slice(None), *index[1:])].double()  # type: ignore[index]
    neighbours = column[low : channel + (layer.size - 1) // 2 + 1]
    total = float(neighbours.square().sum())
    factor = (layer.k + layer.alpha * total / layer.size) ** -layer.beta
    value = float(values[index])
    details = {"k": layer.k, "alpha": layer.alpha, "beta": layer.beta, "size": layer.size, "squares": total}
    return Terms([Term(step.source(), index, value, factor, value * factor)], details=details)


def pointwise(step: Step, index: Index) -> Terms:
    value = step.input()[index].double()
    product = float(step.run(value.reshape(1, 1)))
    weight = float(product == float(value)) if step.kind.lower() == "relu" else None
    return Terms([Term(step.source(), index, float(value), weight, product, step.kind)])


def whole(step: Step, index: Index) -> Terms:
    """A function of a whole row of values, of which the one at the same place is told."""
    result = step.run(step.input()[None].double())[0]
    value = float(step.input()[index])
    return Terms([Term(step.source(), index, value, None, float(result[index]), step.kind)])


def moved(step: Step, index: Index) -> Terms:
    """Where a value comes from shows when the same step is run on the numbers of the places instead."""
    if step.opened.memory.writes:
        raise ValueError("the numbers of a place may have come from elsewhere")
    numbers: dict[fx.Node, Tensor] = {}
    where = int(_numbered(step.opened, step.node, numbers)[0][index])
    for node, numbered in numbers.items():
        first = int(numbered.min())
        if first <= where < first + numbered.numel():
            at = tuple(int(i) for i in np.unravel_index(where - first, tuple(numbered.shape[1:])))
            value = float(step.opened.values[node][0][at])
            return Terms([Term(step.opened.name(node), at, value, 1.0, value)])
    constant = float(step.opened.values[step.node][0][index])
    return Terms([Term("", (), constant, 1.0, constant, "padding")])


def addition(step: Step, index: Index) -> Terms:
    args, _ = step.arguments()
    sign = -1.0 if "sub" in step.kind else 1.0
    terms = []
    for number, (given, values) in enumerate(zip(step.node.args, args, strict=False)):
        weight = sign if number else 1.0
        if isinstance(values, Tensor) and isinstance(given, fx.Node):
            at = _spread(index, values)
            value = float(values[0][at])
            terms.append(Term(step.opened.name(given), at, value, weight, weight * value))
        elif isinstance(values, int | float):
            terms.append(Term("", (), float(values), weight, weight * values, "constant"))
    return Terms(terms)


def product(step: Step, index: Index) -> Terms:
    """The larger map is the value and what it is multiplied with the weight, as in squeeze and excitation."""
    args, _ = step.arguments()
    maps = [
        (given, values)
        for given, values in zip(step.node.args, args, strict=False)
        if isinstance(values, Tensor) and isinstance(given, fx.Node)
    ]
    (node, values), *others = sorted(maps, key=lambda pair: -pair[1].numel())
    factor = math.prod(float(constant) for constant in args if isinstance(constant, int | float))
    details = {}
    for other, scale in others:
        at = _spread(index, scale)
        factor *= float(scale[0][at])
        details[f"{step.opened.name(other)} {list(at)}"] = float(scale[0][at])
    place = _spread(index, values)
    value = float(values[0][place])
    return Terms([Term(step.opened.name(node), place, value, factor, value * factor)], details=details)


def _spread(index: Index, values: Tensor) -> Index:
    """The index in a tensor (1, …) that is spread over the others where it has one value only."""
    return tuple(0 if n == 1 else i for i, n in zip(index, values.shape[1:], strict=True))


def _numbered(opened: Opened, node: fx.Node, numbers: dict[fx.Node, Tensor]) -> Any:
    """What a step makes of tensors that hold the number of each place, counted on from 1 over all of them."""

    def places(source: fx.Node) -> Any:
        value = opened.values[source]
        if isinstance(value, tuple | list):
            return _numbered(opened, source, numbers)
        if not isinstance(value, Tensor):
            return value
        if source not in numbers:
            first = 1 + sum(other.numel() for other in numbers.values())
            numbers[source] = torch.arange(first, first + value[0].numel(), dtype=torch.float64).reshape(
                value[:1].shape
            )
        return numbers[source]

    args, kwargs = fx.node.map_arg((node.args, node.kwargs), places)
    layer = layer_of(opened.module, node)
    with torch.no_grad():
        if layer is None:
            return run_step(node, None, args, kwargs)
        with evaluating(layer):
            return layer(*args, **kwargs)
