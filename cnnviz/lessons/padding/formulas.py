"""A padding in LaTeX: its rule, the pixels it repeats, and the sizes before and after."""

from cnnviz import geometry
from cnnviz.geometry.padding_modes import source

RULES = {
    "zeros": r"x_p[i] = 0 \quad (i < 0 \;\text{or}\; i \ge n)",
    "replicate": r"x_p[i] = x[\min(\max(i, 0),\, n - 1)]",
    "reflect": r"x_p[i] = x[-i] \;(i < 0), \quad x_p[i] = x[2(n - 1) - i] \;(i \ge n)",
    "circular": r"x_p[i] = x[i \bmod n]",
}
"""What stands at position i of an axis of n pixels, in LaTeX; i is counted from the first pixel, negative before it."""


def explain(
    size: tuple[int, int], kernel: int, sides: tuple[tuple[int, int], tuple[int, int]], padding_mode: str
) -> list[str]:
    """size: (H, W) of the picture; kernel: its rows; sides: ((top, bottom), (left, right)) pixels of border."""
    (top, bottom), (left, right) = sides
    height, width = size
    rows = geometry.output_size(height, kernel, padding=(top, bottom))
    return [
        RULES[padding_mode],
        *substituted(width, left, right, padding_mode),
        rf"p = {top} + {bottom} \;\text{{rows}},\; {left} + {right} \;\text{{columns}}: \quad "
        rf"{height} \times {width} \to {height + top + bottom} \times {width + left + right}",
        rf"n_{{out}} = {height} + {top + bottom} - {kernel} + 1 = {rows} \;\text{{rows}}",
    ]


def substituted(size: int, before: int, after: int, padding_mode: str, most: int = 3) -> list[str]:
    """What stands at the padded positions nearest to both ends of an axis, in LaTeX: up to `most` on each side."""
    sides = [range(-min(before, most), 0), range(size, size + min(after, most))]
    lines = []
    for positions in sides:
        met = [(at, source(at, size, padding_mode)) for at in positions]
        terms = [rf"x_p[{at}] = {'0' if pixel is None else f'x[{pixel}]'}" for at, pixel in met]
        if terms:
            lines.append(r",\quad ".join(terms))
    return lines
