"""The same in PyTorch: conv1d on a synthetic trace, conv3d on a drawn volume."""

from typing import Any

import numpy as np

from cnnviz.lessons.listings.responses import _script
from cnnviz.signals.ecg import RATE, WAVES
from cnnviz.signals.volumes import HEAD, Layer
from cnnviz.writing.matrices import shortest


def trace_script(
    kernel: Any, *, seconds: float = 6, heart_rate: float = 72, noise: float = 0, wander: float = 0, seed: int = 0
) -> str:
    """The trace of `cnnviz.signals.ecg.ecg` as `trace`, (n,), and the response to a kernel (m,) as `result`, (n,)."""
    waves = "\n".join(f"    ({w.angle:.12g}, {w.height:.12g}, {w.b:g}),  # {name}" for name, w in WAVES.items())
    numbers = ", ".join(repr(float(value)) for value in np.asarray(kernel))
    lines = [
        f"rate, seconds, heart_rate = {RATE}, {seconds!r}, {heart_rate!r}",
        f"waves = [  # phase, height, width: McSharry et al. 2003\n{waves}\n]",
        "times = np.arange(round(seconds * rate)) / rate",
        "phase = 2 * np.pi * (times * heart_rate / 60 - 0.5)",
        "trace = np.zeros_like(times)",
        "for angle, height, width in waves:",
        "    distance = np.angle(np.exp(1j * (phase - angle)))  # to the nearest beat",
        "    trace += height * np.exp(-(distance**2) / (2 * width**2))",
        *([f"trace += {noise!r} * np.random.default_rng({seed}).normal(size=len(times))"] if noise else []),
        *([f"trace += {wander!r} * np.sin(2 * np.pi * 0.3 * times)"] if wander else []),
        "",
        f"kernel = torch.tensor([{numbers}], dtype=torch.float64)",
        "x = torch.tensor(trace)[None, None]  # one signal with one channel: (1, 1, n)",
        'result = F.conv1d(x, kernel[None, None], padding="same")[0, 0]',
        'print("shape", tuple(result.shape), "largest", result.max().item())',
    ]
    return _script(["import numpy as np", "import torch", "import torch.nn.functional as F"], lines)


def volume_script(
    kernel: Any,
    *,
    size: int = 48,
    noise: float = 0,
    seed: int = 0,
    layer: Layer | None = None,
) -> str:
    """The head of `cnnviz.signals.volumes.phantom` as `volume`, and the response to a kernel (d, h, w) as `result`, (D,
    H, W).

    layer: its output shape is printed and kept as `shape`, by default that of a 3-D layer of 16 filters.
    """
    parts = ",\n".join(f"    {(part.adds, *part.centre, *part.axes, part.angle)}" for part in HEAD)
    table = ",\n".join(
        "    [" + ", ".join("[" + ", ".join(map(shortest, row)) + "]" for row in plane) + "]"
        for plane in np.asarray(kernel, dtype=np.float32)
    )
    layer = layer or Layer()
    size_of_input = (1, layer.in_channels, *(layer.size,) * layer.axes)
    lines = [
        f"head = [  # density, centre x y z, half axes a b c, angle\n{parts},\n]",
        f"place = (2 * np.arange({size}) + 1) / {size} - 1",
        "z, y, x = place[:, None, None], -place[None, :, None], place[None, None, :]",
        f"volume = np.zeros(({size}, {size}, {size}))",
        "for adds, cx, cy, cz, a, b, c, angle in head:",
        "    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))",
        "    u, v = (x - cx) * cos + (y - cy) * sin, (y - cy) * cos - (x - cx) * sin",
        "    volume += adds * ((u / a) ** 2 + (v / b) ** 2 + ((z - cz) / c) ** 2 <= 1)",
        "volume = volume.round(6)  # 1 - 0.8 - 0.2 is 0",
        *([f"volume += {noise!r} * np.random.default_rng({seed}).normal(size=volume.shape)"] if noise else []),
        "volume = torch.tensor(volume, dtype=torch.float32)",
        "",
        f"kernel = torch.tensor([  # depth, height, width\n{table},\n])",
        'result = F.conv3d(volume[None, None], kernel[None, None], padding="same")[0, 0]',
        'print("response", tuple(result.shape), "from", result.min().item(), "to", result.max().item())',
        "",
        f"layer = torch.nn.Conv{layer.axes}d({layer.in_channels}, {layer.filters}, kernel_size={layer.kernel}, "
        f"stride={layer.stride}, padding={layer.padding})",
        f"shape = tuple(layer(torch.rand({', '.join(map(str, size_of_input))})).shape)",
        'print("layer", shape, "parameters", sum(p.numel() for p in layer.parameters()))',
    ]
    return _script(["import numpy as np", "import torch", "import torch.nn.functional as F"], lines)
