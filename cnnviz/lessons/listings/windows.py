"""The same in PyTorch for the lessons on borders, strides and pooling: scripts that run as they are.

As in `cnnviz.lessons.listings.responses`: each function gives the text of a complete script, which prints its
result, keeps it in the variable `result` and checks it where PyTorch has two ways to the same numbers. image is a table
of numbers, the name of a sample photo, or a file name.
"""

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from cnnviz.geometry.axes import Padding
from cnnviz.geometry.padding_modes import NUMPY_MODES
from cnnviz.lessons.listings.responses import (
    _FUNCTIONAL,
    GREY,
    Picture,
    _border,
    _image,
    _script,
    _shown,
    _table,
    _tensor,
)
from cnnviz.operations.pooling import KINDS


def usage_script(size: int, kernel: int, *, stride: int = 1, padding: Padding = 0, dilation: int = 1) -> str:
    """How often each pixel of an image of size × size is used, as `cnnviz.operations.border.usage_map`: `result` is (H,
    W)."""
    zeros = [[0.0] * size] * size
    padded, arguments = _border(zeros, (kernel, kernel), stride, padding, dilation, "zeros")
    lines = [
        f"image = torch.zeros({size}, {size}, requires_grad=True)",
        "x = image[None, None]",
        *padded,
        f"outputs = F.conv2d({', '.join(['x', f'torch.ones(1, 1, {kernel}, {kernel})', *arguments])})",
        "# every use of a pixel adds its weight 1 to the gradient of the sum of all outputs",
        "(result,) = torch.autograd.grad(outputs.sum(), image)",
        "print(result)",
        f'print("corner", result[0, 0].item(), "middle", result[{size // 2}, {size // 2}].item())',
    ]
    return _script(["import torch", _FUNCTIONAL], lines)


def padding_script(
    kernel: NDArray[Any] | Sequence[Any],
    image: Picture,
    *,
    padding: Padding = 0,
    padding_mode: str = "zeros",
    longest_side: int | None = None,
) -> str:
    """The padded picture beside numpy.pad, and the response: `padded` (H + …, W + …) and `result` (H', W')."""
    from cnnviz.convolution import settings_per_axis  # here, because it imports torch

    table = _table("kernel", kernel, 2)
    imports, lines = _image(image, 2, longest_side)
    size = (65_535, 65_535) if isinstance(image, str) else _table("image", image, 2).shape
    rows, columns = settings_per_axis(size, table.shape, 1, padding, 1, padding_mode)
    mode = "" if padding_mode == "zeros" else f', mode="{padding_mode}"'
    lines += [
        *([GREY] if isinstance(image, str) else []),
        "",
        *_tensor("kernel", table),
        "",
        f"sides = {(columns.before, columns.after, rows.before, rows.after)}  # left, right, top, bottom",
        f"padded = F.pad(image[None, None], sides{mode})[0, 0]",
        f"by_numpy = np.pad(image.numpy(), (sides[2:], sides[:2]), mode={NUMPY_MODES[padding_mode]!r})",
        "assert (padded.numpy() == by_numpy).all()",
        "result = F.conv2d(padded[None, None], kernel[None, None])[0, 0]",
        *(["print(padded)"] if not isinstance(image, str) else []),
        *_shown(image),
    ]
    return _script([*{"import numpy as np", *imports}, _FUNCTIONAL], lines)


def stride_script(
    kernel: NDArray[Any] | Sequence[Any],
    image: Picture,
    *,
    stride: int = 1,
    padding: Padding = 0,
    dilation: int = 1,
    padding_mode: str = "zeros",
    longest_side: int | None = None,
) -> str:
    """The response with a stride, checked against every stride-th value of the response without: `result` (H', W')."""
    table = _table("kernel", kernel, 2)
    imports, lines = _image(image, 2, longest_side)
    padded, arguments = _border(image, table.shape, stride, padding, dilation, padding_mode)
    dense = [argument for argument in arguments if not argument.startswith("stride=")]
    lines += [
        *([GREY] if isinstance(image, str) else []),
        "",
        *_tensor("kernel", table),
        "",
        "x = image[None, None]  # one picture with one channel: (1, 1, H, W)",
        *padded,
        f"result = F.conv2d({', '.join(['x', 'kernel[None, None]', *arguments])})[0, 0]",
        f"everything = F.conv2d({', '.join(['x', 'kernel[None, None]', *dense])})[0, 0]",
        f"assert torch.allclose(result, everything[::{stride}, ::{stride}], atol=1e-5)",
        'print(result.numel(), "of", everything.numel(), "positions are computed")',
        *_shown(image),
    ]
    return _script([*imports, _FUNCTIONAL], lines)


