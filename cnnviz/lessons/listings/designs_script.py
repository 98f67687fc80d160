"""Designs for the same job, counted and timed: `result` is {name: (parameters, multiply-adds)}."""

import time

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from cnnviz.networks.stack.blocks_script import Concatenation, Residual

DESIGNS = {
    "one": nn.Sequential(nn.Conv2d(3, 8, kernel_size=5), Residual(nn.Sequential(nn.ReLU()), nn.Identity())),
    "two": nn.Sequential(Concatenation(nn.Sequential(nn.Conv2d(3, 8, kernel_size=1)), nn.Identity())),
}
INPUT = (1, 3, 16, 16)

designs = DESIGNS
x = torch.rand(INPUT)  # a batch of one, then channels
result = {}
for name, design in designs.items():
    design.eval()
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        output = design(x)
    parameters = sum(p.numel() for p in design.parameters())
    result[name] = parameters, counter.get_total_flops() // 2  # it counts two operations per multiply-add
    start = time.perf_counter()
    with torch.no_grad():
        design(x)
    milliseconds = 1000 * (time.perf_counter() - start)
    print(f"{name}: {parameters:,} parameters, {result[name][1]:,} multiply-adds, {milliseconds:.2f} ms")
