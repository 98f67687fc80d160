"""The target vector and its loss, in LaTeX, in the numbers of a picture and a prediction."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cnnviz.writing.tex import aligned, factor, number

if TYPE_CHECKING:
    from torch import Tensor

SHOWN = 12  # numbers of a vector, and terms of a sum


def same_loss(terms: "Tensor", loss: float) -> bool:
    """Whether these terms sum up to this loss, up to the last digits."""
    return abs(float(terms.sum()) - loss) <= 1e-9 * max(1, abs(loss))


def explain(
    y: "Tensor", said: "Tensor", terms: "Tensor", *, classes: int, loss: str, box: Sequence[float] | None,
    image: tuple[float, float],
) -> list[str]:  # fmt: skip
    """Where the numbers of the box come from, then the loss term by term."""
    lines = [rf"y = ({_row(y.tolist())})"] if box else [r"y = (0,\ ?,\ ?,\ \dots,\ ?)"]
    if box:
        x0, y0, x1, y1 = box
        height, width = image
        lines.append(
            aligned(
                [
                    rf"b_x &= ({number(x0)} + {number(x1)}) / 2 / {number(width)} = {number(float(y[1]))}",
                    rf"b_y &= ({number(y0)} + {number(y1)}) / 2 / {number(height)} = {number(float(y[2]))}",
                    rf"b_h &= ({number(y1)} - {number(y0)}) / {number(height)} = {number(float(y[3]))}",
                    rf"b_w &= ({number(x1)} - {number(x0)}) / {number(width)} = {number(float(y[4]))}",
                ]
            )
        )
    return [*lines, *_loss(y.tolist(), said.tolist(), terms.tolist(), classes, loss)]


def _row(values: Sequence[float]) -> str:
    shown = [number(value) for value in values[:SHOWN]] + [r"\dots"] * (len(values) > SHOWN)
    return r",\ ".join(shown)


def _loss(y: Sequence[float], said: Sequence[float], terms: Sequence[float], classes: int, loss: str) -> list[str]:
    total = number(sum(terms))
    if loss == "squared":
        if not y[0]:
            return [rf"L = (\hat{{p}}_c - p_c)^2 = ({number(said[0])} - 0)^2 = {total}"]
        pairs = [f"({number(a)} - {factor(b)})^2" for a, b in zip(said, y, strict=True)]
        shown = " + ".join(pairs[:3]) + (r" + \dots" if len(pairs) > 3 else "")
        return [r"L = \sum_i (\hat{y}_i - y_i)^2", rf"L = {shown} = {total}"]
    sure = rf"\ln {number(said[0])}" if y[0] else rf"\ln (1 - {number(said[0])})"
    if not y[0]:
        return [rf"L = -\ln (1 - \hat{{p}}_c) = -{sure} = {total}"]
    true = y.index(1, 5)
    rest = sum(terms[1:5]) + sum(terms[5 + classes :])
    return [
        r"L = -\ln \hat{p}_c + \sum_b (\hat{b} - b)^2 - \ln (\hat{c}_k / \sum_j \hat{c}_j)",
        rf"L = -{sure} + {number(rest)} - \ln ({number(said[true])} / {number(sum(said[5 : 5 + classes]))}) = {total}",
    ]
