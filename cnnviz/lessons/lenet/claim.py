"""What the claim of this lesson comes to: where the parameters of LeNet-5 sit."""

from cnnviz.networks.stack.summary import Summary
from cnnviz.words import say


def where(summary: Summary) -> tuple[bool, str]:
    """Whether more than 90 % of them are in dense layers."""
    total, dense = summary.total("parameters"), summary.part("parameters", "dense")
    return dense > 0.9 * total, (
        say(
            "**{total:,}** parameters, {dense:,} of them (**{dense_share:.1%}**) in the three dense layers. The "
            "convolutions have the others, but {convolution_share:.0%} of the multiply-adds.",
            total=total, dense=dense, dense_share=dense / total,
            convolution_share=1 - summary.share("multiply_adds", "dense"),
        )
    )  # fmt: skip
