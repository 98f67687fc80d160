"""An EfficientNet by torchvision, counted: `result` is (parameters, multiply-adds)."""

import torch
from torch.utils.flop_counter import FlopCounterMode
from torchvision.models.efficientnet import EfficientNet, MBConvConfig

STAGES = [(1, 3, 1, 32, 16, 1), (6, 3, 2, 16, 24, 2)]
DEPTH = 1.0
WIDTH = 1.0
RESOLUTION = 224

# expansion, kernel, stride, in_channels, out_channels, layers of B0
stages = STAGES
depth, width, resolution = DEPTH, WIDTH, RESOLUTION
with torch.device("meta"):  # shapes without memory
    blocks = [MBConvConfig(*stage, width_mult=width, depth_mult=depth) for stage in stages]
    network = EfficientNet(blocks, dropout=0.2).eval()
    picture = torch.empty(1, 3, resolution, resolution)
with torch.no_grad(), FlopCounterMode(display=False) as counter:
    network(picture)
result = sum(p.numel() for p in network.parameters()), counter.get_total_flops() // 2
print(f"{result[0]:,} parameters, {result[1]:,} multiply-adds")
