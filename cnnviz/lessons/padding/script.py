"""A padded picture beside numpy.pad, `padded`, and the response to a kernel, `result` (H', W')."""

import numpy as np
import torch
import torch.nn.functional as F

from cnnviz.lessons.listings.grey_script import SOURCE, image

KERNEL = [[1.0, 1.0, 1.0], [1.0, 1.0, 1.0], [1.0, 1.0, 1.0]]
SIDES = (1, 1, 1, 1)
MODE = {"mode": "replicate"}
BY_NUMPY = "edge"  # what numpy calls this mode

kernel = torch.tensor(KERNEL, dtype=torch.float32)

sides = SIDES  # left, right, top, bottom
padded = F.pad(image[None, None], sides, **MODE)[0, 0]
by_numpy = np.pad(image.numpy(), (sides[2:], sides[:2]), mode=BY_NUMPY)
assert (padded.numpy() == by_numpy).all()
result = F.conv2d(padded[None, None], kernel[None, None])[0, 0]
if SOURCE == "table":
    print(padded)
    print(result)
else:
    print(tuple(result.shape), "from", result.min().item(), "to", result.max().item())
