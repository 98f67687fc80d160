"""How large the gradient still is after many layers: a stack of random layers, backpropagated by hand and by torch."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn import grad as conv_grad

from cnnviz import kept, limits
from cnnviz.operations.activations import ACTIVATIONS
from cnnviz.words import joined, linked, say

KINDS = ("dense", "convolution")
INITS = ("He", "Xavier", "normal")
BATCH = {"dense": 16, "convolution": 4}  # inputs at once
SIDE = 8  # pixels of the volume that a stack of convolutions works on
MOST_LAYERS = 50
SEEDS = 3  # draws of the weights that a mean is taken over
GONE = 0.01
"""A gradient that reaches the first layer with less than a hundredth of its size has vanished."""


@dataclass(frozen=True)
class Stack:
    """`depth` layers, each a weight without bias and an activation, all `width` units or channels wide.

    init: "He" has variance 2 / fan_in, "Xavier" 2 / (fan_in + fan_out), "normal" the standard deviation sigma.
    Convolutions are 3 × 3 with one pixel of zeros around, on 8 × 8 pixels.
    Sources: He et al. 2015, equation 10; Glorot & Bengio 2010, equation 12.
    """

    activation: str
    depth: int = 20
    width: int = 64
    init: str = "He"
    sigma: float = 0.1
    kind: str = "dense"

    def spread(self) -> float:
        """Standard deviation of the weights; every layer has as many inputs as outputs."""
        fan = self.width * (9 if self.kind == "convolution" else 1)
        return {"He": math.sqrt(2 / fan), "Xavier": math.sqrt(2 / (fan + fan)), "normal": self.sigma}[self.init]


class Norms(NamedTuple):
    """Gradient sizes in one stack.

    values   (depth + 1,): of the gradient by the input of the stack, then by the output of each layer; the last is 1
    weights  (depth,): of the gradient by the weights of each layer
    """

    values: Tensor
    weights: Tensor


def draw(stack: Stack, seed: int) -> tuple[list[Tensor], Tensor, Tensor]:
    """Weights of every layer, the input, and the gradient that arrives at the output, which has length 1.

    Raises ValueError for settings that are not possible.
    """
    _check(stack)
    generator = torch.Generator().manual_seed(seed)
    convolution, batch = stack.kind == "convolution", BATCH[stack.kind]
    of_weights = (stack.width, stack.width, 3, 3) if convolution else (stack.width, stack.width)
    of_values = (batch, stack.width, SIDE, SIDE) if convolution else (batch, stack.width)
    # float64, because fifty layers take a gradient beyond the range of float32 easily
    weights = [torch.randn(of_weights, generator=generator).double() * stack.spread() for _ in range(stack.depth)]
    start, arriving = (torch.randn(of_values, generator=generator).double() for _ in range(2))
    return weights, start, arriving / arriving.norm()


def gradient_norms(stack: Stack, seed: int) -> Norms:
    """Backpropagation by the chain rule: forward z = W x, x = f(z), then back delta = f'(z) g, g = Wᵀ delta.

    Sizes are Euclidean norms over all values of the batch. Source: Goodfellow et al. 2016, algorithms 6.3 and 6.4.
    """
    weights, x, g = draw(stack, seed)
    activation, convolution = ACTIVATIONS[stack.activation], stack.kind == "convolution"
    inputs, sums = [], []
    for weight in weights:
        limits.checkpoint()
        inputs.append(x)
        z = F.conv2d(x, weight, padding=1) if convolution else x @ weight.T
        sums.append(z)
        x = activation.value(z)
    by_values, by_weights = [g.norm()], []
    for weight, z, x in zip(reversed(weights), reversed(sums), reversed(inputs), strict=True):
        delta = activation.derivative(z) * g
        if convolution:
            by_weights.append(conv_grad.conv2d_weight(x, weight.shape, delta, padding=1).norm())  # type: ignore[no-untyped-call]
            g = F.conv_transpose2d(delta, weight, padding=1)
        else:
            by_weights.append((delta.T @ x).norm())
            g = delta @ weight
        by_values.append(g.norm())
    return Norms(torch.stack(by_values[::-1]), torch.stack(by_weights[::-1]))


def gradient_norms_by_autograd(stack: Stack, seed: int) -> Norms:
    """The same from torch.nn layers and torch.autograd."""
    weights, x, arriving = draw(stack, seed)
    x.requires_grad_()
    layers: list[nn.Conv2d | nn.Linear] = []
    for weight in weights:
        layer = (
            nn.Conv2d(stack.width, stack.width, 3, padding=1, bias=False, dtype=torch.float64)
            if stack.kind == "convolution"
            else nn.Linear(stack.width, stack.width, bias=False, dtype=torch.float64)
        )
        layer.weight = nn.Parameter(weight)
        layers.append(layer)
    values = [x]
    for layer in layers:
        values.append(ACTIVATIONS[stack.activation].module()(layer(values[-1])))
    parameters = [layer.weight for layer in layers]
    found = torch.autograd.grad(values[-1], [*values, *parameters], arriving)
    sizes = torch.stack([gradient.norm() for gradient in found])
    return Norms(sizes[: stack.depth + 1], sizes[stack.depth + 1 :])


@kept.keep
def over_seeds(stack: Stack, seeds: Sequence[int], of: str = "values") -> Tensor:
    """Gradient norms (seeds, depth + 1) by values or (seeds, depth) by weights."""
    return torch.stack([getattr(gradient_norms(stack, seed), of) for seed in seeds])


def average(norms: Tensor) -> Tensor:
    """Geometric mean over the seeds, (seeds, n) to (n,): the middle on a logarithmic scale; 0 if one of them is 0."""
    return norms.double().log().mean(0).exp()


def per_layer(values: Tensor) -> float:
    """By which factor one layer changes the gradient on its way back, from norms (depth + 1,)."""
    return float((values[0] / values[-1]) ** (1 / (len(values) - 1)))


def _check(stack: Stack) -> None:
    if stack.activation not in ACTIVATIONS:
        raise ValueError(
            say(
                "There is no activation {activation!r}: use one of {ACTIVATIONS}.",
                activation=stack.activation,
                ACTIVATIONS=joined(ACTIVATIONS),
            )
        )
    if stack.kind not in KINDS or stack.init not in INITS:
        raise ValueError(
            say(
                "Use a stack of {KINDS} layers, and one of the starts {INITS}.",
                KINDS=linked(KINDS, by="{first} or {last}"),
                INITS=joined(INITS),
            )
        )
    if not 1 <= stack.depth <= MOST_LAYERS:
        raise ValueError(
            say("The stack has {depth} layers: use 1 to {MOST_LAYERS}.", depth=stack.depth, MOST_LAYERS=MOST_LAYERS)
        )
    if not 1 <= stack.width <= 512:
        raise ValueError(say("The layers are {width} wide: use 1 to 512.", width=stack.width))
    if not stack.sigma > 0:
        raise ValueError(
            say("The standard deviation of the weights is {sigma:g}: use a number above 0.", sigma=stack.sigma)
        )
