"""Dense layer and convolution in PyTorch: counted on the meta device, and the script that does so."""

import torch
from torch import nn

from cnnviz.counting import Counter
from cnnviz.geometry import torch_layers
from cnnviz.geometry.cost import Cost
from cnnviz.geometry.layer import layer_output


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
    settings = {"stride": (stride, 1), "padding": (padding, 0), "bias": (bias, True)}
    others = "".join(f", {name}={value}" for name, (value, default) in settings.items() if value != default)
    without = "" if bias else ", bias=False"
    return f"""import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

with torch.device("meta"):  # shapes without memory, whatever the size
    image = torch.empty(1, {in_channels}, {height}, {width})
    dense = nn.Sequential(nn.Flatten(), nn.Linear({height * width * in_channels}, {units}{without}))
    convolution = nn.Conv2d({in_channels}, {filters}, kernel_size={kernel}{others})

result = {{}}
for name, layer in {{"dense": dense, "convolution": convolution}}.items():
    with FlopCounterMode(display=False) as counter:
        output = layer(image)
    parameters = sum(p.numel() for p in layer.parameters())
    multiply_adds = counter.get_total_flops() // 2  # it counts two operations per multiply-add
    result[name] = parameters, multiply_adds
    print(f"{{name}}: {{parameters:,}} parameters, {{multiply_adds:,}} multiply-adds,", tuple(output.shape))
"""
