"""A dense layer and a convolution, counted: `result` is {"dense": (parameters, multiply-adds), "convolution": ...}."""

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

INPUT = (1, 3, 32, 32)
VALUES = 3072  # of the input
UNITS = 10
FILTERS = 8
CHANNELS = 3
WINDOW = {"kernel_size": 3}
BIAS = {}  # {"bias": False}

with torch.device("meta"):  # shapes without memory, whatever the size
    image = torch.empty(INPUT)
    dense = nn.Sequential(nn.Flatten(), nn.Linear(VALUES, UNITS, **BIAS))
    convolution = nn.Conv2d(CHANNELS, FILTERS, **WINDOW, **BIAS)

result = {}
for name, layer in {"dense": dense, "convolution": convolution}.items():
    with FlopCounterMode(display=False) as counter:
        output = layer(image)
    parameters = sum(p.numel() for p in layer.parameters())
    multiply_adds = counter.get_total_flops() // 2  # it counts two operations per multiply-add
    result[name] = parameters, multiply_adds
    print(f"{name}: {parameters:,} parameters, {multiply_adds:,} multiply-adds,", tuple(output.shape))
