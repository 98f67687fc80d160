"""The same in PyTorch for a bank of filters and for one whole layer: scripts that run as they are.

What `cnnviz.lessons.listings.pictures` says about pictures holds here too; `result` is the stack of
feature maps (F, H', W').
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from cnnviz.convolution import GREY_WEIGHTS
from cnnviz.lessons.listings.pictures import Picture, border, picture
from cnnviz.operations.activations import ACTIVATIONS
from cnnviz.operations.filter_bank import centred
from cnnviz.writing.listings import listing


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
    tables = None if seed is not None else np.asarray(torch.stack([centred(kernel, m) for kernel in kernels]))
    return listing(
        "cnnviz.lessons.listings.filter_bank_script",
        GREY=grey,
        CHANNELS=channels,
        FILTERS=filters,
        SIDE=m,
        BANK=tables,
        SEED=seed,
        SPREAD=math.sqrt(2 / (channels * m * m)),
        SHARES=list(GREY_WEIGHTS),
        BIAS=None if bias is None else [float(value) for value in bias],
        ACTIVATION="Identity" if activation == "Identity" else ACTIVATIONS[activation].torch_name,
        **picture(image, longest_side=longest_side),
        **border(image, (m, m), stride, padding, dilation, padding_mode),
    )
