"""The channels at the end of a dense block in LaTeX."""

from cnnviz.networks.designs import blocks


def explain(in_channels: int, growth: int, layers: int) -> list[str]:
    """Channels behind the last layer."""
    last = blocks.dense_widths(in_channels, growth, layers)[-1]
    return [rf"k_0 + k \cdot l = {in_channels} + {growth} \cdot {layers} = {last}"]
