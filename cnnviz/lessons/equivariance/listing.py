"""f(T(x)) against T(f(x)) with PyTorch's own layers: measured, and as a script for the current settings."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnviz.lessons.listings import responses
from cnnviz.operations.equivariance import Transformation, raster_of, same_border


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
    image: responses.Picture,
    change: Transformation,
    *,
    stride: int = 1,
    padding_mode: str = "zeros",
    longest_side: int | None = None,
) -> str:
    """A script for these settings; `result` is the largest difference anywhere, `interior` the one inside."""
    imports, lines = responses._image(image, 2, longest_side)
    if isinstance(image, str):
        lines += [responses.GREY]
    (top, bottom), (left, right) = same_border(kernel)
    mode = "circular" if padding_mode == "circular" else "constant"
    origin = ((kernel.shape[0] - 1) / 2 - top, (kernel.shape[1] - 1) / 2 - left)
    off = f", origin={origin}" if any(origin) and change.kind != "shift" else ""  # of an even kernel's output
    zeros = ", circular=False" if change.kind == "shift" else ""
    lines += ["", *responses._tensor("kernel", kernel.numpy()), f"stride = {stride}", "", ""]
    lines += [
        "def respond(x, kernel, mode):",
        f"    x = F.pad(x, {(left, right, top, bottom)}, mode=mode)  # keeps the size at stride 1",
        "    return F.conv2d(x, kernel[None, None], stride=stride)",
        "",
        "",
        *(_shift(change, padding_mode == "circular") if change.kind == "shift" else _turn(change)),
        "",
        "x = image[None, None].float()  # one picture with one channel: (1, 1, H, W)",
        f'moved_first = respond(move(x, 1), kernel, "{mode}")',
        f'filtered_first = move(respond(x, kernel, "{mode}"), stride{off})',
        "difference = (moved_first - filtered_first).abs()",
        "",
        "# inside: where a kernel of ones finds nothing but picture, in both orders",
        "ones, window = torch.ones_like(x), torch.ones_like(kernel)",
        "whole = window.numel() * 0.999",
        f'inside = respond(move(ones, 1{zeros}), window, "constant") >= whole',
        'seen = (respond(ones, window, "constant") >= whole).float()',
        f"inside &= move(seen, stride{off}{zeros}) >= 0.999",
        "",
        "result = difference.max().item()",
        'interior = difference[inside].max().item() if inside.any() else float("nan")',
        'print("largest difference:", result, "away from the border:", interior)',
    ]
    plain = [*imports, *(["import math"] if change.kind == "rotate" else []), "import torch.nn.functional as F"]
    return responses._script(plain, lines)


def _shift(change: Transformation, circular: bool) -> list[str]:
    return [
        f"def move(x, step, circular={circular}):",
        f"    dy, dx = round({change.dy} / step), round({change.dx} / step)  # down and right",
        "    if circular:",
        "        return torch.roll(x, (dy, dx), (2, 3))",
        "    height, width = x.shape[2:]",
        "    dy, dx = max(-height, min(height, dy)), max(-width, min(width, dx))",
        "    return F.pad(x, (dx, -dx, dy, -dy))  # a negative border cuts off",
        "",
    ]


def _turn(change: Transformation) -> list[str]:
    if change.kind == "rotate":
        factors = [
            f"angle = math.radians({change.degrees!r})  # counter-clockwise",
            "a, b = math.cos(angle), math.sin(angle)",
        ]
    else:
        factors = [f"a, b = {1 / change.factor!r}, 0.0  # a zoom by {change.factor:g}"]
    return [
        *factors,
        "",
        "",
        "def move(x, step, origin=(0, 0)):",
        "    height, width = x.shape[2:]",
        "    cy, cx = (((n - 1) / 2 - first) / step for n, first in zip(image.shape, origin))  # the picture's middle",
        "    rows, columns = torch.arange(height).double()[:, None] - cy, torch.arange(width).double() - cx",
        "    from_row, from_column = a * rows + b * columns + cy, -b * rows + a * columns + cx",
        "    grid = torch.stack([(2 * from_column + 1) / width - 1, (2 * from_row + 1) / height - 1], -1)",
        "    return F.grid_sample(x.double(), grid[None], align_corners=False).float()",
        "",
    ]
