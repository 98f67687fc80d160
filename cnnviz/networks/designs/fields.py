"""What a stack of kernels sees, measured: the pixels that one unit's gradient reaches."""

from collections.abc import Sequence

import torch
from torch import nn


def seen_by_stack(kernels: Sequence[int]) -> int:
    """Pixels along one axis that a unit sees through these kernels with stride 1, by autograd.

    All weights are 1, so that no two paths cancel.
    """
    reach = sum(kernels)
    row = torch.zeros(1, 1, 2 * reach + 1, dtype=torch.float64, requires_grad=True)
    layers = nn.Sequential(*(nn.Conv1d(1, 1, kernel, bias=False, dtype=torch.float64) for kernel in kernels))
    for weight in layers.parameters():
        nn.init.ones_(weight)
    output = layers(row)
    (gradient,) = torch.autograd.grad(output[0, 0, output.shape[-1] // 2], row)
    return int((gradient != 0).sum())
