"""The costs of a dense layer and of a convolution in LaTeX."""

from cnnviz.geometry.cost import Cost
from cnnviz.writing.tex import aligned, grouped


def explain(
    size: tuple[int, int], in_channels: int, filters: int, kernel: int, dense: Cost, convolution: Cost, *, bias: bool
) -> list[str]:
    """Parameters and multiply-adds of the dense layer, then of the convolution: LaTeX with the numbers put in."""
    values, units = rf"{grouped(size[0])} \cdot {grouped(size[1])} \cdot {in_channels}", grouped(dense.outputs)
    slices = rf"{kernel} \cdot {kernel} \cdot {in_channels}"
    plus = " + 1" if bias else ""
    dense_weights, weights = (rf"({names}{plus})" if bias else names for names in _SYMBOLS)
    return [
        aligned(
            [
                rf"\text{{dense}} &= {dense_weights} \cdot \text{{units}}",
                rf"&= ({values}{plus}) \cdot {units} = {grouped(dense.parameters)}",
                rf"\text{{multiply-adds}} &= {values} \cdot {units} = {grouped(dense.multiply_adds)}",
            ]
        ),
        aligned(
            [
                rf"\text{{convolution}} &= {weights} \cdot F",
                rf"&= ({slices}{plus}) \cdot {filters} = {grouped(convolution.parameters)}",
                rf"\text{{multiply-adds}} &= {slices} \cdot {grouped(convolution.outputs)} = "
                rf"{grouped(convolution.multiply_adds)}",
            ]
        ),
    ]


_SYMBOLS = (r"H \cdot W \cdot C", r"k \cdot k \cdot C")
