"""What the claim of this lesson comes to: a 1×1 convolution beside a dense layer at every pixel."""

import torch

from cnnviz.operations import pointwise, properties


def same_as_dense(image: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> tuple[bool, str]:
    """image (C, H, W), weights (C_out, C) and bias (C_out,), in float32 and in float64."""
    dense, convolution = pointwise.dense_at_every_pixel(image, weights, bias)
    exact = pointwise.dense_at_every_pixel(image.double(), weights.double(), bias.double())
    return properties.agree(dense, convolution), (
        f"At {image.shape[1] * image.shape[2]:,} pixels the largest difference between `torch.nn.Linear` and "
        f"`torch.nn.Conv2d` is **{properties.difference(dense, convolution):.1g}** in float32 and "
        f"**{properties.difference(*exact):.1g}** in float64, {int((dense != convolution).sum()):,} of "
        f"{dense.numel():,} values differ at all: only the order of the additions may."
    )
