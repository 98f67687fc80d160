"""A synthetic electrocardiogram, `trace`, and the response to a kernel, `result`, both (n,)."""

import numpy as np
import torch
import torch.nn.functional as F

RATE = 250
SECONDS = 6
BEATS = 72
WAVES = [(-1.2, 0.25, 0.25), (0.0, 30.0, 0.1)]
NOISE = 0.1
WANDER = 0.0
SEED = 0
KERNEL = [0.25, 0.5, 0.25]

rate, seconds, heart_rate = RATE, SECONDS, BEATS
# phase, height, width: McSharry et al. 2003
waves = WAVES
times = np.arange(round(seconds * rate)) / rate
phase = 2 * np.pi * (times * heart_rate / 60 - 0.5)
trace = np.zeros_like(times)
for angle, height, width in waves:
    distance = np.angle(np.exp(1j * (phase - angle)))  # to the nearest beat
    trace += height * np.exp(-(distance**2) / (2 * width**2))
if NOISE:
    trace += NOISE * np.random.default_rng(SEED).normal(size=len(times))
if WANDER:
    trace += WANDER * np.sin(2 * np.pi * 0.3 * times)

kernel = torch.tensor(KERNEL, dtype=torch.float64)
x = torch.tensor(trace)[None, None]  # one signal with one channel: (1, 1, n)
result = F.conv1d(x, kernel[None, None], padding="same")[0, 0]
print("shape", tuple(result.shape), "largest", result.max().item())
