"""A network as a class, `network`, run on zeros: `result`, (1, *shape). Its shape and parameters are checked."""

import torch
from torch import nn

from cnnviz.networks.stack.blocks_script import Concatenation, Residual

TEXT = "1x8-c2k3p1-res[relu]-cat[c2k1|relu]-flat-d10"
LAYERS = nn.Sequential(
    nn.Conv2d(1, 2, kernel_size=3, padding=1),
    Residual(nn.Sequential(nn.ReLU()), nn.Identity()),
    Concatenation(nn.Sequential(nn.Conv2d(2, 2, kernel_size=1)), nn.Sequential(nn.ReLU())),
    nn.Flatten(),
    nn.Linear(256, 10),
)
INPUT = (1, 1, 8, 8)
SHAPE = (1, 10)
PARAMETERS = 2596


class Network(nn.Module):
    text = TEXT  # as the builder writes it

    def __init__(self):
        super().__init__()
        self.layers = LAYERS

    def forward(self, x):
        return self.layers(x)


network = Network().eval()
x = torch.zeros(INPUT)  # a batch of one, then channels
with torch.no_grad():
    result = network(x)
parameters = sum(p.numel() for p in network.parameters())
print("shape", tuple(result.shape))
print("parameters", parameters)
assert tuple(result.shape) == SHAPE
assert parameters == PARAMETERS
