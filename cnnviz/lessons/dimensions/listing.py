"""The same in PyTorch: conv1d on a synthetic trace, conv3d on a drawn volume."""

from typing import Any

import numpy as np

from cnnviz.signals.ecg import RATE, WAVES
from cnnviz.signals.volumes import HEAD, Layer
from cnnviz.writing.listings import listing
from cnnviz.writing.literals import rows


def trace_script(
    kernel: Any, *, seconds: float = 6, heart_rate: float = 72, noise: float = 0, wander: float = 0, seed: int = 0
) -> str:
    """The trace of `cnnviz.signals.ecg.ecg` as `trace`, (n,), and the response to a kernel (m,) as `result`, (n,)."""
    return listing(
        "cnnviz.lessons.dimensions.trace_script",
        RATE=RATE,
        SECONDS=seconds,
        BEATS=heart_rate,
        WAVES=rows([(round(w.angle, 12), round(w.height, 12), w.b) for w in WAVES.values()], WAVES),
        NOISE=noise,
        WANDER=wander,
        SEED=seed,
        KERNEL=[float(value) for value in np.asarray(kernel)],
    )


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
    layer = layer or Layer()
    return listing(
        "cnnviz.lessons.dimensions.volume_script",
        HEAD=rows((part.adds, *part.centre, *part.axes, part.angle) for part in HEAD),
        SIZE=size,
        NOISE=noise,
        SEED=seed,
        KERNEL=np.asarray(kernel, dtype=np.float32),
        LAYER=f"Conv{layer.axes}d",
        SETTINGS={
            "in_channels": layer.in_channels,
            "out_channels": layer.filters,
            "kernel_size": layer.kernel,
            "stride": layer.stride,
            "padding": layer.padding,
        },
        INPUT=(1, layer.in_channels, *(layer.size,) * layer.axes),
    )
