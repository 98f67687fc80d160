"""Trains the small denoiser that lesson 3.8 ships with: `python -m models.denoiser`, minutes on one core.

Ten convolutions 3 × 3 without padding learn to give back the middle of a grey photo from a noisy copy. The photos are
samples of scikit-image in the public domain or under CC0; two others are kept for the test.
"""

import math
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import Tensor, nn

from cnnviz import convolution, images

TRAINING = ("astronaut", "camera", "coffee", "rocket", "brick", "grass", "gravel", "coins")
TEST = ("chelsea", "china")
LAYERS, CHANNELS, KERNEL = 10, 16, 3
NOISE = 0.3  # standard deviation; the photos are in [0, 1]
STEPS, BATCH, PATCH, SEED = 8000, 16, 40, 0
HERE = Path(__file__).parent


def network() -> nn.Sequential:
    """LAYERS convolutions with ReLU between them; one channel in, one out."""
    layers: list[nn.Module] = []
    for number in range(LAYERS):
        inward, outward = (1 if number == 0 else CHANNELS), (1 if number == LAYERS - 1 else CHANNELS)
        convolution_layer = nn.Conv2d(inward, outward, KERNEL)
        nn.init.kaiming_normal_(convolution_layer.weight, nonlinearity="relu")
        nn.init.zeros_(convolution_layer.bias)  # type: ignore[arg-type]
        layers += [convolution_layer, nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def patches(photos: list[Tensor], generator: torch.Generator) -> Tensor:
    """(BATCH, 1, PATCH, PATCH) from random photos, at random places, turned and mirrored at random."""
    batch = []
    for _ in range(BATCH):
        which, row, column, turns, mirror = torch.rand(5, generator=generator).tolist()
        photo = photos[int(which * len(photos))]
        top, left = (int(place * (n - PATCH)) for place, n in zip((row, column), photo.shape, strict=True))
        patch = photo[top : top + PATCH, left : left + PATCH].rot90(int(turns * 4))
        batch.append(patch.flip(0) if mirror < 0.5 else patch)
    return torch.stack(batch)[:, None]


def loss(denoiser: nn.Module, clean: Tensor, generator: torch.Generator) -> Tensor:
    """Mean squared error in the middle, where the stack without padding gives an answer."""
    noisy = clean + NOISE * torch.randn(clean.shape, generator=generator).to(clean.device)
    edge = LAYERS * (KERNEL - 1) // 2
    return F.mse_loss(denoiser(noisy), clean[..., edge:-edge, edge:-edge])


def main() -> None:
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(SEED)
    torch.set_num_threads(1)  # the same sums in the same order on every machine of a kind
    generator = torch.Generator().manual_seed(SEED)
    photos = [convolution.grey(images.sample_picture(name).pixels) for name in TRAINING]
    denoiser = network()
    untrained = {f"untrained.{name}": weight.clone() for name, weight in denoiser.state_dict().items()}
    denoiser.to(device)
    optimizer = torch.optim.Adam(denoiser.parameters(), 2e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=STEPS)
    for step in range(STEPS):
        value = loss(denoiser, patches(photos, generator).to(device), generator)
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        schedule.step()
        if step % 1000 == 0:
            print(step, f"{value.item():.5f}", flush=True)
    generator.manual_seed(SEED)
    with torch.no_grad():
        for name in TEST:
            photo = convolution.grey(images.sample_picture(name).pixels)[None, None].to(device)
            error = loss(denoiser, photo, generator).item()
            print(f"{name}: {-10 * math.log10(NOISE**2):.2f} dB noisy, {-10 * math.log10(error):.2f} dB denoised")
    trained = {name: weight.cpu() for name, weight in denoiser.state_dict().items()}
    save_file({**untrained, **trained}, HERE / "denoiser.safetensors")


if __name__ == "__main__":
    main()
