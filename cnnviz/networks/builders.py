"""The networks of the catalogue as modules: torchvision's classes where it has them, our own where it does not."""

from pkgutil import resolve_name
from typing import Any

import torch
from torch import nn

from cnnviz.draws import seeded
from cnnviz.networks import catalogue, small
from cnnviz.networks.catalogue import Entry
from cnnviz.words import say


def build(name: str, num_classes: int | None = None, *, seed: int = 0, device: str = "cpu") -> nn.Module:
    """The network with random weights from this seed, in evaluation mode; the caller's random numbers stay as they are.

    num_classes: scores it gives; as many as it was published with if None. device: "meta" has shapes and no values.
    Raises ValueError for a name that is not in the catalogue, or fewer classes than one.
    """
    known = catalogue.entry(name)
    classes = known.classes if num_classes is None else num_classes
    if classes < 1:
        raise ValueError(
            say(
                "A network gives a score for at least one class, not for {classes}: use num_classes=1 or more.",
                classes=classes,
            )
        )
    with seeded(seed), torch.device(device):
        return make(known, classes).eval()


def make(known: Entry, classes: int | None = None) -> nn.Module:
    """The network of an entry, on torch's default device and with its random numbers."""
    count = known.classes if classes is None else classes
    if known.builder:
        network: nn.Module = resolve_name(known.builder)(count)
        return network
    from torchvision import models  # here because it takes seconds to import

    network = getattr(models, known.name)(weights=None, num_classes=count, **dict(known.settings))
    return network


def tiny_vgg(classes: int) -> nn.Module:
    """The small VGG of the training lessons."""
    return _small("tiny_vgg", classes)


def small_resnet(classes: int) -> nn.Module:
    """The small residual network of the training lessons."""
    return _small("small_resnet", classes)


def edges(classes: int) -> nn.Module:
    """The network whose filters are learnt without labels."""
    return small.of_layers(small.EDGES, classes)


def ensemble(classes: int) -> nn.Module:
    """One of the small networks of the ensemble."""
    return small.of_layers("3x28x28-c12k3p1-relu-max2-c24k3p1-relu-max2-c48k3p1-relu-gap-flat", classes)


def resnet50_of_the_paper(classes: int) -> nn.Module:
    """ResNet-50 with the stride in the first 1×1 convolution of a block, where the paper has it.

    Torchvision has it in the 3×3 convolution behind. Source: He, Zhang, Ren & Sun 2016, table 1 and figure 5.
    """
    network = make(catalogue.EVERY["resnet50"], classes)
    block: Any
    for block in network.modules():
        if type(block).__name__ == "Bottleneck":
            block.conv1.stride, block.conv2.stride = block.conv2.stride, block.conv1.stride
    return network


def _small(name: str, classes: int) -> nn.Module:
    channels, *size = catalogue.EVERY[name].input_size
    return small.build(small.Design(network=name), channels, (size[0], size[1]), classes)
