"""The stack of feature maps and the parameters of its layer in LaTeX."""

from collections.abc import Sequence
from typing import Any

from cnnviz.geometry import output_size
from cnnviz.writing.tex import grouped


def explain(
    size: tuple[int, int],
    bank_shape: Sequence[int],
    *,
    stride: int = 1,
    padding: Any = 0,
    dilation: int = 1,
    bias: bool = True,
) -> list[str]:
    """Shape of the stack and parameters of the layer in LaTeX: the formulas, then with the numbers of the student.

    size: (H, W) of the picture; bank_shape: (F, C, h, w). Source: Dumoulin & Visin 2016, section 2.4.
    """
    filters, channels, height, width = bank_shape
    rows, columns = output_size(size, (height, width), stride=stride, padding=padding, dilation=dilation)
    plain = stride == 1 and padding in (0, "valid") and dilation == 1
    lines = []
    if plain and height == width:
        lines.append(r"C \times n \times n \;\star\; F \text{ filters } C \times m \times m \;=\; F \times (n-m+1)^2")
        sides = rf"({size[0]} - {height} + 1) \times ({size[1]} - {width} + 1)"
        lines.append(rf"{filters} \times {sides} = {filters} \times {rows} \times {columns}")
    else:
        lines.append(
            r"F \times \left(\left\lfloor \frac{n + 2p - d\,(m-1) - 1}{s} \right\rfloor + 1\right)^2"
            rf" = {filters} \times {rows} \times {columns}"
        )
    extra = " + 1" if bias else ""
    weights = rf"{height} \cdot {width} \cdot {channels}"
    total = (height * width * channels + bias) * filters
    lines.append(
        rf"\text{{parameters}} = (m \cdot m \cdot C{extra}) \cdot F = ({weights}{extra}) \cdot {filters} = "
        rf"{grouped(total)}"
    )
    return lines
