"""One signal slid over another by conv1d: `result` and the `times` of its values."""

import torch
import torch.nn.functional as F

STEP = 0.1
F_NAME = "box"  # a function of the lesson, or "numbers"
F_WIDTH = 1.0
F_VALUES = [1.0, 2.0]
F_START = -0.45
F_COUNT = 10
G_NAME = "decay"
G_WIDTH = 0.5
G_VALUES = [1.0, 2.0]
G_START = 0.05
G_COUNT = 20
OPERATION = "convolution"  # or "cross-correlation"

dt = STEP

t_f = F_START + dt * torch.arange(F_COUNT, dtype=torch.float64)  # the middle of every step
if F_NAME == "numbers":
    f = torch.tensor(F_VALUES, dtype=torch.float64)
elif F_NAME == "box":
    f = torch.ones_like(t_f)
elif F_NAME == "triangle":
    f = 1 - 2 * t_f.abs() / F_WIDTH
elif F_NAME == "Gaussian":
    f = torch.exp(-(t_f**2) / (2 * F_WIDTH**2))
elif F_NAME == "decay":
    f = torch.exp(-t_f / F_WIDTH)
else:
    f = torch.sin(6 * torch.pi * t_f / F_WIDTH)

t_g = G_START + dt * torch.arange(G_COUNT, dtype=torch.float64)  # the middle of every step
if G_NAME == "numbers":
    g = torch.tensor(G_VALUES, dtype=torch.float64)
elif G_NAME == "box":
    g = torch.ones_like(t_g)
elif G_NAME == "triangle":
    g = 1 - 2 * t_g.abs() / G_WIDTH
elif G_NAME == "Gaussian":
    g = torch.exp(-(t_g**2) / (2 * G_WIDTH**2))
elif G_NAME == "decay":
    g = torch.exp(-t_g / G_WIDTH)
else:
    g = torch.sin(6 * torch.pi * t_g / G_WIDTH)

if OPERATION == "convolution":
    kernel = g.flip(0)  # conv1d slides the kernel as it is: turned round it convolves
    start = t_f[0] + t_g[0]
else:
    kernel = g  # conv1d cross-correlates
    start = t_f[0] - t_g[-1]
every = len(g) - 1  # padding that keeps every overlap
result = dt * F.conv1d(f[None, None], kernel[None, None], padding=every)[0, 0]
times = start + dt * torch.arange(len(result), dtype=torch.float64)
print("values", result, "from", times[0].item(), "to", times[-1].item())
