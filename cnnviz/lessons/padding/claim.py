"""What the claim of this lesson comes to: how much padding full adds, and what its windows see."""

import torch

from cnnviz import geometry
from cnnviz.operations import padding
from cnnviz.words import say


def full(image: torch.Tensor, kernel: torch.Tensor) -> tuple[bool, str]:
    """Measured along the columns of an image (1, H, W) and a kernel (h, w)."""
    n, k = image.shape[-1], kernel.shape[-1]
    by_name, larger = padding.reach(n, k, "full"), padding.reach(n, k, k)
    before, after = geometry.resolve_padding(k, "same")
    return (
        by_name.padded - n == 2 * k,
        say(
            "Your kernel has k = {k} columns, and full adds **{each_side}** per side: of its "
            "{output} windows, {blind} see nothing but padding. With {k} per side there would be "
            "{larger_output}, of which **{larger_blind}** see nothing else. “Same” adds {before} before and {after} "
            "after.",
            k=k, each_side=(by_name.padded - n) // 2, output=by_name.output, blind=by_name.blind,
            larger_output=larger.output, larger_blind=larger.blind, before=before, after=after,
        ),
    )  # fmt: skip
