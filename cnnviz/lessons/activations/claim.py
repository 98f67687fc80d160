"""What the claim of this lesson comes to: how much of the gradient sigmoids and ReLUs leave."""

from collections.abc import Mapping

from torch import Tensor

from cnnviz.operations import deep_gradients
from cnnviz.operations.deep_gradients import GONE, Stack
from cnnviz.words import linked, say

COMPARED = ("Sigmoid", "ReLU")


def vanishing(stack: Stack, norms: Mapping[str, Tensor], function: str) -> tuple[bool, str]:
    """Whether it vanishes with this one of the functions.

    norms: for each function that is compared, the gradients (seeds, depth + 1) by the values of such a stack.
    """
    left = {}
    for name in COMPARED:
        means = deep_gradients.average(norms[name])
        left[name] = (float(means[0] / means[-1]), deep_gradients.per_layer(means))
    parts = [
        say("{name} **{share:.2g}** (a factor of {factor:.2g} per layer)", name=name, share=share, factor=factor)
        for name, (share, factor) in left.items()
    ]
    start = f"σ = {stack.sigma:g}" if stack.init == "normal" else say("the {init} start", init=stack.init)
    return left[function][0] < GONE, (
        say(
            "With {depth} layers and {start} there comes back: {parts}. Here a gradient has vanished "
            "when less than {GONE} of it is left. A sigmoid's slope is at most 1/4; a ReLU's is 1 for half of the "
            "values, "
            "and the variance 2/n of He et al. makes up for the other half.",
            depth=stack.depth, start=start, parts=linked(parts), GONE=GONE,
        )
    )  # fmt: skip
