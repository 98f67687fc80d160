"""The networks of the catalogue as modules: torchvision's classes where it has them, our own where it does not."""

from typing import Any

import torch
from torch import nn

from cnnviz.draws import seeded
from cnnviz.networks import catalogue, small
from cnnviz.words import say

_SETTINGS: dict[str, dict[str, Any]] = {"googlenet": {"aux_logits": False, "init_weights": True}}


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
        return _build(name, classes).eval()


def _build(name: str, classes: int) -> nn.Module:
    if name == "lenet5":
        from cnnviz.networks.lenet import LeNet5

        return LeNet5(classes)
    if name == "nin":
        from cnnviz.networks.nin import NetworkInNetwork

        return NetworkInNetwork(classes)
    if name == "mobilenet_v1":
        from cnnviz.networks.mobilenet import MobileNetV1

        return MobileNetV1(classes)
    if name in ("tiny_vgg", "small_resnet"):
        channels, *size = catalogue.CATALOGUE[name].input_size
        return small.build(small.Design(network=name), channels, (size[0], size[1]), classes)
    if name == "edges":
        return small.of_layers(small.EDGES, classes)
    from torchvision import models  # here because it takes seconds to import

    network: nn.Module = getattr(models, name)(weights=None, num_classes=classes, **_SETTINGS.get(name, {}))
    return network
