"""The classification networks of the course by name, without weights: to look at, not to classify with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from cnnviz import images
from cnnviz.words import joined, say


@dataclass(frozen=True)
class Architecture:
    """One network: its input (C, H, W), who published it, and the published receptive field of its last map, if any.

    published: pixels; from: where the number stands; differs: why it is not that of the network here, if it is not.
    """

    build: Callable[[], nn.Module]
    input_size: tuple[int, int, int]
    source: str
    published: int | None = None
    where: str = ""
    differs: str = ""


def _torchvision(name: str, **settings: Any) -> Callable[[], nn.Module]:
    def build() -> nn.Module:
        from torchvision import models  # here because it takes seconds to import

        network: nn.Module = getattr(models, name)(weights=None, **settings)
        return network

    return build


def _lenet() -> nn.Module:
    from cnnviz.networks.lenet import LeNet5

    return LeNet5()


def resnet50_of_the_paper() -> nn.Module:
    """ResNet-50 with the stride in the first 1×1 convolution of a block, where the paper has it.

    Torchvision has it in the 3×3 convolution behind. Source: He, Zhang, Ren & Sun 2016, table 1 and figure 5.
    """
    network = _torchvision("resnet50")()
    block: Any
    for block in network.modules():
        if type(block).__name__ == "Bottleneck":
            block.conv1.stride, block.conv2.stride = block.conv2.stride, block.conv1.stride
    return network


_TABLE = "Araujo, Norris & Sim 2019"
_INCEPTION = {"aux_logits": False, "init_weights": False}

ARCHITECTURES: dict[str, Architecture] = {
    "LeNet-5": Architecture(
        _lenet, (1, 32, 32), "Y. LeCun, L. Bottou, Y. Bengio, P. Haffner: *Gradient-based learning…*, 1998", 32,
        "LeCun et al. 1998: c5 reads the whole 32 × 32 input",
    ),
    "AlexNet": Architecture(
        _torchvision("alexnet"), (3, 224, 224), "A. Krizhevsky: *One weird trick…*, 2014", 195, _TABLE
    ),
    "VGG-16": Architecture(
        _torchvision("vgg16", init_weights=False), (3, 224, 224),
        "K. Simonyan, A. Zisserman: *Very deep convolutional networks…*, 2015", 212, _TABLE,
    ),
    "ResNet-18": Architecture(
        _torchvision("resnet18"), (3, 224, 224), "K. He, X. Zhang, S. Ren, J. Sun: *Deep residual learning…*, 2016"
    ),
    "ResNet-50": Architecture(
        _torchvision("resnet50"), (3, 224, 224), "K. He, X. Zhang, S. Ren, J. Sun: *Deep residual learning…*, 2016",
        483, _TABLE,
        "torchvision has the stride in the 3 × 3 convolution of a block and the paper in the 1 × 1 before it",
    ),
    "ResNet-50 (paper)": Architecture(
        resnet50_of_the_paper, (3, 224, 224), "K. He, X. Zhang, S. Ren, J. Sun: *Deep residual learning…*, 2016",
        483, _TABLE,
    ),
    "GoogLeNet": Architecture(
        _torchvision("googlenet", **_INCEPTION), (3, 224, 224),
        "C. Szegedy and others: *Going deeper with convolutions*, 2015",
    ),
    "Inception v3": Architecture(
        _torchvision("inception_v3", **_INCEPTION), (3, 299, 299),
        "C. Szegedy and others: *Rethinking the Inception architecture…*, 2016", 1311, _TABLE,
    ),
}  # fmt: skip


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
        return ARCHITECTURES[name].build().eval()


def as_input(pixels: Tensor, input_size: tuple[int, int, int]) -> Tensor:
    """A picture (C, H, W) as a network gets it: the largest square in its middle, scaled to (C, *input_size[1:])."""
    return images.scale(images.middle_square(pixels)[None], input_size[1:])[0]
