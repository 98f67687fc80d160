"""`result`: a feature map behind its activation. `sizes`: the gradient's norm at every layer of a deep stack."""

import torch
import torch.nn.functional as F
from torch import nn

from cnnviz.lessons.listings.grey_script import image

KERNEL = [[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]]
BIAS = 0.0
ACTIVATION = "ReLU"
KIND = "convolution"  # or "dense"
WIDTH = 16  # of the stack: channels or units
DEPTH = 5
SEED = 0
SPREAD = 0.1  # the standard deviation of its weights
OF_WEIGHTS = [16, 16, 3, 3]
OF_VALUES = [2, 16, 8, 8]

kernel = torch.tensor(KERNEL, dtype=torch.float32)
activation = getattr(nn, ACTIVATION)()
feature_map = F.conv2d(image[None, None], kernel[None, None])[0, 0] + BIAS
result = activation(feature_map)
print("share of zeros", (result == 0).float().mean().item())

# many layers with random weights: how large is the gradient when it has come back to layer l?
generator = torch.Generator().manual_seed(SEED)
if KIND == "convolution":
    layers = [nn.Conv2d(WIDTH, WIDTH, 3, padding=1, bias=False) for _ in range(DEPTH)]
else:
    layers = [nn.Linear(WIDTH, WIDTH, bias=False) for _ in range(DEPTH)]
for layer in layers:
    layer.weight.data = torch.randn(OF_WEIGHTS, generator=generator).double() * SPREAD
x = torch.randn(OF_VALUES, generator=generator).double().requires_grad_()
arriving = torch.randn(OF_VALUES, generator=generator).double()
values = [x]
for layer in layers:
    values.append(activation(layer(values[-1])))
gradients = torch.autograd.grad(values[-1], values, arriving / arriving.norm())
sizes = torch.stack([gradient.norm() for gradient in gradients])
print(sizes)
