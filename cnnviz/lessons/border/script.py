"""How often each pixel is used: `result` (H, W)."""

import torch
import torch.nn.functional as F

SIZE = 9
MIDDLE = 4
KERNEL = 3
SIDES = ()  # left, right, top, bottom: where conv2d cannot pad by itself
MODE = {}  # of F.pad
WINDOW = {"stride": 2}  # what differs from the defaults of conv2d

image = torch.zeros(SIZE, SIZE, requires_grad=True)
x = image[None, None]
if SIDES:
    x = F.pad(x, SIDES, **MODE)  # left, right, top, bottom
outputs = F.conv2d(x, torch.ones(1, 1, KERNEL, KERNEL), **WINDOW)
# every use of a pixel adds its weight 1 to the gradient of the sum of all outputs
(result,) = torch.autograd.grad(outputs.sum(), image)
print(result)
print("corner", result[0, 0].item(), "middle", result[MIDDLE, MIDDLE].item())
