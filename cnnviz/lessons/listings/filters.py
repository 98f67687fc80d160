"""The same in PyTorch for a bank of filters and for one whole layer: scripts that run as they are.

What `cnnviz.lessons.listings.responses` says about pictures holds here too; `result` is the stack of
feature maps (F, H', W').
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from cnnviz.convolution import GREY_WEIGHTS
from cnnviz.lessons.listings.responses import _FUNCTIONAL, Picture, _border, _image, _script, _shown, _tensor
from cnnviz.operations.activations import ACTIVATIONS
from cnnviz.operations.filter_bank import centred


def filter_bank_script(
    image: Picture,
    bank: Tensor,
    *,
    kernels: Sequence[Tensor] = (),
    seed: int | None = None,
    bias: Tensor | None = None,
    activation: str = "Identity",
    grey: bool = True,
    longest_side: int | None = None,
    stride: int = 1,
    padding: Any = 0,
    dilation: int = 1,
    padding_mode: str = "zeros",
) -> str:
    """torch.nn.Conv2d with the weights bank (F, C, m, m) over a photo or a table (H, W), then an activation.

    kernels: the tables that `bank_of` made the bank from, or seed: that of `random_bank`; then the script makes them
    the same way instead of listing all weights. bias: (F,). Other arguments as for
    `cnnviz.lessons.listings.responses.convolution_script`.
    """
    filters, channels, m, _ = bank.shape
    photo = isinstance(image, str)
    imports, lines = _image(image, 2, longest_side if photo else None)
    if photo and grey:
        red, green, blue = GREY_WEIGHTS
        lines += [f"image = {red} * image[:1] + {green} * image[1:2] + {blue} * image[2:]  # brightness: (1, H, W)"]
    elif not photo:
        lines += [f"image = image.expand({channels}, -1, -1)  # ({channels}, H, W)"]
    made, more = _bank(bank, kernels, seed)
    padded, arguments = _border(image, (m, m), stride, padding, dilation, padding_mode)
    settings = "".join(f", {argument}" for argument in arguments)
    lines += ["", *made, "", f"x = image[None]  # one picture with {channels} channel{'s' * (channels > 1)}", *padded]
    lines += [
        f"layer = nn.Conv2d({channels}, {filters}, {m}{settings}{', bias=False' if bias is None else ''})",
        "layer.weight.data = bank",
    ]
    if bias is not None:
        lines += [f"layer.bias.data = torch.tensor({[float(value) for value in bias]})"]
    result = "layer(x)[0]"
    if activation != "Identity":
        lines += [f"activation = nn.{ACTIVATIONS[activation].torch_name}()"]
        result = "activation(layer(x))[0]"
    lines += [
        "with torch.no_grad():",
        f"    result = {result}  # the stack of feature maps: (F, H', W')",
        'print("parameters", sum(p.numel() for p in layer.parameters()))',
        *_shown(image),
    ]
    more += [_FUNCTIONAL] if any("F." in line for line in lines) else []
    return _script([*dict.fromkeys([*imports, *more]), "from torch import nn"], lines)


def _bank(bank: Tensor, kernels: Sequence[Tensor], seed: int | None) -> tuple[list[str], list[str]]:
    """Lines that make `bank`, and what they import."""
    filters, channels, m, _ = bank.shape
    if seed is not None:
        spread = math.sqrt(2 / (channels * m * m))
        shape = f"({filters}, {channels}, {m}, {m})"
        return [
            f"weights = np.random.default_rng({seed}).normal(0, {spread!r}, {shape})",
            "bank = torch.tensor(weights, dtype=torch.float32)",
        ], ["import numpy as np"]
    table = torch.stack([centred(kernel, m) for kernel in kernels])
    lines = _tensor("bank", np.asarray(table))
    if channels == 1:
        return [*lines, "bank = bank[:, None]  # (F, 1, m, m)"], []
    return [
        *lines,
        f"shares = torch.tensor({list(GREY_WEIGHTS)})  # of red, green and blue in the brightness",
        "bank = bank[:, None] * shares[:, None, None]  # (F, 3, m, m)",
    ], []
