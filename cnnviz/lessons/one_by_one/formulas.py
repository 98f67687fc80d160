"""One pixel of a 1×1 convolution in LaTeX."""

from torch import Tensor

from cnnviz.convolution import Values, read_array
from cnnviz.words import joined
from cnnviz.writing.tex import number


def explain(image: Values, weights: Tensor, bias: Tensor, position: tuple[int, int] | None = None) -> list[str]:
    """One pixel of the mix in LaTeX: the formula, then all outputs (at most 4) in numbers.

    position: (row, column); None is the middle of the picture (C, H, W).
    """
    pixels = read_array("image", image, (3,))
    row, column = position or (pixels.shape[1] // 2, pixels.shape[2] // 2)
    pixel = pixels[:, row, column]
    values = weights @ pixel + bias

    def vector(numbers: list[float]) -> str:
        return joined([r"\begin{bmatrix} ", r" \\ ".join(map(number, numbers)), r" \end{bmatrix}"], "")

    shown = min(len(weights), 4)
    rows = r" \\ ".join(" & ".join(map(number, line)) for line in weights[:shown].tolist())
    dots = r" \quad \dots" if len(weights) > shown else ""
    return [
        r"y[o, r, q] = \sum_{c} w[o, c]\; x[c, r, q] + b[o]",
        rf"y[:, {row}, {column}] = \begin{{bmatrix}} {rows} \end{{bmatrix}} {vector(pixel.tolist())} + "
        rf"{vector(bias[:shown].tolist())}",
        rf"= {vector(values[:shown].tolist())}{dots}",
        r"\text{parameters} = (C_{\text{in}} + 1) \cdot C_{\text{out}} = "
        rf"({weights.shape[1]} + 1) \cdot {len(weights)} = {(weights.shape[1] + 1) * len(weights)}",
    ]
