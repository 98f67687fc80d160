"""The same in PyTorch: short scripts that compute what the app shows, to copy and run.

Every function gives the text of a complete Python script. It needs PyTorch, and for a photo the package that the photo
comes with; it prints its result and keeps it in the variable `result`. The numbers are those of `cnnviz.convolution`
and `cnnviz.geometry.layer`.

image is a table of numbers, or the name of one of `cnnviz.images.SAMPLES`, or any other name, which stands for a
picture file of the reader. Such a file is read as `cnnviz.images.read_picture` does it, but for what that function
does to pictures of more than 2 megapixels or 8 bits per channel.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.geometry.axes import Numbers, Padding
from cnnviz.geometry.layer import is_pool, layer_output, layer_stride, torch_padding
from cnnviz.images import SAMPLES
from cnnviz.writing.matrices import shortest

Picture = str | NDArray[Any] | Sequence[Any]

GREY = "image = 0.299 * image[0] + 0.587 * image[1] + 0.114 * image[2]  # brightness, ITU-R BT.601"
"""How every script makes a photo grey."""

_FUNCTIONAL = "import torch.nn.functional as F"
_SKLEARN_SAMPLES = ("china", "flower")
_GREY_SAMPLES = ("camera", "coins", "brick", "grass", "gravel")
_LARGE = (65_535, 65_535)  # the size of a photo is not known here, and hardly ever too small


def convolution_script(
    kernel: NDArray[Any] | Sequence[Any],
    image: Picture,
    *,
    stride: Numbers = 1,
    padding: Padding = 0,
    dilation: Numbers = 1,
    padding_mode: str = "zeros",
    convolution: bool = False,
    grey: bool = True,
    longest_side: int | None = None,
) -> str:
    """One kernel (h, w) over a picture: `cross_correlate`, or `convolve` if convolution is true.

    `result` is (H', W'); with grey=False a photo keeps its colours and the result is (3, H', W'). A table (H, W) is
    grey. longest_side: a photo is first scaled down as by `cnnviz.images.resize`. Other settings as for
    `cross_correlate`. Raises ValueError if the settings are impossible; a photo is taken to be large enough.
    """
    table = _table("kernel", kernel, 2)
    is_grey = grey or not isinstance(image, str)
    imports, lines = _image(image, 2, longest_side)
    if isinstance(image, str) and grey:
        lines += [GREY]
    lines += ["", *_tensor("kernel", table)]
    if convolution:
        lines += ["kernel = kernel.flip(0, 1)  # convolution turns the kernel by 180°, cross-correlation does not"]
    if is_grey:
        lines += ["", "x = image[None, None]  # one picture with one channel: (1, 1, H, W)"]
    else:
        lines += ["", "x = image[:, None]  # every channel as a picture of its own: (3, 1, H, W)"]
    padded, arguments = _border(image, table.shape, stride, padding, dilation, padding_mode)
    lines += padded
    lines += [
        f"result = F.conv2d({', '.join(['x', 'kernel[None, None]', *arguments])}){'[0, 0]' if is_grey else '[:, 0]'}"
    ]
    return _script([*imports, _FUNCTIONAL], [*lines, *_shown(image)])


def channels_script(
    kernel: NDArray[Any] | Sequence[Any],
    image: Picture,
    *,
    bias: float = 0.0,
    stride: Numbers = 1,
    padding: Padding = 0,
    dilation: Numbers = 1,
    padding_mode: str = "zeros",
    longest_side: int | None = None,
) -> str:
    """A kernel (C, h, w) over an image (C, H, W) or a photo: the share of every channel, their sum, the bias.

    `shares` is what `channel_responses` gives, (C, H', W'), and `result` = shares.sum(0) + bias, (H', W'); the script
    checks it against one call of conv2d. Other arguments and errors as for `convolution_script`.
    """
    table = _table("kernel", kernel, 3)
    channels = 3 if isinstance(image, str) else _table("image", image, 3).shape[0]
    if channels != table.shape[0]:
        raise ValueError(f"The kernel has {table.shape[0]} channels but the image has {channels}: use one for each.")
    imports, lines = _image(image, 3, longest_side)
    padded, arguments = _border(image, table.shape[1:], stride, padding, dilation, padding_mode)
    settings = "".join(f", {argument}" for argument in arguments)
    lines += ["", *_tensor("kernel", table), f"bias = {float(bias)!r}", ""]
    lines += [
        f"x = image[None]  # one picture with {channels} channels: (1, {channels}, H, W)",
        *padded,
        f"shares = F.conv2d(x, kernel[:, None], groups={channels}{settings})[0]  # channel by channel",
        "result = shares.sum(0) + bias",
        "",
        f"layer = F.conv2d(x, kernel[None], torch.tensor([bias]){settings})[0, 0]  # all at once",
        "assert torch.allclose(result, layer, atol=1e-5 * float(shares.abs().max() + 1))",
    ]
    shown = ["for channel, share in enumerate(shares):", '    print("channel", channel, share, sep="\\n")']
    return _script([*imports, _FUNCTIONAL], [*lines, *([] if isinstance(image, str) else shown), *_shown(image)])


def layer_script(
    kind: str,
    size: Numbers,
    *,
    kernel: Numbers,
    stride: Numbers | None = None,
    padding: Padding = 0,
    dilation: Numbers = 1,
    ceil_mode: bool = False,
    output_padding: Numbers = 0,
    in_channels: int = 1,
    out_channels: int | None = None,
    groups: int = 1,
    bias: bool = True,
) -> str:
    """One layer of torch.nn run on zeros; `result` has the shape (1, *layer_output(...)), which the script checks.

    Arguments and errors as for `cnnviz.geometry.layer.layer_output`; bias is left out for pooling, which has none.
    """
    shape = layer_output(
        kind, size, kernel=kernel, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil_mode,
        output_padding=output_padding, in_channels=in_channels, out_channels=out_channels, groups=groups,
    )  # fmt: skip
    axes = len(shape) - 1
    border = torch_padding(kind, size, kernel=kernel, stride=stride, padding=padding, dilation=dilation)
    names = {
        "convolution": "Conv",
        "max_pool": "MaxPool",
        "avg_pool": "AvgPool",
        "transposed_convolution": "ConvTranspose",
    }
    arguments = [] if is_pool(kind) else [str(in_channels), str(shape[0])]
    arguments += [f"kernel_size={_number(kernel)}"]
    step = layer_stride(kind, kernel, stride)
    given = {
        "stride": (_number(step), _number(kernel) if is_pool(kind) else "1"),
        "padding": (_number(border.padding), "0"),
        "output_padding": (_number(output_padding), "0"),
        "dilation": (_number(dilation), "1"),
        "groups": (str(groups), "1"),
        "bias": (str(bias or is_pool(kind)), "True"),
        "ceil_mode": (str(ceil_mode), "False"),
    }
    arguments += [f"{name}={value}" for name, (value, default) in given.items() if value != default]
    sizes = size if isinstance(size, Sequence) else (size,) * axes
    lines = [f"x = torch.zeros({', '.join(map(str, (1, in_channels, *sizes)))})  # a batch of one, then channels"]
    if border.pad:
        value = ', value=float("-inf")' if border.value == -math.inf else ""
        lines += [f"x = F.pad(x, {border.pad}{value})  # before and after, the last axis first"]
    lines += [
        f"layer = nn.{names[kind]}{axes}d({', '.join(arguments)})",
        "result = layer(x)",
        'print("shape", tuple(result.shape))',
        'print("parameters", sum(p.numel() for p in layer.parameters()))',
        f"assert tuple(result.shape) == {(1, *shape)}",
    ]
    return _script(["import torch", *([_FUNCTIONAL] if border.pad else []), "from torch import nn"], lines)


# The parts of a script


def _image(image: Picture, dimensions: int, longest_side: int | None) -> tuple[list[str], list[str]]:
    """Imports, and lines that make `image`: a table with that many axes, or a photo (3, H, W) in [0, 1]."""
    if not isinstance(image, str):
        return ["import torch"], _tensor("image", _table("image", image, dimensions))
    if image in _SKLEARN_SAMPLES:
        imports = ["import torch", "from sklearn.datasets import load_sample_image"]
        lines = [f'photo = torch.tensor(load_sample_image("{image}.jpg"))']
    elif image in SAMPLES:
        imports, lines = ["import skimage.data", "import torch"], [f"photo = torch.tensor(skimage.data.{image}())"]
    else:
        imports = ["import numpy as np", "import torch", "from PIL import Image, ImageOps"]
        lines = [
            f"PICTURE = {image!r}  # the path of your picture",
            'photo = ImageOps.exif_transpose(Image.open(PICTURE)).convert("RGBA")',
            'photo = Image.alpha_composite(Image.new("RGBA", photo.size, "white"), photo).convert("RGB")',
            "photo = torch.tensor(np.asarray(photo))",
        ]
    if image in _GREY_SAMPLES:
        lines += ["photo = photo[:, :, None].expand(-1, -1, 3)  # grey: red, green and blue are equal"]
    lines += ["image = photo.permute(2, 0, 1) / 255  # (3, H, W), from 0 to 1"]
    return imports, lines + _scaled(longest_side)


def _scaled(longest_side: int | None) -> list[str]:
    """Lines that scale the photo down as `cnnviz.images.resize` does."""
    if longest_side is None:
        return []
    return [
        "longest = max(image.shape[1:])",
        f"if longest > {longest_side}:  # scaled down to {longest_side} pixels on the longer side",
        f"    size = [max(1, round(side * {longest_side} / longest)) for side in image.shape[1:]]",
        '    image = F.interpolate(image[None], size, mode="bilinear", antialias=True)[0].clamp(0, 1)',
    ]


def _border(
    image: Picture, kernel: Sequence[int], stride: Numbers, padding: Padding, dilation: Numbers, padding_mode: str
) -> tuple[list[str], list[str]]:
    """Lines that pad x where conv2d cannot, and the arguments of conv2d that differ from its defaults."""
    from cnnviz.convolution import settings_per_axis  # here, because it imports torch

    size = _LARGE if isinstance(image, str) else np.shape(image)[-2:]
    axes = settings_per_axis(size, kernel, stride, padding, dilation, padding_mode)
    arguments = {"stride": [axis.stride for axis in axes], "dilation": [axis.dilation for axis in axes]}
    padded: list[str] = []
    if padding_mode == "zeros" and all(axis.before == axis.after for axis in axes):
        arguments["padding"] = [axis.before for axis in axes]
    elif any(axis.before or axis.after for axis in axes):
        sides = tuple(side for axis in reversed(axes) for side in (axis.before, axis.after))
        mode = "" if padding_mode == "zeros" else f', mode="{padding_mode}"'
        padded = [f"x = F.pad(x, {sides}{mode})  # left, right, top, bottom"]
    defaults = {"stride": "1", "dilation": "1", "padding": "0"}
    texts = {name: _number(values) for name, values in arguments.items()}
    return padded, [f"{name}={text}" for name, text in texts.items() if text != defaults[name]]


def _shown(image: Picture) -> list[str]:
    if isinstance(image, str):
        return ['print(tuple(result.shape), "from", result.min().item(), "to", result.max().item())']
    return ["print(result)"]


def _tensor(name: str, table: NDArray[np.float32]) -> list[str]:
    """Lines that make a float32 tensor with exactly these numbers."""

    def literal(part: NDArray[np.float32], indent: str) -> str:
        if part.ndim == 1:
            return f"{indent}[{', '.join(map(shortest, part))}]"
        inner = ",\n".join(literal(row, indent + "    ") for row in part)
        return f"{indent}[\n{inner},\n{indent}]"

    return [f"{name} = torch.tensor({literal(table, '')}, dtype=torch.float32)"]


def _table(name: str, values: Any, dimensions: int) -> NDArray[np.float32]:
    table = np.asarray(values, dtype=np.float32)
    if table.ndim != dimensions or table.size == 0:
        axes = ", ".join(["C", "H", "W"][-dimensions:] if name == "image" else ["C", "h", "w"][-dimensions:])
        raise ValueError(f"The {name} has the shape {table.shape}: give it the shape ({axes}).")
    if not np.isfinite(table).all():
        raise ValueError(f"The {name} holds a value that is not a finite number: replace it.")
    return table


def _number(setting: Any) -> str:
    """A setting per axis as one number where all axes agree: 2 or (2, 1), or "same"."""
    if isinstance(setting, str):
        return f'"{setting}"'
    if isinstance(setting, Sequence):
        return str(setting[0]) if len(set(setting)) == 1 else str(tuple(setting))
    return str(setting)


def _script(imports: Sequence[str], lines: Sequence[str]) -> str:
    plain = sorted(line for line in imports if line.startswith("import "))
    return "\n".join([*plain, *(line for line in imports if line not in plain), "", *lines, ""])
