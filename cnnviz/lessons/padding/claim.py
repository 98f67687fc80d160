"""What the claim of this lesson comes to: how much padding full adds, and what its windows see."""

import torch

from cnnviz import geometry
from cnnviz.operations import padding


def full(image: torch.Tensor, kernel: torch.Tensor) -> tuple[bool, str]:
    """Measured along the columns of an image (1, H, W) and a kernel (h, w)."""
    n, k = image.shape[-1], kernel.shape[-1]
    by_name, larger = padding.reach(n, k, "full"), padding.reach(n, k, k)
    before, after = geometry.resolve_padding(k, "same")
    return (
        by_name.padded - n == 2 * k,
        f"Your kernel has k = {k} columns, and full adds **{(by_name.padded - n) // 2}** per side: of its "
        f"{by_name.output} windows, {by_name.blind} see nothing but padding. With {k} per side there would be "
        f"{larger.output}, of which **{larger.blind}** see nothing else. “Same” adds {before} before and {after} "
        "after.",
    )
