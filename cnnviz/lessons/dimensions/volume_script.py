"""A drawn head, `volume`, the response to a kernel, `result`, both (D, H, W), and the shape behind a layer, `shape`."""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

HEAD = [(2.0, 0.0, 0.0, 0.0, 0.69, 0.92, 0.9, 0.0)]
SIZE = 24
NOISE = 0.0
SEED = 0
KERNEL = [[[1.0, 0.0, -1.0]]]
LAYER = "Conv3d"
SETTINGS = {"in_channels": 1, "out_channels": 16, "kernel_size": 3, "stride": 1, "padding": 0}
INPUT = (1, 1, 16, 16, 16)

# density, centre x y z, half axes a b c, angle
head = HEAD
size = SIZE
place = (2 * np.arange(size) + 1) / size - 1
z, y, x = place[:, None, None], -place[None, :, None], place[None, None, :]
volume = np.zeros((size, size, size))
for adds, cx, cy, cz, a, b, c, angle in head:
    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    u, v = (x - cx) * cos + (y - cy) * sin, (y - cy) * cos - (x - cx) * sin
    volume += adds * ((u / a) ** 2 + (v / b) ** 2 + ((z - cz) / c) ** 2 <= 1)
volume = volume.round(6)  # 1 - 0.8 - 0.2 is 0
if NOISE:
    volume += NOISE * np.random.default_rng(SEED).normal(size=volume.shape)
volume = torch.tensor(volume, dtype=torch.float32)

# depth, height, width
kernel = torch.tensor(KERNEL, dtype=torch.float32)
result = F.conv3d(volume[None, None], kernel[None, None], padding="same")[0, 0]
print("response", tuple(result.shape), "from", result.min().item(), "to", result.max().item())

layer = getattr(nn, LAYER)(**SETTINGS)
shape = tuple(layer(torch.rand(INPUT)).shape)
print("layer", shape, "parameters", sum(p.numel() for p in layer.parameters()))
