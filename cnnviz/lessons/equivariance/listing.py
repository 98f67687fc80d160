"""f(T(x)) against T(f(x)) with PyTorch's own layers: measured, and as a script for the current settings."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnviz.lessons.listings.pictures import Picture, picture
from cnnviz.operations.equivariance import Transformation, raster_of, same_border
from cnnviz.writing.listings import listing


def measured_by_torch(
    image: Tensor, kernel: Tensor, change: Transformation, *, stride: int = 1, padding_mode: str = "zeros"
) -> float:
    """`Measurement.everywhere`, from torch.nn.Conv2d and torch.roll, F.pad or F.affine_grid alone."""
    (top, bottom), (left, right) = same_border(kernel)
    layer = nn.Conv2d(1, 1, tuple(kernel.shape), stride=stride, bias=False)  # type: ignore[arg-type]
    layer.weight.data = kernel[None, None].float()
    mode = "circular" if padding_mode == "circular" else "constant"
    height, width = image.shape

    def response(x: Tensor) -> Tensor:
        with torch.no_grad():
            return layer(F.pad(x, (left, right, top, bottom), mode=mode))

    def moved(x: Tensor, step: int, middle: tuple[float, float]) -> Tensor:
        if change.kind != "shift":
            return _affine(x, change, middle)
        dy, dx = round(change.dy / step), round(change.dx / step)
        rolled = torch.roll(x, (dy, dx), (2, 3))
        if padding_mode != "circular":
            rows, columns = torch.arange(x.shape[2])[:, None] - dy, torch.arange(x.shape[3]) - dx
            rolled = rolled * ((rows >= 0) & (rows < x.shape[2]) & (columns >= 0) & (columns < x.shape[3]))
        return rolled

    x = image[None, None].float()
    first = response(moved(x, 1, ((height - 1) / 2, (width - 1) / 2)))
    second = moved(response(x), stride, raster_of((height, width), kernel, stride).middle)
    return float((first - second).abs().max())


def _affine(x: Tensor, change: Transformation, middle: tuple[float, float]) -> Tensor:
    """Turned or zoomed about the value `middle` (row, column), by F.affine_grid, whose axes run from -1 to 1."""
    height, width = x.shape[2:]
    cy, cx = (2 * middle[0] + 1) / height - 1, (2 * middle[1] + 1) / width - 1
    angle, scale = (math.radians(change.degrees), 1.0) if change.kind == "rotate" else (0.0, 1 / change.factor)
    a, b = math.cos(angle) * scale, math.sin(angle) * scale
    rows = [[a, -b * height / width], [b * width / height, a]]
    theta = [[*row, c - row[0] * cx - row[1] * cy] for row, c in zip(rows, (cx, cy), strict=True)]
    grid = F.affine_grid(torch.tensor([theta], dtype=torch.float64), list(x.shape), align_corners=False)
    return F.grid_sample(x.double(), grid, align_corners=False).float()


def equivariance_script(
    kernel: Tensor,
    image: Picture,
    change: Transformation,
    *,
    stride: int = 1,
    padding_mode: str = "zeros",
    longest_side: int | None = None,
) -> str:
    """A script for these settings; `result` is the largest difference anywhere, `interior` the one inside."""
    (top, bottom), (left, right) = same_border(kernel)
    origin = ((kernel.shape[0] - 1) / 2 - top, (kernel.shape[1] - 1) / 2 - left)
    is_shift, is_circular = change.kind == "shift", padding_mode == "circular"
    return listing(
        "cnnviz.lessons.equivariance.script",
        KERNEL=kernel.numpy(),
        STRIDE=stride,
        SIDES=(left, right, top, bottom),
        MODE="circular" if is_circular else "constant",
        CHANGE=change.kind,
        DOWN=change.dy,
        RIGHT=change.dx,
        CIRCULAR=is_circular,
        DEGREES=change.degrees,
        SHRINK=1 / change.factor,
        ORIGIN={"origin": origin} if any(origin) and not is_shift else {},
        ZEROS={"circular": False} if is_shift else {},
        **picture(image, longest_side=longest_side),
    )
