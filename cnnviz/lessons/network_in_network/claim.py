"""What the claim of this lesson comes to: parameters of both heads, and the sizes that the second takes."""

from collections.abc import Mapping

from cnnviz import kept
from cnnviz.networks.designs import sizes
from cnnviz.networks.designs.comparison import Designs
from cnnviz.networks.stack.summary import Summary
from cnnviz.words import say

_run_at = kept.keep(sizes.run_at)


def smaller(compared: Designs, counted: Mapping[str, Summary]) -> tuple[bool, str]:
    """compared and counted: the dense layers first, then the 1 × 1 convolution with its average."""
    dense, pointwise = (summary.total("parameters") for summary in counted.values())
    head = list(compared.values())[1]
    tried = [side for side in range(1, 33) if _run_at(head, side) == counted["1 × 1 and average"].shape]
    return pointwise < dense / 2, (
        say(
            "The dense layers have **{dense:,}** parameters, the 1 × 1 convolution **{pointwise:,}**: "
            "**{factor:,.1f}** times fewer. It ran on maps of {tried} of the 32 sizes from 1 × 1 to "
            "32 × 32, each time with one score per class.",
            dense=dense, pointwise=pointwise, factor=dense / pointwise, tried=len(tried),
        )
    )  # fmt: skip
