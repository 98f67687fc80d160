"""Activation functions: value, derivative, and what they do to a feature map.

Where a function has a kink the derivative is the one torch's autograd takes.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

SLOPE = 0.01
"""Slope of the leaky ReLU below zero."""
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772
FLAT = 0.01
"""A derivative below this passes less than a hundredth of the gradient on."""

Function = Callable[[Tensor], Tensor]


class Point(NamedTuple):
    """What a function is at one place, and how steep."""

    value: float
    slope: float


@dataclass(frozen=True)
class Activation:
    """value and derivative take and give tensors of any shape; torch_name is the class in torch.nn."""

    value: Function
    derivative: Function
    torch_name: str
    description: str
    source: str

    def module(self) -> torch.nn.Module:
        """The same function as a layer of PyTorch."""
        module: torch.nn.Module = getattr(torch.nn, self.torch_name)()
        return module

    def at(self, x: float) -> "Point":
        """Value and derivative at x."""
        place = torch.tensor(x)
        return Point(float(self.value(place)), float(self.derivative(place)))

    def at_by_torch(self, x: float) -> "Point":
        """The same from PyTorch's layer and torch.autograd."""
        place = torch.tensor(x, requires_grad=True)
        value = self.module()(place)
        return Point(float(value.detach()), float(torch.autograd.grad(value, place)[0]))


def sigmoid(x: Tensor) -> Tensor:
    """1 / (1 + exp(-x)), written so that exp never overflows."""
    e = torch.exp(-x.abs())
    return torch.where(x >= 0, 1 / (1 + e), e / (1 + e))


def softplus(x: Tensor) -> Tensor:
    """log(1 + exp(x))."""
    return x.clamp(min=0) + torch.log1p(torch.exp(-x.abs()))


def gaussian_cdf(x: Tensor) -> Tensor:
    """Share of a standard normal distribution below x."""
    return 0.5 * torch.special.erfc(-x / math.sqrt(2))


def gaussian_density(x: Tensor) -> Tensor:
    """Density of the standard normal distribution."""
    return torch.exp(-x * x / 2) / math.sqrt(2 * math.pi)


def _silu_slope(x: Tensor) -> Tensor:
    return sigmoid(x) * (1 + x * (1 - sigmoid(x)))


def _mish_slope(x: Tensor) -> Tensor:
    t = torch.tanh(softplus(x))
    return t + x * (1 - t * t) * sigmoid(x)


def _hard_swish_slope(x: Tensor) -> Tensor:
    return torch.where(x <= -3, 0.0, torch.where(x < 3, x / 3 + 0.5, 1.0))


