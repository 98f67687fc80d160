"""A kernel is learnt from a response: `result`; `losses`: the loss before each step and after the last."""

import numpy as np
import torch
import torch.nn.functional as F

from cnnviz.lessons.listings.grey_script import image

HIDDEN = [[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]]
SIZE = 3  # of the learnt kernel
SEEN = ()  # rows and columns that the hidden kernel does not see, at either end
CUT = ()  # the same of the learnt kernel
NOISE = 0.0
SEED = 0
START = "zeros"  # or "random"
STANDARDISE = True
OPTIMIZER = "Adam"  # or "SGD"
SETTINGS = {"lr": 0.1}
STEPS = 21

image = image.double()
if STANDARDISE:
    image = (image - image.mean()) / image.std(correction=0).clamp(min=1e-6)  # mean 0, deviation 1

hidden = torch.tensor(HIDDEN, dtype=torch.float32)
if SEEN:
    top, bottom, left, right = SEEN  # left out, so that kernels of two sizes stand centre on centre
    seen = image[top : len(image) - bottom, left : image.shape[1] - right]
    target = F.conv2d(seen[None, None], hidden.double()[None, None])
else:
    target = F.conv2d(image[None, None], hidden.double()[None, None])
if CUT:
    top, bottom, left, right = CUT  # left out, so that kernels of two sizes stand centre on centre
    image = image[top : len(image) - bottom, left : image.shape[1] - right]
x = image[None, None]  # one picture with one channel: (1, 1, H, W)

if NOISE:
    noise = np.random.default_rng(SEED).standard_normal(tuple(target.shape[2:]))
    target = target + NOISE * target.std(correction=0) * torch.tensor(noise)
if START == "random":
    first = np.random.default_rng(SEED).standard_normal((SIZE, SIZE)) / SIZE
    kernel = torch.tensor(first, requires_grad=True)
else:
    kernel = torch.zeros(SIZE, SIZE, dtype=torch.float64, requires_grad=True)

optimizer = getattr(torch.optim, OPTIMIZER)([kernel], **SETTINGS)
losses = []
for step in range(STEPS):
    loss = F.mse_loss(F.conv2d(x, kernel[None, None]), target)
    losses.append(loss.item())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 20 == 0:
        print(f"step {step:4d}  loss {loss.item():.3g}")

result = kernel.detach()
losses.append(F.mse_loss(F.conv2d(x, result[None, None]), target).item())
print("learnt", result, "hidden", hidden, sep="\n")
