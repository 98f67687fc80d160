"""Real PyTorch layers for the settings of `cnnviz.geometry.layer`: to run the student's layer, not to predict it."""

from typing import Any, Unpack

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnviz.geometry.axes import Numbers
from cnnviz.geometry.layer import is_pool, torch_padding
from cnnviz.geometry.window import LayerMoves, Window

_CLASSES = {
    "convolution": (nn.Conv1d, nn.Conv2d, nn.Conv3d),
    "transposed_convolution": (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d),
    "max_pool": (nn.MaxPool1d, nn.MaxPool2d, nn.MaxPool3d),
    "avg_pool": (nn.AvgPool1d, nn.AvgPool2d, nn.AvgPool3d),
}


def build(
    kind: str,
    size: tuple[int, ...],
    *,
    kernel: Numbers,
    in_channels: int = 1,
    out_channels: int | None = None,
    groups: int = 1,
    bias: bool = True,
    device: str = "cpu",
    **moves: Unpack[LayerMoves],
) -> nn.Module:
    """The torch layer of a kind in `cnnviz.geometry.layer.KINDS` over len(size) axes.

    Arguments as for `layer_output`. Different paddings before and after stand in front as torch.nn.functional.pad.
    """
    given, window = torch_padding(kind, size, kernel=kernel, **moves), Window(**moves)
    settings: dict[str, Any] = {"stride": window.step(kernel, pool=is_pool(kind)), "padding": given.padding}
    if kind != "avg_pool":
        settings["dilation"] = window.dilation
    if is_pool(kind):
        settings["ceil_mode"] = window.ceil_mode
        channels: tuple[int, ...] = ()
    else:
        settings |= {"groups": groups, "bias": bias, "device": device}
        channels = (in_channels, in_channels if out_channels is None else out_channels)
        if kind == "transposed_convolution":
            settings["output_padding"] = window.output_padding
    layer: nn.Module = _CLASSES[kind][len(size) - 1](*channels, kernel, **settings)
    return nn.Sequential(_Pad(given.pad, given.value), layer) if given.pad else layer


def output_shape(kind: str, size: tuple[int, ...], *, in_channels: int = 1, **settings: Any) -> tuple[int, ...]:
    """Shape (channels, *size) of what torch's layer gives, run on its meta device: no memory, whatever the size."""
    layer = build(kind, size, in_channels=in_channels, device="meta", **settings)
    return tuple(layer(torch.empty(1, in_channels, *size, device="meta")).shape[1:])


class _Pad(nn.Module):
    """torch.nn.functional.pad as a layer."""

    def __init__(self, pad: tuple[int, ...], value: float) -> None:
        super().__init__()
        self.pad, self.value = pad, value

    def forward(self, image: Tensor) -> Tensor:
        return F.pad(image, self.pad, value=self.value)


def on_counted_input(kind: str, size: tuple[int, ...], **settings: Any) -> tuple[Tensor, Tensor]:
    """A small layer run for the eye: input 0, 1, 2, … of shape (1, *size), every weight 1; returns input and output."""
    layer = build(kind, size, in_channels=1, out_channels=1, groups=1, bias=False, **settings)
    for weight in layer.parameters():
        nn.init.ones_(weight)
    image = torch.arange(torch.Size(size).numel(), dtype=torch.float32).reshape(1, *size)
    with torch.no_grad():
        return image, layer(image[None])[0]
