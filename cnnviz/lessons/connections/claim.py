"""What the claim of this lesson comes to: the outputs that each input affects."""

from typing import Any

from cnnviz.operations import connections
from cnnviz.words import say


def outputs_affected(inputs: int, kernel: int, **window: Any) -> tuple[bool, str]:
    """Measured on one layer, by the gradient; window: stride, padding and dilation."""
    counts = connections.gradient_counts(inputs, kernel=kernel, **window)
    least, most = min(counts), max(counts)
    exactly = counts.count(kernel)
    return (
        least == most == kernel,
        say(
            "In the first layer the inputs affect between **{least}** and **{most}** outputs, and {exactly} of the "
            "{inputs} affect exactly {kernel}. At the border some outputs are missing unless the padding is "
            "full, and with a stride above 1 an input meets only some of the weights.",
            least=least, most=most, exactly=exactly, inputs=inputs, kernel=kernel,
        ),
    )  # fmt: skip
