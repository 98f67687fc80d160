"""What the claim of this lesson comes to: the response to a flat area."""

import torch

from cnnviz.operations import properties
from cnnviz.words import say


def flat_areas(kernel: torch.Tensor) -> tuple[bool, str]:
    """kernel: (h, w)."""
    answer, total = properties.flat_response(kernel), float(kernel.sum())
    return (
        abs(answer) < properties.CLOSE,
        say(
            "On an area of brightness 0.5 this kernel gives **{answer:.4g}**: its weights add up to {total:.4g}, "
            "and only kernels whose weights add up to 0 ignore flat areas.",
            answer=answer,
            total=total,
        ),
    )
