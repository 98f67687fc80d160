"""The same in PyTorch: the pixels that a unit sees."""

from collections.abc import Sequence
from typing import Any

from cnnviz.geometry.worked_fields import read_stack
from cnnviz.writing.listings import listing
from cnnviz.writing.literals import rows

_TORCHVISION: dict[str, tuple[str, dict[str, Any]]] = {
    "AlexNet": ("alexnet", {}),
    "VGG-16": ("vgg16", {"init_weights": False}),
    "ResNet-18": ("resnet18", {}),
    "ResNet-50": ("resnet50", {}),
    "ResNet-50 (paper)": ("resnet50", {}),
    "GoogLeNet": ("googlenet", {"init_weights": False, "aux_logits": False}),
    "Inception v3": ("inception_v3", {"init_weights": False, "aux_logits": False}),
}
_LENET = ("c1", "tanh1", "s2", "c3", "tanh3", "s4", "c5")


def receptive_field_script(network: str, stack: str, row: str, unit: Sequence[int], input_size: Sequence[int]) -> str:
    """Which pixels unit [r, q] of one layer sees: the pixels that its gradient reaches.

    network: a key of `cnnviz.networks.architectures.ARCHITECTURES`, or "" for a typed stack; row: name of a row of
    `receptive_fields`; input_size (C, H, W). `result` is ((first row, last row), (first column, last column)).
    """
    given: dict[str, Any]
    if network in _TORCHVISION:
        name, settings = _TORCHVISION[network]
        node, _, use = row.partition("#")  # torchvision counts further uses of a layer from 1
        given = {
            "KIND": "torchvision",
            "NAME": name,
            "SETTINGS": {"weights": None, **settings},
            "STRIDE_FIRST": network == "ResNet-50 (paper)",
            "LAYER": node.replace(".max_pool2d", ".avg_pool2d") + (f"_{int(use) - 1}" if use else ""),
        }
    elif network:
        given = {"KIND": "LeNet-5", "COUNT": _LENET.index(row.split(".")[-1]) + 1}
    else:
        given = {"KIND": "stack", "LAYERS": rows(map(tuple, read_stack(stack)[: int(row.split()[-1])]))}
    return listing(
        "cnnviz.lessons.receptive_field.script", INPUT=(1, *input_size), ROW=unit[0], COLUMN=unit[1], **given
    )
