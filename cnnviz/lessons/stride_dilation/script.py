"""The response with a stride, `result` (H', W'), checked against every stride-th value of the response without."""

import torch
import torch.nn.functional as F

from cnnviz.lessons.listings.grey_script import SOURCE, image

KERNEL = [[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]]
SIDES = ()  # left, right, top, bottom: where conv2d cannot pad by itself
MODE = {}  # of F.pad
STRIDE = 2
WINDOW = {"stride": 2, "padding": 1}  # what differs from the defaults of conv2d
DENSE = {"padding": 1}  # the same without the stride

kernel = torch.tensor(KERNEL, dtype=torch.float32)

x = image[None, None]  # one picture with one channel: (1, 1, H, W)
if SIDES:
    x = F.pad(x, SIDES, **MODE)  # left, right, top, bottom
result = F.conv2d(x, kernel[None, None], **WINDOW)[0, 0]
everything = F.conv2d(x, kernel[None, None], **DENSE)[0, 0]
assert torch.allclose(result, everything[::STRIDE, ::STRIDE], atol=1e-5)
print(result.numel(), "of", everything.numel(), "positions are computed")
if SOURCE == "table":
    print(result)
else:
    print(tuple(result.shape), "from", result.min().item(), "to", result.max().item())
