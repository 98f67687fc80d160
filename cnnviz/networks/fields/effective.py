"""The effective receptive field: how much each pixel of the theoretical one really moves the output.

A stack of n convolutions without padding turns a patch as large as its theoretical receptive field into one unit. The
gradient of that unit with respect to the patch says how much every pixel matters. Averaged over random networks it
falls off from the middle like a Gaussian whose width grows with the square root of n, while the theoretical field
grows with n. Source: Luo, Li, Urtasun & Zemel 2016, "Understanding the Effective Receptive Field in Deep Convolutional
Neural Networks".
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from cnnviz import limits
from cnnviz.geometry import Layer, output_size, receptive_field
from cnnviz.words import say

ACTIVATIONS = ("ReLU", "none", "tanh")
WEIGHTS = ("random", "uniform")
LARGEST = 201  # pixels: the patch of a larger field takes longer than a moment
SLICE = 2_000_000  # numbers that the maps of the networks at work have at most: 32 MB with all gradients
DENOISER = Path(__file__).parents[3] / "models" / "denoiser.safetensors"


@dataclass(frozen=True)
class Stack:
    """n convolutions k × k without padding, one channel in and one unit out.

    channels: of the maps between; activation: one of ACTIVATIONS, behind every layer but the last; halving: how many of
    the first layers have stride 2; weights: "random" (normal, He et al. 2015) or "uniform" (all the same).
    """

    layers: int = 10
    kernel: int = 3
    channels: int = 8
    activation: str = "ReLU"
    halving: int = 0
    dilation: int = 1
    weights: str = "random"

    def geometry(self) -> list[Layer]:
        """Kernel, stride, padding and dilation of every layer.

        Raises ValueError if the receptive field is larger than LARGEST.
        """
        limits.check(self.layers, limits.ROWS, "This stack has", "layers", lower="their number")
        layers = [Layer(self.kernel, 2 if i < self.halving else 1, 0, self.dilation) for i in range(self.layers)]
        fields = receptive_field(layers)
        if fields[-1].size > LARGEST:
            fitting = sum(field.size <= LARGEST for field in fields)
            raise ValueError(
                say(
                    "The theoretical receptive field of these {layers} layers is {size:,} pixels wide, "
                    "but at most {LARGEST} are worked out here: use at most {fitting} layers, or a smaller kernel, "
                    "fewer "
                    "strides or a smaller dilation.",
                    layers=self.layers, size=fields[-1].size, LARGEST=LARGEST, fitting=fitting,
                )
            )  # fmt: skip
        return layers


class Level(NamedTuple):
    """The last `depth` layers by themselves: size of their theoretical field and width of their effective one.

    In input pixels: a unit of a map behind strides counts as many pixels as its jump. width is a standard deviation.
    """

    depth: int
    size: int
    width: float


class Effective(NamedTuple):
    """An effective receptive field.

    mean    (r, r): the averaged gradient, by magnitude or squared, of the output unit with respect to each pixel
    width   its standard deviation, in pixels, averaged over the two axes
    levels  the same for the last 1, 2, …, n layers
    """

    mean: Tensor
    width: float
    levels: tuple[Level, ...]


def effective_receptive_field(
    stack: Stack, patch: Tensor, *, networks: int = 20, squared: bool = True, seed: int = 0
) -> Effective:
    """Averaged over `networks` networks with weights of their own, all looking at the same patch.

    patch: (r, r) in [0, 1], r the theoretical receptive field, or larger, of which the middle is taken. squared:
    averages g², else |g|. Uniform weights are all the same, so that one network is enough.
    """
    geometry = stack.geometry()
    count = 1 if stack.weights == "uniform" else networks
    drawn = count * stack.layers * (stack.channels * stack.kernel) ** 2
    limits.check(drawn, limits.VALUES, "These networks have", "weights", lower="their number, channels or kernel")
    generator = torch.Generator().manual_seed(seed)
    weights = []
    for number in range(stack.layers):
        inward = 1 if number == 0 else stack.channels
        shape = (count, stack.channels, inward, stack.kernel, stack.kernel)
        if stack.weights == "uniform":
            weights.append(torch.full(shape, 1 / math.prod(shape[2:])))
        else:
            weights.append(torch.randn(shape, generator=generator) * math.sqrt(2 / math.prod(shape[2:])))
    return _averaged(_middle(patch, geometry).expand(count, -1, -1), weights, geometry, stack.activation, squared)


def denoiser_receptive_field(patches: Tensor, *, trained: bool = True, squared: bool = True) -> Effective:
    """The same for the denoiser in models/, averaged over patches (N, r, r) of a picture instead of over networks.

    trained: its weights after training, else those it began with. Raises ValueError for patches smaller than
    `denoiser_geometry` says.
    """
    from safetensors.torch import load_file

    geometry = denoiser_geometry()
    tensors = load_file(DENOISER)
    first = "" if trained else "untrained."
    weights = [tensors[f"{first}{2 * number}.weight"][None] for number in range(len(geometry))]
    biases = [tensors[f"{first}{2 * number}.bias"] for number in range(len(geometry))]
    middle = torch.stack([_middle(patch, geometry) for patch in patches])
    count = len(middle)
    return _averaged(middle, [w.expand(count, *w.shape[1:]) for w in weights], geometry, "ReLU", squared, biases)


def denoiser_geometry() -> list[Layer]:
    """Kernel, stride, padding and dilation of every layer of the denoiser in models/."""
    return [Layer(3)] * 10


def _middle(patch: Tensor, geometry: Sequence[Layer]) -> Tensor:
    size = receptive_field(geometry)[-1].size
    if min(patch.shape[-2:]) < size:
        raise ValueError(
            say(
                "The patch has {height} × {width} pixels, and the receptive field {size} × {size}: use "
                "a larger picture or fewer layers.",
                height=patch.shape[-2], width=patch.shape[-1], size=size,
            )
        )  # fmt: skip
    top, left = ((n - size) // 2 for n in patch.shape[-2:])
    return patch[top : top + size, left : left + size]


def _averaged(
    patches: Tensor,
    weights: Sequence[Tensor],
    geometry: Sequence[Layer],
    activation: str,
    squared: bool,
    biases: Sequence[Tensor] | None = None,
) -> Effective:
    """patches (N, r, r); weights (N, C_out, C_in, k, k) per layer: N networks side by side, as groups of one.

    As many at a time as keep SLICE numbers. Raises TooMuch where all of them together take too long.
    """
    count, sizes = len(patches), [patches.shape[-1]]
    for layer in geometry:
        sizes.append(output_size(sizes[-1], layer.kernel, stride=layer.stride, dilation=layer.dilation))
    kept = sum(weight.shape[1] * size**2 for weight, size in zip(weights, sizes[1:], strict=True))
    products = sum(weight[0].numel() * size**2 for weight, size in zip(weights, sizes[1:], strict=True))
    few = "the number of networks, layers or channels, or the kernel"
    limits.check(count * products, limits.MULTIPLY_ADDS, "These networks take", "multiply-adds", lower=few)
    together = max(1, SLICE // kept)
    sums = [torch.zeros(size, size) for size in sizes[:-1]]
    for start in range(0, count, together):
        limits.checkpoint()
        part = slice(start, start + together)
        with limits.room(4 * 4 * together * kept):  # bytes of a float; of every layer sum, output and both gradients
            gradients = _gradients(patches[part], [weight[part] for weight in weights], geometry, activation, biases)
        for total, gradient in zip(sums, gradients, strict=True):
            total += (gradient.square() if squared else gradient.abs())[0].sum(0)
    channels = [1, *(weight.shape[1] for weight in weights)]
    jumps = list(accumulate((layer.stride for layer in geometry), lambda a, b: a * b, initial=1))
    means = [total / (count * channel) for total, channel in zip(sums, channels, strict=False)]
    levels = tuple(
        Level(
            len(geometry) - number,
            (mean.shape[-1] - 1) * jumps[number] + 1,
            width_of(mean) * jumps[number],
        )
        for number, mean in enumerate(means)
    )
    return Effective(means[0], levels[0].width, levels[::-1])


def _gradients(
    patches: Tensor,
    weights: Sequence[Tensor],
    geometry: Sequence[Layer],
    activation: str,
    biases: Sequence[Tensor] | None,
) -> tuple[Tensor, ...]:
    """Of one unit of each network with respect to the map before every layer: (1, N C, H, W)."""
    count = len(patches)
    maps = [patches[None].clone().requires_grad_()]
    for number, (layer, weight) in enumerate(zip(geometry, weights, strict=True)):
        bias = None if biases is None else biases[number].repeat(count)
        value = F.conv2d(maps[-1], weight.flatten(0, 1), bias, layer.stride, 0, layer.dilation, groups=count)
        last = number == len(geometry) - 1
        maps.append(
            value if last or activation == "none" else torch.relu(value) if activation == "ReLU" else value.tanh()
        )
    outputs = maps[-1].reshape(count, -1)[:, 0].sum()
    return torch.autograd.grad(outputs, maps[:-1])


def width_of(mean: Tensor) -> float:
    """Standard deviation of a map (H, W) of weights >= 0 in pixels: the root of the mean variance of the two axes.

    0 where all of them are 0, as when no gradient gets through.
    """
    total = float(mean.double().sum())
    if total == 0:
        return 0.0
    variances = []
    for axis in (0, 1):
        share = mean.double().sum(1 - axis) / total
        place = torch.arange(len(share), dtype=torch.float64)
        centre = (share * place).sum()
        variances.append(float((share * (place - centre) ** 2).sum()))
    return math.sqrt(sum(variances) / 2)


def gaussian_share(mean: Tensor) -> float:
    """How much of a map's variation its Gaussian explains: R², 1 for a perfect one.

    The Gaussian has the map's own centre and width, and the height that fits best.
    """
    values = mean.double()
    width = width_of(values)
    if width == 0:
        return 0.0
    total = values.sum()
    rows, columns = (torch.arange(n, dtype=torch.float64) for n in values.shape)
    down = rows - (values.sum(1) * rows).sum() / total
    right = columns - (values.sum(0) * columns).sum() / total
    bell = torch.exp(-(down[:, None] ** 2 + right**2) / (2 * width**2))
    height = (values * bell).sum() / (bell**2).sum()
    return float(1 - (values - height * bell).square().sum() / (values - values.mean()).square().sum())


def predicted_profile(geometry: Sequence[Layer], power: float = 1.0) -> NDArray[np.float64]:
    """What theory expects along one axis, (r,), adding up to 1: the kernels' boxes convolved with each other.

    This is exactly the gradient of a stack with uniform weights and without activation, and the mean of g² of one with
    independent random weights of mean 0. power: 2 for g² of uniform weights, 0.5 for |g| of random ones, if those g are
    normally distributed. Source: Luo et al. 2016, sections 2.1 and 2.2.
    """
    profile, jump = np.ones(1), 1
    for layer in geometry:
        box = np.zeros(layer.dilation * (layer.kernel - 1) * jump + 1)
        box[:: layer.dilation * jump] = 1 / layer.kernel
        profile = np.convolve(profile, box)
        jump *= layer.stride
    profile = np.maximum(profile, 0) ** power
    return np.asarray(profile / profile.sum())


def predicted_map(geometry: Sequence[Layer], power: float = 1.0) -> Tensor:
    """`predicted_profile` of the rows times that of the columns, (r, r): it adds up to 1 as well."""
    profile = torch.from_numpy(predicted_profile(geometry, power))
    return torch.outer(profile, profile)


def shares(mean: Tensor) -> Tensor:
    """A map (H, W) of weights >= 0, not all of them 0, scaled so that it adds up to 1."""
    return mean / mean.sum()


def predicted_width(geometry: Sequence[Layer], power: float = 1.0) -> float:
    """Standard deviation of `predicted_profile`, in pixels.

    With power 1 it is the root of sum of (k² - 1) / 12 · (d · product of the strides before)².
    """
    profile = predicted_profile(geometry, power)
    place = np.arange(len(profile)) - (len(profile) - 1) / 2
    return float(math.sqrt((profile * place**2).sum()))


def predicted_levels(stack: Stack, *, squared: bool = True) -> list[float]:
    """The width that theory expects of the last 1, 2, … layers, in input pixels, as in `Effective.levels`."""
    geometry = stack.geometry()
    power = (2.0 if squared else 1.0) if stack.weights == "uniform" else (1.0 if squared else 0.5)
    jumps = list(accumulate((layer.stride for layer in geometry), lambda a, b: a * b, initial=1))
    first = range(len(geometry) - 1, -1, -1)
    return [predicted_width(geometry[number:], power) * jumps[number] for number in first]
