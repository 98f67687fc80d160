"""Dense layer and convolution in PyTorch: counted on the meta device, and the script that does so."""

import torch
from torch import nn

from cnnviz.counting import Counter
from cnnviz.geometry import torch_layers
from cnnviz.geometry.cost import Cost
from cnnviz.geometry.layer import layer_output
from cnnviz.writing.listings import listing


def count(layer: nn.Module, image: torch.Tensor) -> Cost:
    """Parameters and multiply-adds of a layer, counted by PyTorch while it runs on one image (1, ...).

    On the meta device this takes no memory.
    """
    with Counter() as counter:
        output = layer(image)
    parameters = sum(parameter.numel() for parameter in layer.parameters())
    return Cost(parameters, counter.multiply_adds, image.numel(), output.numel())


def count_dense(inputs: int, units: int, *, bias: bool = True) -> Cost:
    """`cnnviz.geometry.cost.dense_cost`, counted on torch.nn.Linear."""
    return count(nn.Linear(inputs, units, bias=bias, device="meta"), torch.empty(1, inputs, device="meta"))


def count_convolution(
    size: tuple[int, int],
    in_channels: int,
    filters: int,
    kernel: int,
    *,
    stride: int = 1,
    padding: int = 0,
    bias: bool = True,
) -> Cost:
    """`cnnviz.geometry.cost.convolution_cost`, counted on torch.nn.Conv2d."""
    layer = torch_layers.build(
        "convolution",
        size,
        kernel=(kernel, kernel),
        stride=stride,
        padding=padding,
        in_channels=in_channels,
        out_channels=filters,
        bias=bias,
        device="meta",
    )
    return count(layer, torch.empty(1, in_channels, *size, device="meta"))


def cost_script(
    size: tuple[int, int],
    in_channels: int,
    *,
    units: int,
    filters: int,
    kernel: int,
    stride: int = 1,
    padding: int = 0,
    bias: bool = True,
) -> str:
    """A script that counts both layers; `result` is {"dense": (parameters, multiply-adds), "convolution": ...}."""
    height, width = size
    layer_output(
        "convolution", size, kernel=(kernel, kernel), stride=stride, padding=padding
    )  # refuses what torch does
    window = {"kernel_size": (kernel, 0), "stride": (stride, 1), "padding": (padding, 0)}
    return listing(
        "cnnviz.lessons.dense_or_convolution.script",
        INPUT=(1, in_channels, height, width),
        VALUES=height * width * in_channels,
        UNITS=units,
        FILTERS=filters,
        CHANNELS=in_channels,
        WINDOW={name: value for name, (value, default) in window.items() if value != default},
        BIAS={} if bias else {"bias": False},
    )
