"""A U-Net with or without skips, the class of every pixel, and the loss of two terms: `result`."""

import torch
import torch.nn.functional as F
from torch import nn

SIZE = 64
CLASSES = 7  # the background is one of them
SKIPS = True


def layer(inputs, outputs, stride=1):
    """A convolution with batch norm and ReLU."""
    convolution = nn.Conv2d(inputs, outputs, 3, stride, padding=1)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.ReLU())


class UNet(nn.Module):
    """Down to an eighth of the sides and up again; a skip puts the map from the way down beside that from below."""

    def __init__(self):
        super().__init__()
        wide = (32, 48, 64)
        before = (3, 32, 48)
        self.down = nn.ModuleList(
            nn.Sequential(layer(first, one, 2), layer(one, one)) for first, one in zip(before, wide)
        )
        self.merge = nn.ModuleList(layer(one * (2 if SKIPS else 1), one) for one in wide[:2])
        self.up = nn.ModuleList(nn.ConvTranspose2d(one, one - 16, 2, stride=2) for one in wide)
        self.last = nn.Sequential(layer(16 + (3 if SKIPS else 0), 16), nn.Conv2d(16, CLASSES, 1))

    def forward(self, picture):
        maps = [picture]
        for step in self.down:
            maps.append(step(maps[-1]))
        found = self.up[2](maps[3])
        for place in (1, 0):
            if SKIPS:
                found = torch.cat([maps[place + 1], found], 1)
            found = self.up[place](self.merge[place](found))
        if SKIPS:
            found = torch.cat([picture, found], 1)
        return self.last(found)


torch.manual_seed(0)
network = UNet()
picture = torch.rand(2, 3, SIZE, SIZE)
truth = torch.randint(CLASSES, (2, SIZE, SIZE))
scores = network(picture)  # (2, classes, SIZE, SIZE)
share = scores.softmax(1)
there = F.one_hot(truth, CLASSES).movedim(-1, 1)
dice = (2 * (share * there).sum((0, 2, 3)) + 1) / (share.sum((0, 2, 3)) + there.sum((0, 2, 3)) + 1)
loss = F.cross_entropy(scores, truth) + (1 - dice).mean()
loss.backward()
result = scores.argmax(1)  # the class of every pixel
print(sum(weight.numel() for weight in network.parameters()), "parameters, loss", loss.item())
