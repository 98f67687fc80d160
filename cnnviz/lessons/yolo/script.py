"""A one-stage detector: its layers, how its numbers are read, and what stays after suppression: `result`."""

import torch
from torch import nn
from torchvision import ops

SIZE = 64
CELL = 8
CLASSES = 6
ANCHORS = ((2.6, 2.6),)  # height and width, in cells
LEAST = 0.3
MOST = 0.45


def layer(inputs, outputs, stride=1):
    """A convolution with batch norm and leaky ReLU."""
    convolution = nn.Conv2d(inputs, outputs, 3, stride, padding=1)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.LeakyReLU())


torch.manual_seed(0)
network = nn.Sequential(
    layer(3, 24, 2),  # (24, 32, 32)
    layer(24, 32, 2),  # (32, 16, 16)
    layer(32, 64, 2),  # (64, 8, 8)
    layer(64, 64),
    layer(64, 64),
    nn.Conv2d(64, len(ANCHORS) * (5 + CLASSES), 1),
).eval()

picture = torch.rand(1, 3, SIZE, SIZE)
raw = network(picture)[0].unflatten(0, (len(ANCHORS), -1))  # (anchors, 5 + classes, rows, columns)
rows, columns = raw.shape[-2:]
anchors = torch.tensor(ANCHORS)[:, :, None, None]
sure = raw[:, 0].sigmoid()
x = (raw[:, 1].sigmoid() + torch.arange(columns)) * CELL  # centre, in pixels
y = (raw[:, 2].sigmoid() + torch.arange(rows)[:, None]) * CELL
height, width = (anchors * raw[:, 3:5].exp() * CELL).unbind(1)
boxes = torch.stack([x - width / 2, y - height / 2, x + width / 2, y + height / 2], -1).flatten(0, 2)
share, label = raw[:, 5:].softmax(1).max(1)
scores, labels = (sure * share).flatten(), label.flatten()

likely = scores >= LEAST
boxes, scores, labels = boxes[likely], scores[likely], labels[likely]
result = ops.batched_nms(boxes, scores, labels, MOST)
print(sum(weight.numel() for weight in network.parameters()), "parameters")
print(len(scores), "boxes,", len(result), "after suppression")
