"""Three-dimensional convolution: a drawn head of ellipsoids, kernels with three axes, and the shapes of a layer.

Axes are in the order of PyTorch: depth z, height y, width x. A volume is float32 (D, H, W).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cnnviz.geometry.layer import convolution_multiply_adds, convolution_parameters, layer_output
from cnnviz.words import say

Volume = NDArray[np.float32]


class Ellipsoid(NamedTuple):
    """What it adds to the density; centre and half axes in x, y, z, in half widths of the volume; angle in degrees.

    The angle turns it about the z axis, from x towards y.
    """

    adds: float
    centre: tuple[float, float, float]
    axes: tuple[float, float, float]
    angle: float = 0.0


HEAD = (
    Ellipsoid(1.0, (0, 0, 0), (0.69, 0.92, 0.81)),
    Ellipsoid(-0.8, (0, -0.0184, 0), (0.6624, 0.874, 0.78)),
    Ellipsoid(-0.2, (0.22, 0, 0), (0.11, 0.31, 0.22), -18),
    Ellipsoid(-0.2, (-0.22, 0, 0), (0.16, 0.41, 0.28), 18),
    Ellipsoid(0.1, (0, 0.35, -0.15), (0.21, 0.25, 0.41)),
    Ellipsoid(0.1, (0, 0.1, 0.25), (0.046, 0.046, 0.05)),
    Ellipsoid(0.1, (0, -0.1, 0.25), (0.046, 0.046, 0.05)),
    Ellipsoid(0.1, (-0.08, -0.605, 0), (0.046, 0.023, 0.05)),
    Ellipsoid(0.1, (0, -0.605, 0), (0.023, 0.023, 0.02)),
    Ellipsoid(0.1, (0.06, -0.605, 0), (0.023, 0.046, 0.02)),
)
"""Skull, brain, ventricles and small tumours, in the manner of Shepp & Logan 1974, "The Fourier reconstruction of a
head section", with the higher contrasts of Toft 1996 and third axes like those of Kak & Slaney 1988, chapter 3."""


def phantom(size: int = 48, *, noise: float = 0.0, seed: int = 0, parts: Sequence[Ellipsoid] = HEAD) -> Volume:
    """The head as a volume (size, size, size): every voxel the sum of the ellipsoids that hold its centre.

    y points up in the table and down in the volume, as in pictures; z points up in both, so slice 0 is the lowest.
    noise: standard deviation of white noise, which the seed decides. Raises ValueError for a size below 8 or above 96.
    """
    if not 8 <= size <= 96:
        raise ValueError(say("The volume has {size} voxels a side: use 8 to 96.", size=size))
    if noise < 0:
        raise ValueError(say("The noise is {noise:g}: use 0 or a number above it.", noise=noise))
    place = (2 * np.arange(size) + 1) / size - 1  # centres of voxels, from −1 to 1
    z, y, x = place[:, None, None], -place[None, :, None], place[None, None, :]
    volume = np.zeros((size, size, size))
    for part in parts:
        (cx, cy, cz), (a, b, c) = part.centre, part.axes
        turn = math.radians(part.angle)
        u = (x - cx) * math.cos(turn) + (y - cy) * math.sin(turn)
        v = (y - cy) * math.cos(turn) - (x - cx) * math.sin(turn)
        volume += part.adds * ((u / a) ** 2 + (v / b) ** 2 + ((z - cz) / c) ** 2 <= 1)
    volume = volume.round(6)  # sums such as 1 − 0.8 − 0.2 are 0 but for the rounding of float64
    if noise:
        volume += noise * np.random.default_rng(seed).normal(size=volume.shape)
    return volume.astype(np.float32)


_SMOOTH, _SLOPE, _FIVE = np.array([1, 2, 1]) / 4, np.array([-1, 0, 1]) / 2, np.array([1, 4, 6, 4, 1]) / 16


def _outer(z: Any, y: Any, x: Any) -> Volume:
    return np.einsum("i,j,k->ijk", z, y, x).astype(np.float32)


def _laplacian() -> Volume:
    kernel = np.zeros((3, 3, 3), np.float32)
    kernel[1, 1, :] = kernel[1, :, 1] = kernel[:, 1, 1] = 1
    kernel[1, 1, 1] = -6
    return kernel


