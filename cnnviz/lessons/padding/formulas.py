"""A padding in LaTeX: its rule, the pixels it repeats, and the sizes before and after."""

from cnnviz import geometry
from cnnviz.operations import padding


def explain(
    size: tuple[int, int], kernel: int, sides: tuple[tuple[int, int], tuple[int, int]], padding_mode: str
) -> list[str]:
    """size: (H, W) of the picture; kernel: its rows; sides: ((top, bottom), (left, right)) pixels of border."""
    (top, bottom), (left, right) = sides
    height, width = size
    rows = geometry.output_size(height, kernel, padding=(top, bottom))
    return [
        padding.RULES[padding_mode],
        *padding.substituted(width, left, right, padding_mode),
        rf"p = {top} + {bottom} \;\text{{rows}},\; {left} + {right} \;\text{{columns}}: \quad "
        rf"{height} \times {width} \to {height + top + bottom} \times {width + left + right}",
        rf"n_{{out}} = {height} + {top + bottom} - {kernel} + 1 = {rows} \;\text{{rows}}",
    ]
