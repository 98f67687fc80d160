"""What the claim of this lesson comes to: sliding either kernel beside the definition of convolution."""

import torch

from cnnviz import kernels
from cnnviz.operations import properties
from cnnviz.words import say


def names_wrong_way_round(image: torch.Tensor, kernel: torch.Tensor) -> tuple[bool, str]:
    """It never holds; image (1, H, W) and kernel (h, w) show by how much."""
    turned, as_it_is = properties.against_definition(image, kernel)
    hidden = "Your kernel hides it: turned by 180° it is the same. " if kernels.is_symmetric(kernel) else ""
    return (
        False,
        say(
            r"The definition of convolution, $\sum_a k[a]\,x[i - a]$, runs through kernel and input in opposite ways, "
            "so the kernel is turned. Summed up by this definition, your result differs from sliding the turned "
            "kernel by "
            "**{turned:.2g}** and from sliding the kernel as it is by **{as_it_is:.4g}**. {hidden}"
            "Networks slide the kernel as it is and call it convolution all the same: the weights are learnt either "
            "way.",
            turned=turned, as_it_is=as_it_is, hidden=hidden,
        ),
    )  # fmt: skip
