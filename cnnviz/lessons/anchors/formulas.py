"""An object seen from its anchor, or in the cell of its centre, in LaTeX."""

from collections.abc import Sequence

from cnnviz.detection.two_boxes import compare
from cnnviz.writing.tex import aligned, factor, grouped, number

Box = Sequence[float]


def _centred(box: Box) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = box
    return (x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0


def from_anchor(box: Box, anchor: Box, offsets: Sequence[float]) -> list[str]:
    """The IoU of an object with its anchor, and the four offsets."""
    found = compare(box, anchor)
    lines = []
    for at, (name, value, its, size) in enumerate(
        zip("xywh", _centred(box), _centred(anchor), 2 * _centred(anchor)[2:], strict=True)
    ):
        if at < 2:
            lines.append(rf"t_{name} &= ({number(value)} - {factor(its)}) / {number(size)} = {number(offsets[at])}")
        else:
            lines.append(rf"t_{name} &= \ln ({number(value)} / {number(its)}) = {number(offsets[at])}")
    return [
        rf"J = {number(found.common)} / {number(found.union)} = {number(found.iou)}",
        aligned(lines),
    ]


def in_cell(box: Box, vector: Sequence[float], image: tuple[float, float], shape: Sequence[int]) -> list[str]:
    """The shape of the target tensor, and where the numbers of an object in its cell come from.

    vector: b_x, b_y, b_h and b_w; image: height and width; shape: rows, columns and depth
    """
    rows, columns, depth = shape
    x, y, width, height = _centred(box)
    wide, high = image[1] / columns, image[0] / rows
    return [
        rf"{rows} \times {columns} \times {depth} = {grouped(rows * columns * depth)}",
        aligned(
            [
                rf"b_x &= {number(x)} / {number(wide)} - {int(x / wide)} = {number(vector[0])}",
                rf"b_y &= {number(y)} / {number(high)} - {int(y / high)} = {number(vector[1])}",
                rf"b_h &= {number(height)} / {number(high)} = {number(vector[2])}",
                rf"b_w &= {number(width)} / {number(wide)} = {number(vector[3])}",
            ]
        ),
    ]


def same(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether two ways give the same numbers, as far as float32 goes."""
    return all(abs(a - b) < 1e-4 for a, b in zip(one, other, strict=True))
