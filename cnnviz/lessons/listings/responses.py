"""The same in PyTorch: short scripts that compute what the app shows, to copy and run.

Every function gives the text of a complete Python script. It needs PyTorch, and for a photo the package that the photo
comes with; it prints its result and keeps it in the variable `result`. The numbers are those of `cnnviz.convolution`
and `cnnviz.geometry.layer`. `cnnviz.lessons.listings.pictures` says what a picture may be.
"""

import math
from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from cnnviz.geometry.axes import Numbers, Padding
from cnnviz.geometry.layer import is_pool, layer_output, layer_stride, torch_padding
from cnnviz.lessons.listings.pictures import Picture, border, number, picture, table
from cnnviz.words import say
from cnnviz.writing.listings import listing

_CLASSES = {
    "convolution": "Conv",
    "max_pool": "MaxPool",
    "avg_pool": "AvgPool",
    "transposed_convolution": "ConvTranspose",
}


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
    values = table("kernel", kernel, 2)
    return listing(
        "cnnviz.lessons.listings.convolution_script",
        KERNEL=values,
        TURNED=convolution,
        GREY=grey or not isinstance(image, str),
        **picture(image, longest_side=longest_side),
        **border(image, values.shape, stride, padding, dilation, padding_mode),
    )


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
    values = table("kernel", kernel, 3)
    channels = 3 if isinstance(image, str) else table("image", image, 3).shape[0]
    if channels != values.shape[0]:
        raise ValueError(
            say(
                "The kernel has {kernel} channels but the image has {image}: use one for each.",
                kernel=values.shape[0], image=channels,
            )
        )  # fmt: skip
    return listing(
        "cnnviz.lessons.listings.channels_script",
        KERNEL=values,
        BIAS=float(bias),
        CHANNELS=channels,
        **picture(image, 3, longest_side=longest_side),
        **border(image, values.shape[1:], stride, padding, dilation, padding_mode),
    )


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
    padded = torch_padding(kind, size, kernel=kernel, stride=stride, padding=padding, dilation=dilation)
    given = {
        "stride": (layer_stride(kind, kernel, stride), number(kernel) if is_pool(kind) else 1),
        "padding": (padded.padding, 0),
        "output_padding": (output_padding, 0),
        "dilation": (dilation, 1),
        "groups": (groups, 1),
        "bias": (bias or is_pool(kind), True),
        "ceil_mode": (ceil_mode, False),
    }
    settings = {} if is_pool(kind) else {"in_channels": in_channels, "out_channels": shape[0]}
    settings["kernel_size"] = number(kernel)
    settings |= {name: number(value) for name, (value, default) in given.items() if number(value) != default}
    return listing(
        "cnnviz.lessons.listings.layer_script",
        SIZE=(1, in_channels, *(size if isinstance(size, Sequence) else (size,) * axes)),
        SIDES=tuple(padded.pad),
        VALUE={"value": -math.inf} if padded.value == -math.inf else {},
        LAYER=f"{_CLASSES[kind]}{axes}d",
        SETTINGS=settings,
        SHAPE=(1, *shape),
    )
