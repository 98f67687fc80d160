"""What the claim of this lesson comes to: a dense block beside plain layers that are as wide."""

from collections.abc import Mapping

from cnnviz.networks.stack.summary import Summary
from cnnviz.words import say


def fewer(counted: Mapping[str, Summary], growth: int) -> tuple[bool, str]:
    """counted: the dense block and the plain layers; growth: maps that each layer adds."""
    dense, plain = (summary.total("parameters") for summary in counted.values())
    memory = counted["dense block"].total("memory") / counted["plain, as wide"].total("memory")
    return dense < plain / 2, (
        say(
            "The dense block has **{dense:,}** parameters, the plain layers **{plain:,}**: "
            "**{factor:.3g}** times "
            "as many. Each of its layers adds only {growth} maps. With every concatenation written out it keeps "
            "{memory:.2g} times as much in memory as the plain stack.",
            dense=dense, plain=plain, factor=plain / dense, growth=growth, memory=memory,
        )
    )  # fmt: skip
