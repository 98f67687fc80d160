"""Cross-correlation and convolution of pictures: the whole result, one window of it, and each channel's share.

Shapes: an image is (H, W) or (C, H, W); a kernel is (h, w), (C, h, w) or (F, C, h, w).

| image     | kernel       | result      |                                              |
|-----------|--------------|-------------|----------------------------------------------|
| (H, W)    | (h, w)       | (H', W')    |                                              |
| (C, H, W) | (h, w)       | (C, H', W') | the same kernel on every channel             |
| (C, H, W) | (C, h, w)    | (H', W')    | one slice per channel, summed over channels  |
| (C, H, W) | (F, C, h, w) | (F, H', W') | one feature map per filter                   |

An image (H, W) has one channel, so that (1, h, w) and (F, 1, h, w) fit it too. H' and W' are those of
`cnnviz.geometry.output_size`, and so are the rules for stride, padding and dilation.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, Unpack

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from cnnviz import limits
from cnnviz.geometry import output_size
from cnnviz.geometry.axes import Axis, Fix, GeometryError, Numbers, Padding, per_axis, read_axes
from cnnviz.geometry.padding_modes import source
from cnnviz.geometry.window import Moves
from cnnviz.words import say, several

Values = Tensor | NDArray[Any] | Sequence[Any] | float
"""A tensor, a numpy array or nested lists."""

PADDING_MODES = {
    "zeros": "constant",
    "replicate": "replicate",
    "reflect": "reflect",
    "circular": "circular",
}
"""Names as in torch.nn.Conv2d, and the mode of torch.nn.functional.pad that each stands for."""

GREY_WEIGHTS = (0.299, 0.587, 0.114)
"""Shares of red, green and blue in the brightness, as in ITU-R BT.601."""


def cross_correlate(
    image: Values,
    kernel: Values,
    *,
    stride: Numbers = 1,
    padding: Padding = 0,
    dilation: Numbers = 1,
    padding_mode: str = "zeros",
) -> Tensor:
    """What a convolutional layer computes: out[i, j] = sum over a, b of kernel[a, b] * image[i*s + a*d, j*s + b*d].

    image and kernel: shapes and the shape of the result as in the table of this module. The result is float64 if either
    is float64, else float32 (whole numbers become float32); lists take the type of the other. Gradients flow
    through it if an argument asks for them.
    stride, dilation: a number, or one for height and one for width.
    padding: a number, "valid", "same", "full", (height, width), or ((top, bottom), (left, right)).
    padding_mode: "zeros", "replicate", "reflect" or "circular".

    Raises ValueError that says which shape or number to change; sizes that do not fit raise GeometryError.
    Source: Goodfellow, Bengio & Courville 2016, "Deep Learning", equation 9.6.

    >>> cross_correlate([[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[0, 1], [2, 3]])
    tensor([[19., 25.],
            [37., 43.]])
    """
    picture, weights = read_arrays(image, kernel)
    axes = settings_per_axis(picture.shape[-2:], weights.shape[-2:], stride, padding, dilation, padding_mode)
    volume = picture if picture.ndim == 3 else picture[None]
    if weights.ndim == 4:
        return _conv2d(volume[None], weights, axes, padding_mode)
    slices = weights.expand(len(volume), *weights.shape[-2:])
    maps = _per_channel(volume, slices, axes, padding_mode)
    if weights.ndim == 3:
        return maps.sum(0)
    return maps if picture.ndim == 3 else maps[0]


def convolve(
    image: Values,
    kernel: Values,
    *,
    stride: Numbers = 1,
    padding: Padding = 0,
    dilation: Numbers = 1,
    padding_mode: str = "zeros",
) -> Tensor:
    """Convolution as mathematics defines it: `cross_correlate` with the kernel turned by 180°.

    Arguments, result and errors as for `cross_correlate`; channels and filters are not turned.
    With padding="full" and stride 1 this is the sum over a, b of kernel[a, b] * image[i - a, j - b].
    Source: Goodfellow, Bengio & Courville 2016, "Deep Learning", equation 9.4.

    >>> convolve([[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[0, 1], [2, 3]])
    tensor([[ 5., 11.],
            [23., 29.]])
    """
    picture, weights = read_arrays(image, kernel)
    turned = weights.flip(-2, -1)
    return cross_correlate(
        picture, turned, stride=stride, padding=padding, dilation=dilation, padding_mode=padding_mode
    )


def channel_responses(
    image: Values, kernel: Values, *, padding_mode: str = "zeros", **moves: Unpack[Moves[Numbers]]
) -> Tensor:
    """Each channel's share of a convolution over a volume: image (C, H, W) and kernel (C, h, w) give (C, H', W').

    The shares add up to cross_correlate(image, kernel); a layer then adds its bias. Other arguments and errors as for
    `cross_correlate`.
    """
    picture, weights = read_arrays(image, kernel)
    if picture.ndim != 3 or weights.ndim != 3:
        raise ValueError(
            say(
                "Shares per channel need an image (C, H, W) and a kernel (C, h, w), not {image} and "
                "{kernel}: give both three axes.",
                image=_shape(picture),
                kernel=_shape(weights),
            )
        )
    axes = settings_per_axis(picture.shape[-2:], weights.shape[-2:], padding_mode=padding_mode, **moves)
    return _per_channel(picture, weights, axes, padding_mode)


def pad(
    image: Values,
    padding: Padding,
    kernel_size: Numbers,
    *,
    stride: Numbers = 1,
    dilation: Numbers = 1,
    padding_mode: str = "zeros",
) -> Tensor:
    """The picture with its border, as the kernel sees it: (H, W) or (C, H, W) in, the same axes out.

    kernel_size (a number, or height and width) decides the border of "same" and "full". Other arguments and errors
    as for `cross_correlate`, but the kernel need not fit into the result.
    """
    picture = read_array("image", image)
    axes, _ = read_axes(picture.shape[-2:], kernel_size, stride, padding, dilation)
    _check_border(axes)
    _check_mode(axes, padding_mode)
    batch = picture.reshape(1, -1, *picture.shape[-2:])
    return _padded(batch, axes, padding_mode)[0 if picture.ndim == 3 else (0, 0)]


def grey(image: Values) -> Tensor:
    """Brightness of a colour picture: red, green and blue (3, H, W) give 0.299 R + 0.587 G + 0.114 B, (H, W).

    A picture with one channel, (1, H, W) or (H, W), is grey already and comes back as (H, W).
    Raises ValueError for any other number of channels. Source: Recommendation ITU-R BT.601.
    """
    picture = read_array("image", image)
    if picture.ndim == 2:
        return picture
    if len(picture) == 1:
        return picture[0]
    if len(picture) != 3:
        raise ValueError(say("The image has {picture} channels: give 3 (red, green, blue) or 1.", picture=len(picture)))
    red, green, blue = picture.unbind()
    return GREY_WEIGHTS[0] * red + GREY_WEIGHTS[1] * green + GREY_WEIGHTS[2] * blue


class Window(NamedTuple):
    """Everything that goes into the output at one position.

    values        what the kernel sees: (h, w), or (C, h, w) for an image with channels
    products      values * kernel: (h, w), (C, h, w) or (F, C, h, w)
    partial_sums  the products summed over each kernel slice: (), (C,) or (F, C)
    sum           the output at that position: (); (C,) where one kernel (h, w) meets an image with channels; (F,) for
                  a bank of filters
    rows, cols    row and column of the image that each kernel row and column meets; -1 in zero padding
    """

    values: Tensor
    products: Tensor
    partial_sums: Tensor
    sum: Tensor
    rows: tuple[int, ...]
    cols: tuple[int, ...]


def window(
    image: Values,
    kernel: Values,
    position: tuple[int, int],
    *,
    padding_mode: str = "zeros",
    **moves: Unpack[Moves[Numbers]],
) -> Window:
    """One output value of `cross_correlate` taken apart; position is its (row, column) in the output, from 0.

    Other arguments and errors as for `cross_correlate`.

    >>> window([[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[0, 1], [2, 3]], (0, 1)).products
    tensor([[ 0.,  2.],
            [ 8., 15.]])
    """
    picture, weights = read_arrays(image, kernel)
    axes = settings_per_axis(picture.shape[-2:], weights.shape[-2:], padding_mode=padding_mode, **moves)
    for name, place, count in zip(("row", "column"), position, _counts(axes), strict=True):
        if not 0 <= place < count:
            have = (
                several("{n} row", "{n} rows", count) if name == "row" else several("{n} column", "{n} columns", count)
            )
            raise ValueError(
                say(
                    "The output has no {name} {place}, it has {have}: use a {name} from 0 to {last}.",
                    name=name, place=place, have=have, last=count - 1,
                )
            )  # fmt: skip
    rows, cols = (_met(axis, place, padding_mode) for axis, place in zip(axes, position, strict=True))
    at_row, at_col = (torch.tensor(met, device=picture.device) for met in (rows, cols))
    inside = at_row.ge(0)[:, None] & at_col.ge(0)
    values = torch.where(inside, picture[..., at_row[:, None], at_col], 0)
    products = values * weights
    partial_sums = products.sum((-2, -1))
    total = partial_sums if weights.ndim == 2 else partial_sums.sum(-1)
    return Window(values, products, partial_sums, total, rows, cols)


def read_arrays(image: Values, kernel: Values) -> tuple[Tensor, Tensor]:
    """Image and kernel as finite tensors of one float type on the image's device, with shapes that fit together."""
    picture, weights = _tensor("image", image), _tensor("kernel", kernel)
    double = any(
        array.dtype == torch.float64 and isinstance(given, Tensor | np.ndarray)
        for array, given in ((picture, image), (weights, kernel))
    )
    dtype = torch.float64 if double else torch.float32
    picture = _checked("image", picture.to(dtype), (2, 3))
    weights = _checked("kernel", weights.to(picture), (2, 3, 4))
    channels = picture.shape[0] if picture.ndim == 3 else 1
    if weights.ndim > 2 and weights.shape[-3] != channels:
        found = weights.shape[-3]
        raise ValueError(
            say(
                "The kernel has {channels_of_kernel} but the image has {channels}: use a kernel of shape "
                "{shape}, or an image with {found}.",
                channels_of_kernel=several("{n} channel", "{n} channels", found), found=found, channels=channels,
                shape=_shape((*weights.shape[:-3], channels, *weights.shape[-2:])),
            )
        )  # fmt: skip
    return picture, weights


def read_array(name: str, values: Values, dimensions: Sequence[int] = (2, 3)) -> Tensor:
    """An "image" or a "kernel" on its own as a finite tensor with one of these numbers of dimensions.

    float64 if it is a float64 tensor or array, else float32. Raises ValueError.
    """
    array = _tensor(name, values)
    double = array.dtype == torch.float64 and isinstance(values, Tensor | np.ndarray)
    return _checked(name, array.to(torch.float64 if double else torch.float32), dimensions)


def settings_per_axis(
    size: Sequence[int],
    kernel_size: Sequence[int],
    stride: Numbers = 1,
    padding: Padding = 0,
    dilation: Numbers = 1,
    padding_mode: str = "zeros",
) -> list[Axis]:
    """The settings of height and width, sizes as (height, width).

    Raises ValueError if the kernel does not fit or the padding mode cannot make the border.
    """
    axes, _ = read_axes(size, kernel_size, stride, padding, dilation)
    _check_border(axes)
    _check_mode(axes, padding_mode)
    _counts(axes)
    return axes


def _check_border(axes: Sequence[Axis]) -> None:
    """Raises TooMuch for a border that does not fit into memory; how large the picture is, its owner knows."""
    height, width = axes
    added = height.padded * width.padded - height.size * width.size
    limits.check(added, limits.VALUES, "The border of this image has", "pixels", lower="the padding")


def _conv2d(batch: Tensor, bank: Tensor, axes: Sequence[Axis], padding_mode: str, groups: int = 1) -> Tensor:
    """torch's conv2d on one image (1, C, H, W) with filters (F, C / groups, h, w): (F, H', W')."""
    if padding_mode == "zeros" and all(axis.before == axis.after for axis in axes):
        border = [axis.before for axis in axes]  # conv2d pads while it reads, so the picture is not copied
    else:
        batch, border = _padded(batch, axes, padding_mode), [0, 0]
    strides, dilations = [axis.stride for axis in axes], [axis.dilation for axis in axes]
    return F.conv2d(batch, bank, None, strides, border, dilations, groups)[0]


def _per_channel(volume: Tensor, slices: Tensor, axes: Sequence[Axis], padding_mode: str) -> Tensor:
    """Each channel (H, W) with its own kernel (h, w): (C, H, W) and (C, h, w) give (C, H', W')."""
    batch = volume[None]
    if volume.dtype == torch.float32:
        # With the channels innermost in memory torch filters a colour photo about ten times as fast.
        batch = batch.contiguous(memory_format=torch.channels_last)
    return _conv2d(batch, slices[:, None].contiguous(), axes, padding_mode, groups=len(volume)).contiguous()


def _padded(batch: Tensor, axes: Sequence[Axis], padding_mode: str) -> Tensor:
    """(1, C, H, W) with the border of both axes; torch lists the last axis first."""
    border = [side for axis in reversed(axes) for side in (axis.before, axis.after)]
    return F.pad(batch, border, PADDING_MODES[padding_mode])


def _met(axis: Axis, place: int, padding_mode: str) -> tuple[int, ...]:
    """Pixel that each kernel entry meets along one axis when the kernel is at `place`; -1 in zero padding."""
    first = place * axis.stride - axis.before
    met = (source(at, axis.size, padding_mode) for at in range(first, first + axis.span, axis.dilation))
    return tuple(-1 if pixel is None else pixel for pixel in met)


def _counts(axes: Sequence[Axis]) -> tuple[int, ...]:
    """Output height and width; raises GeometryError if the kernel does not fit."""
    sizes, kernels, strides, dilations, before, after = zip(*axes, strict=True)
    border = tuple(zip(before, after, strict=True))
    counts = output_size(sizes, kernels, stride=strides, padding=border, dilation=dilations)
    return counts if isinstance(counts, tuple) else (counts,)


def _check_mode(axes: Sequence[Axis], padding_mode: str) -> None:
    if padding_mode not in PADDING_MODES:
        names = ", ".join(repr(name) for name in PADDING_MODES)
        raise ValueError(
            say(
                "There is no padding mode {padding_mode!r}: use one of {names}.", padding_mode=padding_mode, names=names
            )
        )
    if padding_mode not in ("reflect", "circular"):
        return

    def check(axis: Axis) -> None:
        why, most = {
            "reflect": ("mirrors at the border pixel, which is not repeated", axis.size - 1),
            "circular": ("goes on with the opposite side, once", axis.size),
        }[padding_mode]
        if max(axis.before, axis.after) > most:
            raise GeometryError(
                say(
                    "Padding mode {padding_mode!r} {why}, so a size of {size} has at most {most} pixels to "
                    "add per side, not {after}",
                    padding_mode=padding_mode, why=why, size=axis.size, most=most, after=max(axis.before, axis.after),
                ),
                [
                    Fix(say("padding of at most {most}", most=most), {"padding": most}),
                    Fix("padding mode 'replicate'", {"padding_mode": "replicate"}),
                ],
            )  # fmt: skip

    per_axis(axes, check)


def _tensor(name: str, values: Values) -> Tensor:
    """values as a tensor of real numbers of any type."""
    if isinstance(values, Tensor):
        array = values
    else:
        try:
            given = np.asarray(values)
        except ValueError:
            raise ValueError(
                say("The rows of the {name} differ in length: give every row the same count.", name=name)
            ) from None
        if given.dtype.kind not in "biuf":
            raise ValueError(say("The {name} must hold real numbers: replace what is not a number.", name=name))
        native = given.dtype.newbyteorder("=") if given.dtype.itemsize <= 8 else np.dtype(np.float64)
        if given.dtype != native or not given.flags.writeable or min(given.strides, default=0) < 0:
            given = given.astype(native, order="C")
        array = torch.from_numpy(given)
    if array.is_complex():
        raise ValueError(say("The {name} holds complex numbers: give its real part or its magnitude.", name=name))
    return array


def _checked(name: str, array: Tensor, dimensions: Sequence[int]) -> Tensor:
    """array if it has one of the numbers of dimensions, at least one value, and only finite ones."""
    if array.ndim not in dimensions or array.numel() == 0:
        axes = ("F", "C", "H", "W") if name == "image" else ("F", "C", "h", "w")
        allowed = " or ".join(f"({', '.join(axes[-count:])})" for count in dimensions)
        raise ValueError(
            say(
                "The {name} has the shape {shape}: give it the shape {allowed} with every size at least 1.",
                name=name, shape=_shape(array), allowed=allowed,
            )
        )  # fmt: skip
    # A sum is finite unless a value is not (or it overflows), and takes a third of the time of testing all values.
    if not array.detach().sum().isfinite() and not (finite := array.isfinite()).all():
        place = tuple(finite.logical_not().nonzero()[0].tolist())
        raise ValueError(
            say(
                "The {name} holds {array} at position {place}: replace it by a finite number.",
                name=name, array=array[place].item(), place=place,
            )
        )  # fmt: skip
    return array


def _shape(array: Tensor | tuple[int, ...]) -> str:
    sizes = tuple(array.shape) if isinstance(array, Tensor) else array
    return str(sizes)
