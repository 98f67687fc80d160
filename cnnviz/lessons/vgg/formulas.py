"""What small kernels one behind another see, in LaTeX."""

from cnnviz.networks.designs import blocks


def explain(kernel: int, layers: int) -> list[str]:
    """Through so many layers with this kernel and stride 1."""
    return [
        rf"r = 1 + L \cdot (k - 1) = 1 + {layers} \cdot ({kernel} - 1) = {blocks.as_large(kernel, layers)}",
    ]
