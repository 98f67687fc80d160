"""The pixels that a unit sees, those that its gradient reaches: `result` has the first and last row, and column."""

from collections import OrderedDict

import torch
import torch.nn.functional as F
from torch import nn
from torchvision import models
from torchvision.models.feature_extraction import create_feature_extractor

KIND = "stack"  # or "torchvision", "LeNet-5"
NAME = "resnet18"  # of torchvision
SETTINGS = {"weights": None}
STRIDE_FIRST = False  # the paper's ResNet-50
LAYERS = [(3, 1, 1, 1), (3, 2, 1, 1)]
LAYER = "layer1"  # a node of torchvision's network
COUNT = 1  # how many layers of LeNet-5
INPUT = (1, 1, 20, 20)
ROW = 4
COLUMN = 5

if KIND == "torchvision":

    def average_instead(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
        return F.avg_pool2d(x, kernel_size, stride, padding, ceil_mode)

    F.max_pool2d = average_instead  # a maximum passes its gradient to the winner only

    network = getattr(models, NAME)(**SETTINGS).eval()
    if STRIDE_FIRST:
        for block in network.modules():  # the paper's stride is in the first 1×1 convolution
            if type(block).__name__ == "Bottleneck":
                block.conv1.stride, block.conv2.stride = block.conv2.stride, block.conv1.stride
elif KIND == "LeNet-5":
    layers = OrderedDict(c1=nn.Conv2d(1, 6, 5), tanh1=nn.Tanh(), s2=nn.AvgPool2d(2))
    layers |= OrderedDict(c3=nn.Conv2d(6, 16, 5), tanh3=nn.Tanh(), s4=nn.AvgPool2d(2), c5=nn.Conv2d(16, 120, 5))
    network = nn.Sequential(OrderedDict(features=nn.Sequential(layers)))
else:
    # kernel, stride, padding, dilation of each layer
    layers = LAYERS
    network = nn.Sequential(*(nn.Conv2d(1, 1, k, stride=s, padding=p, dilation=d) for k, s, p, d in layers))

# What a unit can see does not depend on the weights: with positive ones no two paths cancel
for layer in network.modules():
    if isinstance(layer, nn.Conv2d):
        nn.init.constant_(layer.weight, 1 / layer.weight[0].numel())
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)

image = torch.ones(INPUT, requires_grad=True)
if KIND == "torchvision":
    name = LAYER
    output = create_feature_extractor(network, [name])(image)[name]
elif KIND == "LeNet-5":
    output = network.features[:COUNT](image)
else:
    output = network(image)
output[0, :, ROW, COLUMN].sum().backward()
seen = image.grad[0].sum(0) != 0
rows, columns = seen.any(1).nonzero().flatten(), seen.any(0).nonzero().flatten()
result = (rows[0].item(), rows[-1].item()), (columns[0].item(), columns[-1].item())
print("rows", *result[0], "columns", *result[1])
