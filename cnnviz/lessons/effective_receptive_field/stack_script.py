"""The averaged gradient of one unit with respect to the picture it can see: `result`, over its receptive field."""

import math

import torch
import torch.nn.functional as F

LAYERS = 5
KERNEL = 3
CHANNELS = 4
NETWORKS = 3
SIZE = 11  # of the theoretical receptive field
MIDDLE = 5.0
WEIGHTS = "random"  # or "uniform"
ACTIVATION = "ReLU"  # or "tanh", "none"
HALVING = 0  # layers with stride 2
DILATION = 1
SQUARED = False

n, k, channels, networks = LAYERS, KERNEL, CHANNELS, NETWORKS
generator = torch.Generator().manual_seed(0)
picture = torch.rand(SIZE, SIZE, generator=torch.Generator().manual_seed(1))  # any picture in [0, 1]
image = picture.expand(1, networks, -1, -1).clone().requires_grad_()

weights = []
for layer in range(n):  # the networks stand side by side, as groups of one convolution
    shape = (networks, channels, 1 if layer == 0 else channels, k, k)
    if WEIGHTS == "uniform":
        weights.append(torch.full(shape, 1 / math.prod(shape[2:])))
    else:
        weights.append(torch.randn(shape, generator=generator) * math.sqrt(2 / math.prod(shape[2:])))

x = image
for layer, weight in enumerate(weights):
    if HALVING:
        stride = 2 if layer < HALVING else 1
        x = F.conv2d(x, weight.flatten(0, 1), stride=stride, dilation=DILATION, groups=networks)
    else:
        x = F.conv2d(x, weight.flatten(0, 1), dilation=DILATION, groups=networks)
    if ACTIVATION == "ReLU":
        if layer < n - 1:
            x = torch.relu(x)
    elif ACTIVATION == "tanh":
        if layer < n - 1:
            x = x.tanh()
x.reshape(networks, channels)[:, 0].sum().backward()

if SQUARED:
    result = image.grad[0].square().mean(0)
else:
    result = image.grad[0].abs().mean(0)
place = torch.arange(float(SIZE)) - MIDDLE
share = result.sum(0) / result.sum()
print("standard deviation along a row:", (share * place**2).sum().sqrt().item())
