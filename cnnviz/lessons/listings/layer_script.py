"""One layer of torch.nn run on zeros; `result` is its output, whose shape the script checks."""

import torch
import torch.nn.functional as F
from torch import nn

SIZE = (1, 1, 28, 28)
SIDES = ()  # before and after, the last axis first: where the layer cannot pad by itself
VALUE = {}  # what F.pad fills in, if not zeros
LAYER = "Conv2d"
SETTINGS = {"in_channels": 1, "out_channels": 6, "kernel_size": 5}
SHAPE = (1, 6, 24, 24)

x = torch.zeros(SIZE)  # a batch of one, then channels
if SIDES:
    x = F.pad(x, SIDES, **VALUE)  # before and after, the last axis first
layer = getattr(nn, LAYER)(**SETTINGS)
result = layer(x)
print("shape", tuple(result.shape))
print("parameters", sum(p.numel() for p in layer.parameters()))
assert tuple(result.shape) == SHAPE
