"""What the claim of this lesson comes to: where the parameters and the multiply-adds sit."""

from cnnviz.networks.stack.summary import Summary
from cnnviz.words import say


def where(summary: Summary) -> tuple[bool, str]:
    """Whether more than 90 % of the parameters sit in dense layers."""
    total, products = summary.total("parameters"), summary.total("multiply_adds")
    dense, convolutions = summary.share("parameters", "dense"), summary.share("multiply_adds", "convolution")
    return dense > 0.9, (
        say(
            "Of **{total:,}** parameters **{dense:.1%}** sit in the dense layers; of {products:,} multiply-adds "
            "**{convolutions:.1%}** in the convolutions.",
            total=total, dense=dense, products=products, convolutions=convolutions,
        )
    )  # fmt: skip
