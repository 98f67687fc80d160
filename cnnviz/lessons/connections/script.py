"""Connections are counted from the Jacobian: `result` has the outputs that each input affects."""

import torch
from torch import nn

INPUTS = 8
LAYERS = 2
SIDES = ()  # left, right: where Conv1d cannot pad by itself
WINDOW = {"kernel_size": 3}

if SIDES:
    layers = [nn.Sequential(nn.ConstantPad1d(SIDES, 0.0), nn.Conv1d(1, 1, bias=False, **WINDOW)) for _ in range(LAYERS)]
else:
    layers = [nn.Conv1d(1, 1, bias=False, **WINDOW) for _ in range(LAYERS)]
network = nn.Sequential(*layers)
for weight in network.parameters():
    nn.init.ones_(weight)  # so that nothing cancels

inputs = INPUTS
x = torch.zeros(1, 1, inputs)
jacobian = torch.autograd.functional.jacobian(network, x).reshape(-1, inputs)  # (outputs, inputs)
result = (jacobian != 0).sum(0)
print("outputs that each input affects:", result.tolist())
print("connections:", int((jacobian != 0).sum()), "of", jacobian.numel(), "in a dense layer")