def pooling_script(
    kind: str,
    window: int,
    image: Picture,
    *,
    stride: int,
    padding: int = 0,
    ceil_mode: bool = False,
    sigma: float = 1.0,
    longest_side: int | None = None,
) -> str:
    """One pooling layer on a table (H, W) or a photo in colour: `result` is (H', W') or (3, H', W').

    Arguments as for `cnnviz.operations.pooling.pool`.
    """
    if kind not in KINDS:
        raise ValueError(f"There is no pooling called {kind!r}: use one of {', '.join(KINDS)}.")
    imports, lines = _image(image, 2, longest_side)
    table = not isinstance(image, str)
    settings = f"{window}, stride={stride}"
    ceil = ", ceil_mode=True" if ceil_mode else ""
    layers = {
        "max": f"nn.MaxPool2d({settings}, padding={padding}{ceil})",
        "average": f"nn.AvgPool2d({settings}, padding={padding}{ceil})",
        "L2": f"nn.Sequential(nn.ZeroPad2d({padding}), nn.LPPool2d(2, {settings}{ceil}))",
        "global": "nn.AdaptiveAvgPool2d(1)",
    }
    lines += ["", f"x = image{'[None]' if table else ''}  # (C, H, W)"]
    if kind == "weighted":
        lines += [
            f"place = torch.arange({window}) - {(window - 1) / 2}  # pixels from the middle of the window",
            f"weights = torch.exp(-(place[:, None] ** 2 + place**2) / (2 * {sigma} ** 2))",
            "weights = weights / weights.sum()",
            "# every channel as a picture of its own: (C, 1, H, W)",
            f"result = F.conv2d(x[:, None], weights[None, None], stride={stride}, padding={padding})[:, 0]",
            'print("parameters 0: the weights are fixed, not learnt")',
        ]
    else:
        lines += [
            f"layer = {layers[kind]}",
            "result = layer(x[None])[0]",
            'print("parameters", sum(p.numel() for p in layer.parameters()))',
        ]
    lines += [*(["result = result[0]"] if table else []), *_shown(image)]
    functional = [_FUNCTIONAL] if kind == "weighted" or not table else []  # a photo is scaled down with it
    return _script([*imports, *functional, *(["from torch import nn"] if kind != "weighted" else [])], lines)


def shift_script(
    image: Picture,
    *,
    shift: int,
    most: int,
    window: int,
    stride: int,
    kernel: NDArray[Any] | Sequence[Any] | None = None,
    filters: int = 8,
    size: int = 5,
    seed: int = 0,
    longest_side: int | None = None,
) -> str:
    """How much a layer with pooling changes when a picture moves right: `result` maps each pooling to its change.

    Both frames leave out `most` rows and columns, as in `cnnviz.operations.shifts.moved`, so that other shifts can be
    compared.
    kernel: one filter (h, w); without it a bank of random filters as `cnnviz.operations.shifts.filter_bank` draws it.
    """
    imports, lines = _image(image, 2, longest_side)
    if kernel is None:
        bank = [
            f"weights = np.random.default_rng({seed}).standard_normal(({filters}, {size}, {size}))",
            "weights -= weights.mean((1, 2), keepdims=True)",
            "weights /= np.sqrt((weights**2).sum((1, 2), keepdims=True))",
            "bank = torch.tensor(weights, dtype=torch.float32)[:, None]",
        ]
    else:
        bank = [*_tensor("kernel", _table("kernel", kernel, 2)), "bank = kernel[None, None]"]
    lines += [
        *([GREY] if isinstance(image, str) else []),
        "",
        *bank,
        f"shift, most = {shift}, {most}  # pixels to the right; room for larger shifts",
        "view = image[most:]",
        "frames = view[:, most:], view[:, most - shift : view.shape[1] - shift]  # before and after the picture moves",
        "still, moved = (F.conv2d(frame[None, None], bank).relu() for frame in frames)",
        "blur = torch.tensor([1.0, 2.0, 1.0]) / 4",
        "blur = torch.outer(blur, blur).expand(len(bank), 1, 3, 3)",
        "poolings = {",
        '    "none": lambda maps: maps,',
        f'    "max": lambda maps: F.max_pool2d(maps, {window}, {stride}),',
        f'    "average": lambda maps: F.avg_pool2d(maps, {window}, {stride}),',
        f'    "max blur": lambda maps: F.conv2d(F.max_pool2d(maps, {window}, 1), blur, '
        f"stride={stride}, groups=len(bank)),",
        "}",
        "result = {",
        "    name: ((pool(moved) - pool(still)).abs().mean() / pool(still).abs().mean()).item()",
        "    for name, pool in poolings.items()",
        "}",
        'print({name: f"{change:.1%}" for name, change in result.items()})',
    ]
    return _script([*{"import numpy as np", *imports}, _FUNCTIONAL], lines)
