"""EfficientNet's compound scaling: a network of any depth, width and resolution, counted by formula and by torchvision.

Source: Tan & Le 2019, "EfficientNet: rethinking model scaling for convolutional neural networks", table 1, equation 3.
"""

import math
from typing import NamedTuple

from cnnviz.words import say

RESOLUTION = 224
STAGES = (
    # expansion, kernel, stride, in_channels, out_channels, layers
    (1, 3, 1, 32, 16, 1),
    (6, 3, 2, 16, 24, 2),
    (6, 5, 2, 24, 40, 2),
    (6, 3, 2, 40, 80, 3),
    (6, 5, 1, 80, 112, 3),
    (6, 5, 2, 112, 192, 4),
    (6, 3, 1, 192, 320, 1),
)


class Scale(NamedTuple):
    """How many times as deep and as wide as B0, and the pixels of the picture."""

    depth: float
    width: float
    resolution: int


class Counted(NamedTuple):
    """Of one picture."""

    parameters: int
    multiply_adds: int


class Published(NamedTuple):
    """A network of the paper: its scale, parameters and FLOPs in millions (the paper counts a multiply-add once)."""

    scale: Scale
    parameters: float
    multiply_adds: float


# Tan & Le 2019, table 2; depth, width and resolution from the authors' code
PUBLISHED = {
    "B0": Published(Scale(1.0, 1.0, 224), 5.3, 390),
    "B1": Published(Scale(1.1, 1.0, 240), 7.8, 700),
    "B2": Published(Scale(1.2, 1.1, 260), 9.2, 1000),
    "B3": Published(Scale(1.4, 1.2, 300), 12, 1800),
    "B4": Published(Scale(1.8, 1.4, 380), 19, 4200),
    "B5": Published(Scale(2.2, 1.6, 456), 30, 9900),
    "B6": Published(Scale(2.6, 1.8, 528), 43, 19000),
    "B7": Published(Scale(3.1, 2.0, 600), 66, 37000),
}


def compound(alpha: float, beta: float, gamma: float, phi: float) -> Scale:
    """Depth α^φ, width β^φ and resolution 224 γ^φ. Raises ValueError for a network too large or too small."""
    for name, value in {"α": alpha, "β": beta, "γ": gamma}.items():
        if not 1 <= value <= 3:
            raise ValueError(
                say(
                    "{name} is {value:g}, but scaling up needs a factor of at least 1: use 1 to 3.",
                    name=name,
                    value=value,
                )
            )
    if not 0 <= phi <= 8:
        raise ValueError(say("φ is {phi:g}: use 0 to 8.", phi=phi))
    scale = Scale(alpha**phi, beta**phi, round(RESOLUTION * gamma**phi))
    if max(scale.depth, scale.width) > 10 or scale.resolution > 2000:
        raise ValueError(
            say(
                "That is {depth:.3g} times as deep, {width:.3g} times as wide and {resolution} pixels: "
                "use a smaller φ, so that it stays below 10 times and 2000 pixels.",
                depth=scale.depth, width=scale.width, resolution=scale.resolution,
            )
        )  # fmt: skip
    return scale


def growth(alpha: float, beta: float, gamma: float, phi: float = 1.0) -> float:
    """The factor of the multiply-adds, in theory: (α β² γ²)^φ."""
    return (alpha * beta**2 * gamma**2) ** phi


def one_way(scale: Scale, factor: float) -> dict[str, Scale]:
    """The compound scale, and those that get the same factor of multiply-adds from one dimension alone."""
    return {
        "all three": scale,
        "depth only": Scale(factor, 1.0, RESOLUTION),
        "width only": Scale(1.0, math.sqrt(factor), RESOLUTION),
        "resolution only": Scale(1.0, 1.0, round(RESOLUTION * math.sqrt(factor))),
    }


def widened(channels: int, width: float) -> int:
    """A number of channels times the width, to the nearest multiple of 8, never less than 90 % of it."""
    wanted = channels * width
    nearest = max(8, int(wanted + 4) // 8 * 8)
    return nearest + 8 if nearest < 0.9 * wanted else nearest


def count(scale: Scale, classes: int = 1000) -> Counted:
    """Parameters and multiply-adds of the whole network: convolutions, batch norms, squeeze-and-excitation, dense."""
    side = -(-scale.resolution // 2)
    channels = widened(32, scale.width)
    parameters, products = _convolution(3, channels, 3, side)
    for expansion, kernel, stride, before, after, layers in STAGES:
        out, inside = widened(after, scale.width), widened(before, scale.width)
        for layer in range(math.ceil(layers * scale.depth)):
            entering, step = (inside, stride) if layer == 0 else (out, 1)
            after_side = -(-side // step)
            wide, squeezed = entering * expansion, max(1, entering // 4)
            parts = [_convolution(entering, wide, 1, side)] if expansion > 1 else []
            parts += [
                _convolution(wide, wide, kernel, after_side, groups=wide),
                ((wide + 1) * squeezed + (squeezed + 1) * wide, 2 * wide * squeezed),
                _convolution(wide, out, 1, after_side),
            ]
            parameters += sum(part[0] for part in parts)
            products += sum(part[1] for part in parts)
            side, channels = after_side, out
    head, dense = _convolution(channels, 4 * channels, 1, side), ((4 * channels + 1) * classes, 4 * channels * classes)
    return Counted(parameters + head[0] + dense[0], products + head[1] + dense[1])


def _convolution(c_in: int, c_out: int, kernel: int, side: int, groups: int = 1) -> tuple[int, int]:
    """Parameters and multiply-adds of a convolution with batch norm, for maps of side × side behind it."""
    weights = kernel * kernel * c_in // groups * c_out
    return weights + 2 * c_out, weights * side * side


def count_by_torch(scale: Scale, classes: int = 1000) -> Counted:
    """The same from torchvision's EfficientNet on the meta device and torch.utils.flop_counter."""
    import torch
    from torchvision.models.efficientnet import EfficientNet, MBConvConfig

    from cnnviz.counting import measured, parameters
    from cnnviz.draws import seeded

    blocks = [MBConvConfig(*stage, width_mult=scale.width, depth_mult=scale.depth) for stage in STAGES]
    with seeded(0), torch.device("meta"):
        network = EfficientNet(blocks, dropout=0.2, num_classes=classes)
    learned = parameters(network)
    _, multiply_adds = measured(network, (3, scale.resolution, scale.resolution))
    return Counted(learned, multiply_adds)
