"""The same for the trained denoiser, at twenty places of a photo: `result`. It runs beside models/."""

import torch
from safetensors.torch import load_file
from skimage import data
from torch import nn

SQUARED = False

channels = [1, *[16] * 9, 1]
layers = [(nn.Conv2d(c_in, c_out, 3), nn.ReLU()) for c_in, c_out in zip(channels, channels[1:])]
denoiser = nn.Sequential(*(part for layer in layers for part in layer))[:-1]
weights = load_file("models/denoiser.safetensors")
denoiser.load_state_dict({name: weight for name, weight in weights.items() if "untrained" not in name})

photo = torch.from_numpy(data.camera()).float() / 255
places = torch.randint(0, 512 - 21 + 1, (20, 2), generator=torch.Generator().manual_seed(0)).tolist()
patches = torch.stack([photo[y : y + 21, x : x + 21] for y, x in places])[:, None].requires_grad_()
denoiser(patches).sum().backward()  # 21 × 21 pixels become one
if SQUARED:
    result = patches.grad[:, 0].square().mean(0)
else:
    result = patches.grad[:, 0].abs().mean(0)

place = torch.arange(21.0) - 10
share = result.sum(0) / result.sum()
print("standard deviation along a row:", (share * place**2).sum().sqrt().item())
