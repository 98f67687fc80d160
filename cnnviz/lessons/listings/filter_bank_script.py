"""torch.nn.Conv2d with a bank of filters over a picture, then an activation; `result` is the stack of maps."""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

SOURCE = "scikit-image"  # of a photo, or "table"
GREY = True
CHANNELS = 1
FILTERS = 2
SIDE = 2  # of a filter
BANK = [[[1.0, 0.0], [0.0, -1.0]], [[0.0, 1.0], [-1.0, 0.0]]]  # None: random ones
SEED = 0
SPREAD = 0.5
SHARES = [0.3, 0.6, 0.1]
SIDES = ()  # left, right, top, bottom: where Conv2d cannot pad by itself
MODE = {}  # of F.pad
WINDOW = {"stride": 1}  # what differs from the defaults of Conv2d
BIAS = None
ACTIVATION = "ReLU"  # or "Identity"

if SOURCE == "table":
    from cnnviz.lessons.listings.picture_script import image

    image = image.expand(CHANNELS, -1, -1)  # (C, H, W)
elif GREY:
    from cnnviz.lessons.listings.grey_script import image

    image = image[None]  # (1, H, W)
else:
    from cnnviz.lessons.listings.picture_script import image

if BANK is None:
    weights = np.random.default_rng(SEED).normal(0, SPREAD, (FILTERS, CHANNELS, SIDE, SIDE))
    bank = torch.tensor(weights, dtype=torch.float32)
else:
    bank = torch.tensor(BANK, dtype=torch.float32)
    if CHANNELS == 1:
        bank = bank[:, None]  # (F, 1, m, m)
    else:
        shares = torch.tensor(SHARES)  # of red, green and blue in the brightness
        bank = bank[:, None] * shares[:, None, None]  # (F, 3, m, m)

x = image[None]  # one picture: (1, C, H, W)
if SIDES:
    x = F.pad(x, SIDES, **MODE)  # left, right, top, bottom
if BIAS is None:
    layer = nn.Conv2d(CHANNELS, FILTERS, SIDE, bias=False, **WINDOW)
    layer.weight.data = bank
else:
    layer = nn.Conv2d(CHANNELS, FILTERS, SIDE, **WINDOW)
    layer.weight.data = bank
    layer.bias.data = torch.tensor(BIAS)
if ACTIVATION == "Identity":
    with torch.no_grad():
        result = layer(x)[0]  # the stack of feature maps: (F, H', W')
else:
    activation = getattr(nn, ACTIVATION)()
    with torch.no_grad():
        result = activation(layer(x))[0]  # the stack of feature maps: (F, H', W')
print("parameters", sum(p.numel() for p in layer.parameters()))
if SOURCE == "table":
    print(result)
else:
    print(tuple(result.shape), "from", result.min().item(), "to", result.max().item())
