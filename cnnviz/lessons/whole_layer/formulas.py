"""One value of a whole layer, and what the layer costs, in LaTeX."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from cnnviz.convolution import Values, window
from cnnviz.operations.activations import ACTIVATIONS
from cnnviz.operations.whole_layer import Cost
from cnnviz.writing.activations import FORMULAS, in_numbers
from cnnviz.writing.tex import factor, grouped, number


def explain_value(
    image: Values,
    kernel: Tensor,
    bias: float,
    activation: str,
    position: tuple[int, int],
    filter_index: int,
    **settings: Any,
) -> list[str]:
    """One output value in LaTeX: the formula, the shares of the channels plus the bias, and the activation of that.

    kernel: (C, h, w), the filter; position: (row, column) in its feature map.
    """
    parts = window(image, kernel, position, **settings).partial_sums
    z = float(parts.sum()) + bias
    value = float(ACTIVATIONS[activation].value(torch.tensor(z)))
    place = f"[{filter_index}, {position[0]}, {position[1]}]"
    terms = " + ".join(factor(part) for part in [*parts.tolist(), bias])
    lines = [
        r"z[f, r, q] = \sum_{c}\sum_{i}\sum_{j} k[f, c, i, j]\; x[c, r s + i d - p,\; q s + j d - p] + b[f]",
        rf"z{place} = {terms} = {number(z)}",
        rf"y{place} = {in_numbers(FORMULAS[activation][0], z)} = {number(value)}",
    ]
    return lines


def explain_cost(bank_shape: Sequence[int], cost: Cost, *, bias: bool = True) -> list[str]:
    """Parameters and multiply-adds in LaTeX, in symbols and in numbers. bank_shape: (F, C, h, w)."""
    filters, channels, height, width = bank_shape
    one = " + 1" if bias else ""
    _, rows, columns = cost.shape
    products = grouped(cost.multiply_adds)
    each = rf"{height} \cdot {width} \cdot {channels}"
    return [
        rf"\text{{parameters}} = (f \cdot f \cdot C_{{\text{{in}}}}{one}) \cdot C_{{\text{{out}}}} = "
        rf"({each}{one}) \cdot {filters} = {grouped(cost.parameters)}",
        rf"\text{{multiply-adds}} = {each} \cdot {filters} \cdot {rows} \cdot {columns} = {products}",
    ]