ACTIVATIONS: dict[str, Activation] = {
    "ReLU": Activation(
        lambda x: x.clamp(min=0), lambda x: (x > 0).to(x), "ReLU",
        "Keeps what is positive, sets the rest to zero.",
        "Nair & Hinton 2010, Rectified Linear Units Improve Restricted Boltzmann Machines",
    ),
    "Leaky ReLU": Activation(
        lambda x: torch.where(x > 0, x, SLOPE * x), lambda x: torch.where(x > 0, 1.0, SLOPE).to(x),
        "LeakyReLU",
        "Lets a hundredth of the negative values through, so no unit is ever dead.",
        "Maas, Hannun & Ng 2013, Rectifier Nonlinearities Improve Neural Network Acoustic Models",
    ),
    "Sigmoid": Activation(
        sigmoid, lambda x: sigmoid(x) * (1 - sigmoid(x)),
        "Sigmoid",
        "Squeezes everything between 0 and 1; its slope is never above 1/4.",
        "Rumelhart, Hinton & Williams 1986, Learning Representations by Back-propagating Errors",
    ),
    "Tanh": Activation(
        torch.tanh, lambda x: 1 - torch.tanh(x) ** 2,
        "Tanh",
        "A sigmoid between −1 and 1, with slope 1 at zero.",
        "LeCun et al. 1998, Efficient BackProp, section 4.4",
    ),
    "GELU": Activation(
        lambda x: x * gaussian_cdf(x), lambda x: gaussian_cdf(x) + x * gaussian_density(x),
        "GELU",
        "Weighs a value by the share of a normal distribution below it; used in transformers.",
        "Hendrycks & Gimpel 2016, Gaussian Error Linear Units",
    ),
    "SiLU": Activation(
        lambda x: x * sigmoid(x), _silu_slope,
        "SiLU",
        "A value times its own sigmoid; also called Swish, used in EfficientNet.",
        "Elfwing, Uchibe & Doya 2018; Ramachandran, Zoph & Le 2017, Searching for Activation Functions",
    ),
    "ELU": Activation(
        lambda x: torch.where(x > 0, x, torch.expm1(x.clamp(max=0))),
        lambda x: torch.where(x > 0, 1.0, torch.exp(x.clamp(max=0))),
        "ELU",
        "Bends smoothly towards −1, which brings the mean of the outputs closer to zero.",
        "Clevert, Unterthiner & Hochreiter 2016, Fast and Accurate Deep Network Learning by ELUs",
    ),
    "SELU": Activation(
        lambda x: SELU_SCALE * torch.where(x > 0, x, SELU_ALPHA * torch.expm1(x.clamp(max=0))),
        lambda x: SELU_SCALE * torch.where(x > 0, 1.0, SELU_ALPHA * torch.exp(x.clamp(max=0))),
        "SELU",
        "An ELU whose scale keeps mean 0 and variance 1 from layer to layer.",
        "Klambauer et al. 2017, Self-Normalizing Neural Networks",
    ),
    "Mish": Activation(
        lambda x: x * torch.tanh(softplus(x)), _mish_slope,
        "Mish",
        "Much like SiLU, with a deeper dip.",
        "Misra 2020, Mish: A Self Regularized Non-Monotonic Activation Function",
    ),
    "Softplus": Activation(
        softplus, sigmoid, "Softplus",
        "A ReLU without the kink: its slope is the sigmoid.",
        "Dugas et al. 2001, Incorporating Second-Order Functional Knowledge",
    ),
    "Softsign": Activation(
        lambda x: x / (1 + x.abs()), lambda x: 1 / (1 + x.abs()) ** 2,
        "Softsign",
        "Like tanh, but slow to reach −1 and 1.",
        "Glorot & Bengio 2010, Understanding the Difficulty of Training Deep Feedforward Neural Networks",
    ),
    "ReLU6": Activation(
        lambda x: x.clamp(0, 6), lambda x: ((x > 0) & (x < 6)).to(x),
        "ReLU6",
        "A ReLU cut off at 6, which fits numbers of few bits; used in MobileNet.",
        "Krizhevsky 2010, Convolutional Deep Belief Networks on CIFAR-10",
    ),
    "Hard swish": Activation(
        lambda x: x * (x + 3).clamp(0, 6) / 6, _hard_swish_slope,
        "Hardswish", "SiLU from straight lines and one parabola: cheap on a phone.",
        "Howard et al. 2019, Searching for MobileNetV3, section 5.2",
    ),
    "Hard sigmoid": Activation(
        lambda x: (x + 3).clamp(0, 6) / 6, lambda x: ((x > -3) & (x < 3)).to(x) / 6,
        "Hardsigmoid",
        "The sigmoid from three straight lines.",
        "Courbariaux, Bengio & David 2015, BinaryConnect, section 2.2, with torch's slope 1/6",
    ),
    "Identity": Activation(
        lambda x: x.clone(), torch.ones_like, "Identity",
        "No activation: two such layers are no more than one.",
        "Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.3",
    ),
}  # fmt: skip
"""Activation functions by name."""


def share_of_zeros(values: Tensor) -> float:
    """Which part of the values is exactly zero, from 0 to 1."""
    return float((values == 0).float().mean())


def share_that_is_flat(activation: Activation, values: Tensor) -> float:
    """Which part of the values lies where the derivative is below 0.01 in size: there hardly any gradient passes."""
    return float((activation.derivative(values).abs() < FLAT).float().mean())
