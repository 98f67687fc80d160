"""One pooling layer: `result` (H', W') of a table, (3, H', W') of a photo."""

import torch
import torch.nn.functional as F
from torch import nn

from cnnviz.lessons.listings.picture_script import SOURCE, image

KIND = "max"  # or "average", "L2", "global", "weighted"
SIZE = 2
STRIDE = 2
PADDING = 0
CEIL = {}  # {"ceil_mode": True}
SIGMA = 1.0
MIDDLE = 0.5

if SOURCE == "table":
    x = image[None]  # (C, H, W)
else:
    x = image  # (C, H, W)
if KIND == "weighted":
    place = torch.arange(SIZE) - MIDDLE  # pixels from the middle of the window
    weights = torch.exp(-(place[:, None] ** 2 + place**2) / (2 * SIGMA**2))
    weights = weights / weights.sum()
    # every channel as a picture of its own: (C, 1, H, W)
    result = F.conv2d(x[:, None], weights[None, None], stride=STRIDE, padding=PADDING)[:, 0]
    print("parameters 0: the weights are fixed, not learnt")
else:
    if KIND == "max":
        layer = nn.MaxPool2d(SIZE, stride=STRIDE, padding=PADDING, **CEIL)
    elif KIND == "average":
        layer = nn.AvgPool2d(SIZE, stride=STRIDE, padding=PADDING, **CEIL)
    elif KIND == "L2":
        layer = nn.Sequential(nn.ZeroPad2d(PADDING), nn.LPPool2d(2, SIZE, stride=STRIDE, **CEIL))
    else:
        layer = nn.AdaptiveAvgPool2d(1)
    result = layer(x[None])[0]
    print("parameters", sum(p.numel() for p in layer.parameters()))
if SOURCE == "table":
    result = result[0]
    print(result)
else:
    print(tuple(result.shape), "from", result.min().item(), "to", result.max().item())
