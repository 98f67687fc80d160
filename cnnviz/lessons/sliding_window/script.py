"""A detector at every window, by cropping and in one pass: `result` is the largest difference of the scores."""

import time

import torch
from torch import nn

SEED = 0
WINDOW = 14
ALONG = 4  # windows along a side of the picture
PICTURE = 20
KERNEL = 5
POOL = 2
SIDE = 5  # of the maps in one window
INPUTS = 400
UNITS = 40
CLASSES = 4

torch.manual_seed(SEED)
features = nn.Sequential(nn.Conv2d(3, 16, KERNEL), nn.ReLU(), nn.MaxPool2d(POOL))
first, last = nn.Linear(INPUTS, UNITS), nn.Linear(UNITS, CLASSES)
dense = nn.Sequential(features, nn.Flatten(), first, nn.ReLU(), last)

# the same weights as convolutions
large, point = nn.Conv2d(16, UNITS, SIDE), nn.Conv2d(UNITS, CLASSES, 1)
large.weight.data, large.bias.data = first.weight.data.reshape(large.weight.shape), first.bias.data
point.weight.data, point.bias.data = last.weight.data.reshape(point.weight.shape), last.bias.data
convolutional = nn.Sequential(features, large, nn.ReLU(), point)

picture = torch.rand(3, PICTURE, PICTURE)
with torch.no_grad():
    start = time.perf_counter()
    windows = picture.unfold(1, WINDOW, POOL).unfold(2, WINDOW, POOL)  # (3, along, along, window, window)
    cropped = dense(windows.permute(1, 2, 0, 3, 4).flatten(0, 1)).T.reshape(CLASSES, ALONG, ALONG)
    middle = time.perf_counter()
    whole = convolutional(picture[None])[0]
    end = time.perf_counter()
result = (cropped - whole).abs().max().item()
print("largest difference", result)
print(f"cropping {1000 * (middle - start):.2f} ms, one pass {1000 * (end - middle):.2f} ms")
