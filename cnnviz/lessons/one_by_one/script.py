"""A 1×1 convolution mixes the channels of a picture, as a dense layer does at every pixel: `result` (C_out, H, W)."""

import torch
from torch import nn

from cnnviz.lessons.listings.picture_script import SOURCE, image

WEIGHTS = [[0.3, 0.6, 0.1], [1.0, -1.0, 0.0]]
BIAS = [0.0, 0.5]
C_IN = 3
C_OUT = 2

if SOURCE == "table":
    image = image[None]  # one channel: (1, H, W)

weights = torch.tensor(WEIGHTS, dtype=torch.float32)
bias = torch.tensor(BIAS, dtype=torch.float32)

convolution = nn.Conv2d(C_IN, C_OUT, 1)
convolution.weight.data = weights[:, :, None, None]
convolution.bias.data = bias
dense = nn.Linear(C_IN, C_OUT)
dense.weight.data, dense.bias.data = weights, bias
with torch.no_grad():
    result = convolution(image[None])[0]  # (C_out, H, W)
    pixel_by_pixel = dense(image.permute(1, 2, 0)).permute(2, 0, 1)
print("largest difference", (result - pixel_by_pixel).abs().max().item())
assert torch.allclose(result, pixel_by_pixel, atol=1e-5)
if SOURCE == "table":
    print(result)
else:
    print(tuple(result.shape), "from", result.min().item(), "to", result.max().item())
