"""Pooling and small shifts: how much the output of a small layer changes when the picture moves by a few pixels.

The layer is a convolution with ReLU and, behind it, a pooling. The picture moves under a fixed frame cut out of it,
as under a camera: no border of the frame is made up.
"""

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from cnnviz import limits
from cnnviz.convolution import Values, cross_correlate, read_array
from cnnviz.operations.pooling import max_blur_pool, pool
from cnnviz.words import joined, say

POOLINGS = ("none", "max", "average", "max blur")
DIRECTIONS = {"right": (0, 1), "down": (1, 0)}
"""Where the picture moves, as (rows, columns) for a shift of one pixel."""


def filter_bank(count: int, size: int, seed: int) -> Tensor:
    """Random filters (count, size, size), drawn from a normal distribution; each sums to 0 and has length 1.

    As untrained filters are, but blind to the mean brightness, which no shift changes.
    """
    limits.check(count * size**2, limits.VALUES, "These filters have", "weights", lower="their number or size")
    weights = torch.from_numpy(np.random.default_rng(seed).standard_normal((count, size, size)))
    weights = weights - weights.mean((1, 2), keepdim=True)
    return (weights / weights.square().sum((1, 2), keepdim=True).sqrt()).float()


def moved(picture: Values, shift: int, direction: str, most: int) -> Tensor:
    """What a frame sees when the picture (H, W) or its maps (F, H, W) move `shift` pixels: (..., H − most, W − most).

    most: the largest shift to be compared, so that all frames have one size. Raises ValueError if the picture is
    too small or the shift is beyond `most`.
    """
    pixels = read_array("image", picture)
    down, right = (shift * part for part in DIRECTIONS[direction])
    height, width = (n - most for n in pixels.shape[-2:])
    if min(height, width) < 1 or not 0 <= shift <= most:
        raise ValueError(
            say(
                "A picture of {height} × {width} pixels cannot move by {shift} under a frame that "
                "leaves room for {most}: use a larger picture or a smaller shift.",
                height=height + most, width=width + most, shift=shift, most=most,
            )
        )  # fmt: skip
    return pixels[..., most - down : most - down + height, most - right : most - right + width]


def features(frame: Tensor, bank: Tensor) -> Tensor:
    """One convolutional layer: the picture (H, W) and filters (F, h, w) give max(0, response), (F, H', W')."""
    return cross_correlate(frame, bank[:, None]).relu()


def pooled(maps: Tensor, pooling: str, window: int, stride: int) -> Tensor:
    """Feature maps (F, H, W) behind one of POOLINGS; "none" leaves them as they are. Raises ValueError."""
    match pooling:
        case "none":
            return maps
        case "max" | "average":
            return pool(maps, window, kind=pooling, stride=stride)
        case "max blur":
            return max_blur_pool(maps, window, stride)
    raise ValueError(
        say(
            "There is no pooling called {pooling!r}: use one of {POOLINGS}.",
            pooling=pooling,
            POOLINGS=joined(POOLINGS),
        )
    )


def change(moved_output: Tensor, output: Tensor) -> Tensor:
    """mean |f(moved) − f(still)| / mean |f(still)| over the last three axes: (..., F, H, W) gives (...).

    0 means that nothing changes (invariance); about 1 and more that the outputs have little in common.
    0 where the still output is zero everywhere.
    """
    axes = (-3, -2, -1)
    largest, gap = output.abs().mean(axes), (moved_output - output).abs().mean(axes)
    return torch.where(largest > 0, gap / largest.clamp(min=1e-12), 0.0)


class Curve(NamedTuple):
    """The change for each shift 0, 1, …, over all runs: its mean, its smallest and its largest value."""

    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    runs: int


def curves(
    picture: Values, banks: Tensor, *, most: int, window: int, stride: int, poolings: tuple[str, ...] = POOLINGS
) -> dict[str, Curve]:
    """For each pooling, how much its output changes when the picture (H, W) moves 0 to `most` pixels.

    banks (R, F, h, w): R filter banks. A run is one bank and one direction. The maps are computed once: without
    padding and with stride 1 they move with the picture, so that the frame may as well move over them.
    Raises ValueError if the picture is too small for the shifts, the filters or the window.
    """
    moved(picture, most, "right", most)
    runs, count = banks.shape[:2]
    maps = features(read_array("image", picture, (2,)), banks.flatten(0, 1))
    measured: dict[str, list[Tensor]] = {pooling: [] for pooling in poolings}
    for direction in DIRECTIONS:
        frames = torch.cat([moved(maps, shift, direction, most) for shift in range(most + 1)])
        for pooling in poolings:
            limits.checkpoint()
            output = pooled(frames, pooling, window, stride)
            output = output.reshape(most + 1, runs, count, *output.shape[1:])
            measured[pooling].append(change(output, output[0]))  # (shifts, runs)
    tables = {pooling: torch.cat(parts, dim=1).double().numpy() for pooling, parts in measured.items()}
    return {
        pooling: Curve(table.mean(1), table.min(1), table.max(1), table.shape[1]) for pooling, table in tables.items()
    }


def change_by_torch(
    picture: Values, bank: Tensor, pooling: str, window: int, stride: int, shift: int, most: int
) -> float:
    """The change for one bank (F, h, w) and a shift to the right, through layers of torch.nn."""
    pixels = torch.as_tensor(picture)[most:]
    width = pixels.shape[1] - most
    still, moved_ = pixels[:, most:], pixels[:, most - shift : most - shift + width]
    layers: list[nn.Module] = [convolution_layer(bank[:, None]), nn.ReLU()]
    if pooling == "max blur":
        line = torch.tensor([1.0, 2.0, 1.0]) / 4
        blur = torch.outer(line, line).expand(len(bank), 1, 3, 3)
        layers += [nn.MaxPool2d(window, 1), convolution_layer(blur, stride=stride, groups=len(bank))]
    elif pooling != "none":
        layers += [{"max": nn.MaxPool2d, "average": nn.AvgPool2d}[pooling](window, stride)]
    with torch.no_grad():
        before, after = (nn.Sequential(*layers)(frame[None, None]) for frame in (still, moved_))
    return float((after - before).abs().mean() / before.abs().mean().clamp(min=1e-12))


def convolution_layer(weights: Tensor, stride: int = 1, groups: int = 1) -> nn.Conv2d:
    """torch.nn.Conv2d with these weights (F, C / groups, h, w) and no bias."""
    filters, share, *size = weights.shape
    layer = nn.Conv2d(share * groups, filters, tuple(size), stride=stride, groups=groups, bias=False)  # type: ignore[arg-type]
    layer.weight.data = weights.clone()
    return layer
