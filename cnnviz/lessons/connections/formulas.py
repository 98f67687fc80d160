"""What a unit touches, in LaTeX: in the next layer, and through all layers."""

from collections.abc import Sequence

from cnnviz import geometry
from cnnviz.geometry.axes import Padding
from cnnviz.operations import connections


def explain(
    sizes: Sequence[int], unit: tuple[int, int], kernel: int, *, stride: int, padding: Padding, dilation: int
) -> list[str]:
    """sizes: units of every layer, the inputs first; unit: (layer, unit)."""
    lines = connections.explain_unit(sizes, unit, kernel, stride=stride, padding=padding, dilation=dilation)
    if (layers := len(sizes) - 1) > 1:
        graphs = [
            connections.convolution_connections(size, kernel, stride=stride, padding=padding, dilation=dilation)
            for size in sizes[:-1]
        ]
        layer = {"kernel": kernel, "stride": stride, "dilation": dilation}
        field = geometry.receptive_field([layer] * layers)[-1].size
        seen = max(len(connections.backward(graphs, layers, q)[-1]) for q in range(sizes[-1]))
        lines.append(rf"\text{{through {layers} layers an output reaches over {field} inputs and sees at most {seen}}}")
    return lines
