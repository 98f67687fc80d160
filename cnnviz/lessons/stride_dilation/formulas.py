"""What a stride saves, in LaTeX: the output's height, the multiply-adds with and without it, and their ratio."""

from typing import Any

import numpy as np

from cnnviz.geometry import backwards
from cnnviz.operations.strides import Strided
from cnnviz.words import joined, say
from cnnviz.writing.tex import said, times


def explain(height: int, kernel: tuple[int, int], found: Strided, *, stride: int, **window: Any) -> list[str]:
    """height: of the input, in pixels; window: padding and dilation, as for `output_size`."""
    lines = backwards.explain_output_size(height, kernel[0], stride=stride, **window)[0]
    sizes = {stride: (*found.kept.shape, *kernel), 1: (*found.every.shape, *kernel)}
    return [
        *lines,
        *(
            joined([said(say("stride {stride}:", stride=step)), rf"\ {times(size)} = {np.prod(size)}"], "")
            for step, size in sizes.items()
        ),
        rf"{found.taken} / {found.dense} = {100 * found.taken / found.dense:.3g}\,\%"
        rf" \qquad 1 / s^2 = {100 / stride**2:.3g}\,\%",
    ]