KERNELS: dict[str, Volume] = {
    "edge along x": _outer(_SMOOTH, _SMOOTH, _SLOPE),
    "edge along y": _outer(_SMOOTH, _SLOPE, _SMOOTH),
    "edge along z": _outer(_SLOPE, _SMOOTH, _SMOOTH),
    "Laplacian": _laplacian(),
    "box blur": np.full((3, 3, 3), 1 / 27, np.float32),
    "Gaussian blur": _outer(_FIVE, _FIVE, _FIVE),
}
"""Kernels (d, h, w) with their name: Sobel's with a third axis, the sum of three second differences, and means."""


def cross_correlate(volume: Any, kernel: Any) -> Volume:
    """The kernel (d, h, w) slid over the volume (D, H, W), zeros beyond its faces: (D, H, W) float32.

    out[z, y, x] = sum over a, b, c of kernel[a, b, c] * volume[z + a - p, y + b - q, x + c - r], where p, q, r are
    half of the kernel's size less one, rounded down: padding "same" of torch. Summed by the definition, in float64.
    """
    values, weights = np.asarray(volume, dtype=np.float64), np.asarray(kernel, dtype=np.float64)
    if values.ndim != 3 or weights.ndim != 3:
        raise ValueError(
            say(
                "The shapes are {volume} and {kernel}: give volume and kernel three axes each.",
                volume=values.shape,
                kernel=weights.shape,
            )
        )
    padded = np.pad(values, [((k - 1) // 2, k // 2) for k in weights.shape])
    depth, height, width = values.shape
    result = np.zeros_like(values)
    for (a, b, c), weight in np.ndenumerate(weights):
        if weight:
            result += weight * padded[a : a + depth, b : b + height, c : c + width]
    return result.astype(np.float32)


def slice_sums(volume: Any, kernel: Any, at: tuple[int, int, int]) -> list[float]:
    """One value of `cross_correlate` taken apart: the share of every slice of the kernel along z, (d,)."""
    weights = np.asarray(kernel, dtype=np.float64)
    padded = np.pad(np.asarray(volume, dtype=np.float64), [((k - 1) // 2, k // 2) for k in weights.shape])
    z, y, x = at
    d, h, w = weights.shape
    window = padded[z : z + d, y : y + h, x : x + w]
    return [float(share) for share in (window * weights).sum((1, 2))]


def by_torch(volume: Any, kernel: Any) -> Volume:
    """The same by torch.nn.functional.conv3d with padding="same"."""
    import torch
    import torch.nn.functional as F

    block, weights = (torch.tensor(np.array(values, dtype=np.float32))[None, None] for values in (volume, kernel))
    result: Volume = F.conv3d(block, weights, padding="same")[0, 0].numpy()
    return result


@dataclass(frozen=True)
class Layer:
    """A convolutional layer on an input of `size` cells along each of `axes` axes, 1 to 3."""

    axes: int = 3
    size: int = 14
    in_channels: int = 1
    filters: int = 16
    kernel: int = 5
    stride: int = 1
    padding: int = 0

    def shape(self) -> tuple[int, ...]:
        """(filters, *size) of the output. Raises ValueError if the layer is impossible."""
        return layer_output(
            "convolution", (self.size,) * self.axes, kernel=(self.kernel,) * self.axes, stride=self.stride,
            padding=self.padding, in_channels=self.in_channels, out_channels=self.filters,
        )  # fmt: skip

    def parameters(self) -> int:
        """Weights and biases."""
        kernel = (self.kernel,) * self.axes
        return convolution_parameters(kernel, in_channels=self.in_channels, out_channels=self.filters)

    def multiply_adds(self) -> int:
        """Products of an input value and a weight."""
        return convolution_multiply_adds(
            (self.size,) * self.axes, kernel=(self.kernel,) * self.axes, stride=self.stride,
            padding=self.padding, in_channels=self.in_channels, out_channels=self.filters,
        )  # fmt: skip

    def run(self, most: int = 2 * 10**8) -> tuple[tuple[int, ...], int, bool]:
        """Shape of the output and number of parameters of torch's own layer, Conv1d to Conv3d, run on random numbers.

        A layer of more than `most` multiply-adds is run on torch's meta device, which has shapes but no numbers; the
        third value tells whether there were numbers.
        """
        import torch
        from torch import nn

        from cnnviz.counting import parameters

        real = self.multiply_adds() <= most
        device = "cpu" if real else "meta"
        kind: Any = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}[self.axes]
        layer: nn.Module = kind(
            self.in_channels, self.filters, self.kernel, stride=self.stride, padding=self.padding, device=device
        )
        with torch.no_grad():
            output = layer(torch.rand(1, self.in_channels, *(self.size,) * self.axes, device=device))
        return tuple(output.shape[1:]), parameters(layer), real
