"""A network is counted and opened on a random picture; `result` is the number of its parameters."""

import torch

from cnnviz import networks
from cnnviz.lessons.listings.opened_script import network

SHAPE = (1, 32, 32)

rows = networks.summarize(network, SHAPE)
for row in rows:
    print(f"{row.name:32} {row.kind:18} {row.output_shape!s:18} {row.parameters:12,}")
result = sum(row.parameters for row in rows)
maps = networks.feature_maps(network, torch.rand(SHAPE))
strongest = max(maps, key=lambda layer: float(maps[layer].abs().mean()))
print(result, "parameters; the most active layer is", strongest)
assert result == sum(weight.numel() for weight in network.parameters())
assert all(tuple(maps[row.name].shape) == row.output_shape for row in rows if row.name in maps)
