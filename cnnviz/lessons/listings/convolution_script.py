"""One kernel over a picture; `result` is (H', W'), or (3, H', W') for a photo that keeps its colours."""

import torch
import torch.nn.functional as F

GREY = True
KERNEL = [[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]]
TURNED = False  # a convolution, not a cross-correlation
SIDES = ()  # left, right, top, bottom: where conv2d cannot pad by itself
MODE = {}  # of F.pad
WINDOW = {"stride": 2, "padding": 1}  # what differs from the defaults of conv2d

if GREY:
    from cnnviz.lessons.listings.grey_script import SOURCE, image
else:
    from cnnviz.lessons.listings.picture_script import SOURCE, image

kernel = torch.tensor(KERNEL, dtype=torch.float32)
if TURNED:
    kernel = kernel.flip(0, 1)  # convolution turns the kernel by 180°, cross-correlation does not

if GREY:
    x = image[None, None]  # one picture with one channel: (1, 1, H, W)
else:
    x = image[:, None]  # every channel as a picture of its own: (3, 1, H, W)
if SIDES:
    x = F.pad(x, SIDES, **MODE)  # left, right, top, bottom
if GREY:
    result = F.conv2d(x, kernel[None, None], **WINDOW)[0, 0]
else:
    result = F.conv2d(x, kernel[None, None], **WINDOW)[:, 0]
if SOURCE == "table":
    print(result)
else:
    print(tuple(result.shape), "from", result.min().item(), "to", result.max().item())
