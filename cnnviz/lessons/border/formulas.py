"""How often the pixels at the corner and in the middle are used, in LaTeX."""

from cnnviz.geometry import resolve_padding
from cnnviz.geometry.axes import Padding
from cnnviz.operations.border import Border, usage_along


def explain(found: Border, size: int, kernel: int, *, stride: int, padding: Padding, dilation: int) -> list[str]:
    """found: what a map of `size` × `size` pixels gave with this kernel; the rest as for `usage_along`."""
    along = usage_along(size, kernel, stride=stride, padding=padding, dilation=dilation)
    p, _ = resolve_padding(kernel, padding, dilation=dilation, stride=stride)
    corner, middle, often = along[0], size // 2, along[size // 2]
    return [
        r"u[i] = \#\{(o, a) : o \cdot s + a \cdot d - p = i\}, \qquad u[i, j] = u[i] \cdot u[j]",
        rf"u[i] = \#\{{(o, a) : {stride}\,o + {dilation}\,a - {p} = i,\; 0 \le a < {kernel}\}}",
        rf"\text{{corner: }} u[0] \cdot u[0] = {corner} \cdot {corner} = {found.corner}",
        rf"\text{{middle: }} u[{middle}] \cdot u[{middle}] = {often} \cdot {often} = {found.centre}",
    ]
