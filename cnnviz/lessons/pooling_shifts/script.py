"""How much a layer with pooling changes when a picture moves right: `result` maps each pooling to its change."""

import numpy as np
import torch
import torch.nn.functional as F

from cnnviz.lessons.listings.grey_script import image

KERNEL = None  # one filter, or None: random ones
SEED = 0
FILTERS = 8
SIDE = 5  # of a random filter
SHIFT = 2
MOST = 8
SIZE = 2  # of the pooling
STRIDE = 2

if KERNEL is None:
    weights = np.random.default_rng(SEED).standard_normal((FILTERS, SIDE, SIDE))
    weights -= weights.mean((1, 2), keepdims=True)
    weights /= np.sqrt((weights**2).sum((1, 2), keepdims=True))
    bank = torch.tensor(weights, dtype=torch.float32)[:, None]
else:
    kernel = torch.tensor(KERNEL, dtype=torch.float32)
    bank = kernel[None, None]
shift, most = SHIFT, MOST  # pixels to the right; room for larger shifts
view = image[most:]
frames = view[:, most:], view[:, most - shift : view.shape[1] - shift]  # before and after the picture moves
still, moved = (F.conv2d(frame[None, None], bank).relu() for frame in frames)
blur = torch.tensor([1.0, 2.0, 1.0]) / 4
blur = torch.outer(blur, blur).expand(len(bank), 1, 3, 3)
poolings = {
    "none": lambda maps: maps,
    "max": lambda maps: F.max_pool2d(maps, SIZE, STRIDE),
    "average": lambda maps: F.avg_pool2d(maps, SIZE, STRIDE),
    "max blur": lambda maps: F.conv2d(F.max_pool2d(maps, SIZE, 1), blur, stride=STRIDE, groups=len(bank)),
}
result = {
    name: ((pool(moved) - pool(still)).abs().mean() / pool(still).abs().mean()).item()
    for name, pool in poolings.items()
}
print({name: f"{change:.1%}" for name, change in result.items()})
