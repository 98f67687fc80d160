"""IoU and the losses made of it, in LaTeX, in the numbers of two boxes."""

from collections.abc import Sequence

from cnnviz.detection.two_boxes import Box, Compared, compare
from cnnviz.words import joined
from cnnviz.writing.tex import aligned, factor, number


def loss(found: Compared, kind: str) -> float:
    return found.l1 if kind == "l1" else 1 - float(getattr(found, kind))


def same_loss(by_torch: float, box: Box, target: Box, kind: str) -> bool:
    """Whether torchvision, which adds a ten-millionth to some denominators, gives the same."""
    return abs(by_torch - loss(compare(box, target), kind)) < 1e-5


def written(values: Sequence[float]) -> str:
    """Numbers in a row, as text."""
    return joined(f"{value:.3f}".replace("-", "−") for value in values)


def explain(box: Box, target: Box, kind: str) -> list[str]:
    """The areas and IoU, then the loss of this kind."""
    found = compare(box, target)
    if kind == "l1":
        terms = " + ".join(rf"|{number(a)} - {factor(b)}|" for a, b in zip(box, target, strict=True))
        return [r"L = |x_0 - x_0'| + |y_0 - y_0'| + |x_1 - x_1'| + |y_1 - y_1'|", rf"L = {terms} = {number(found.l1)}"]
    one, other = map(number, found.areas)
    common, union = number(found.common), number(found.union)
    lines = [
        r"J = \frac{|A \cap B|}{|A \cup B|}",
        aligned(
            [
                rf"|A \cap B| &= {number(found.width)} \cdot {number(found.height)} = {common}",
                rf"|A \cup B| &= {one} + {other} - {common} = {union}",
                rf"J &= {common} / {union} = {number(found.iou)}",
            ]
        ),
    ]
    return [*lines, *_more(found, kind), rf"L = 1 - {factor(1 - loss(found, kind))} = {number(loss(found, kind))}"]


def _more(found: Compared, kind: str) -> list[str]:
    if kind == "giou":
        around = number(found.hull[0] * found.hull[1])
        return [
            r"\text{GIoU} = J - \frac{|C| - |A \cup B|}{|C|}",
            rf"{number(found.iou)} - \frac{{{around} - {number(found.union)}}}{{{around}}} = {number(found.giou)}",
        ]
    if kind == "iou":
        return []
    lines = [
        r"\text{DIoU} = J - \rho^2 / c^2",
        rf"{number(found.iou)} - {number(found.apart)} / {number(found.diagonal)} = {number(found.diou)}",
    ]
    if kind == "ciou":
        lines += [
            r"\text{CIoU} = \text{DIoU} - \alpha v",
            rf"{factor(found.diou)} - {number(found.alpha)} \cdot {number(found.shapes)} = {number(found.ciou)}",
        ]
    return lines
