"""The networks of the lesson on receptive fields, without weights: to look at, not to classify with."""

import torch
from torch import Tensor, nn

from cnnviz import images
from cnnviz.networks import builders
from cnnviz.networks.catalogue import EVERY, Entry
from cnnviz.words import joined, say

_NAMES = ("lenet5", "alexnet", "vgg16", "resnet18", "resnet50", "resnet50_paper", "googlenet", "inception_v3")

ARCHITECTURES: dict[str, Entry] = {EVERY[name].title: EVERY[name] for name in _NAMES}
"""By their titles, in the order of the lesson."""


def architecture(name: str) -> nn.Module:
    """The network in evaluation mode on torch's meta device: all its layers and shapes, no values, no memory.

    Raises ValueError for a name that is not in ARCHITECTURES.
    """
    if name not in ARCHITECTURES:
        raise ValueError(
            say(
                "There is no network called {name!r}: choose one of {ARCHITECTURES}.",
                name=name,
                ARCHITECTURES=joined(ARCHITECTURES),
            )
        )
    with torch.device("meta"):
        return builders.make(ARCHITECTURES[name]).eval()


def as_input(pixels: Tensor, input_size: tuple[int, int, int]) -> Tensor:
    """A picture (C, H, W) as a network gets it: the largest square in its middle, scaled to (C, *input_size[1:])."""
    return images.scale(images.middle_square(pixels)[None], input_size[1:])[0]
