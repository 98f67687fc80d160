"""What the claim of this lesson comes to: the numbers that layers of PyTorch learn."""

from typing import Any

from torch import nn

from cnnviz.counting import parameters
from cnnviz.operations.pooling import KINDS, module
from cnnviz.words import say, several

CLASSES = "`MaxPool2d`, `AvgPool2d`, `LPPool2d`, a fixed Gaussian, `AdaptiveAvgPool2d`"


def learnt(kind: str, window: int, channels: int, **settings: Any) -> tuple[bool, str]:
    """settings: those of `pooling.module`."""
    found = {each: parameters(module(each, window, **settings)) for each in KINDS}
    convolution = parameters(nn.Conv2d(channels, channels, window))
    return (
        found[kind] == 0,
        say(
            "Counted on PyTorch's layers ({CLASSES}): **{found}** numbers to learn. A "
            "convolution with your window from {channels} to {as_many} would learn {convolution}.",
            CLASSES=CLASSES, found=", ".join(map(str, found.values())), channels=channels,
            as_many=several("{n} channel", "{n} channels", channels), convolution=convolution,
        ),
    )  # fmt: skip
