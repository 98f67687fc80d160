"""Local response normalisation and dropout by torch's own layers: `result` has the maps behind both."""

import torch
from torch import nn

SIZE = 5
HALF = 2
K = 2.0
ALPHA = 1e-4
BETA = 0.75
SHARE = 0.5

maps = torch.rand(1, 8, 32, 32)  # a batch of one, then channels
normalise = nn.LocalResponseNorm(SIZE, alpha=ALPHA * SIZE, beta=BETA, k=K)  # torch divides alpha by the size
dropout = nn.Dropout(SHARE).train()  # it does nothing in eval mode
result = dropout(normalise(maps))

channel, squares = 3, maps[0] ** 2
near = squares[max(0, channel - HALF) : channel + HALF + 1].sum(0)
by_hand = maps[0, channel] / (K + ALPHA * near) ** BETA
torch.testing.assert_close(by_hand, normalise(maps)[0, channel])
print("kept", (result != 0).float().mean().item(), "mean", maps.mean().item(), "behind", result.mean().item())
