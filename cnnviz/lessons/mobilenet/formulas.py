"""What a depthwise separable convolution costs of an ordinary one, in LaTeX."""

from cnnviz.networks.designs import blocks


def explain(out_channels: int, kernel: int) -> list[str]:
    """Whatever the size of the maps and the channels in."""
    return [
        r"\frac{\text{separable}}{\text{ordinary}} = \frac{1}{C_{out}} + \frac{1}{k^2} = "
        rf"\frac{{1}}{{{out_channels}}} + \frac{{1}}{{{kernel}^2}} = {blocks.separable_share(out_channels, kernel):.4f}"
    ]
