"""A kernel over a picture of several channels: `shares` has that of every channel, `result` their sum and the bias."""

import torch
import torch.nn.functional as F

from cnnviz.lessons.listings.picture_script import SOURCE, image

KERNEL = [[[1.0, -1.0]], [[0.0, 2.0]], [[0.5, 0.5]]]
BIAS = 0.0
CHANNELS = 3
SIDES = ()  # left, right, top, bottom: where conv2d cannot pad by itself
MODE = {}  # of F.pad
WINDOW = {}  # what differs from the defaults of conv2d

kernel = torch.tensor(KERNEL, dtype=torch.float32)
bias = BIAS

x = image[None]  # one picture: (1, channels, H, W)
if SIDES:
    x = F.pad(x, SIDES, **MODE)  # left, right, top, bottom
shares = F.conv2d(x, kernel[:, None], groups=CHANNELS, **WINDOW)[0]  # channel by channel
result = shares.sum(0) + bias

layer = F.conv2d(x, kernel[None], torch.tensor([bias]), **WINDOW)[0, 0]  # all at once
assert torch.allclose(result, layer, atol=1e-5 * float(shares.abs().max() + 1))
if SOURCE == "table":
    for channel, share in enumerate(shares):
        print("channel", channel, share, sep="\n")
    print(result)
else:
    print(tuple(result.shape), "from", result.min().item(), "to", result.max().item())
