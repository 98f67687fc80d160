"""The blocks of networks with branches, which torch.nn does not have."""

import torch
from torch import nn


class Residual(nn.Module):
    """Branches on the same input, added."""

    def __init__(self, *branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        return sum(branch(x) for branch in self.branches)


class Concatenation(nn.Module):
    """Branches on the same input, their channels side by side."""

    def __init__(self, *branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], dim=1)
