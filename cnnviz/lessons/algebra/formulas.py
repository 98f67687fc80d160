"""Both sides of a law in LaTeX: the definition of the operation, and one value of each side with its products."""

from collections.abc import Callable
from typing import NamedTuple

from cnnviz.operations import algebra
from cnnviz.writing import sums


class Worked(NamedTuple):
    """The lines of LaTeX; the value of each side that exists, added up here and by PyTorch."""

    lines: list[str]
    ours: list[float]
    by_torch: list[float]


def explain(
    now: algebra.Law, law: str, operation: str, mode: str, place: Callable[[algebra.Side], tuple[int, int]]
) -> Worked:
    """place: gives the row and column of a side that are looked at."""
    both = (now.left, now.right)
    flat = all(side is None or side.values.shape[0] == 1 for side in both)
    found = Worked([definition(operation, flat)], [], [])
    for side, symbols in zip(both, algebra.formula(law, operation), strict=True):
        if side is None:
            found.lines.append(rf"{tex(symbols)} \quad \text{{does not exist}}")
            continue
        at = place(side)
        pairs = [algebra.products(step, at, operation, mode) for step in side.steps]
        found.lines.append(sums.sum_of_products(tex(symbols, at, flat), pairs, float(side.values[at])))
        found.ours.append(sum(a * b for part in pairs for a, b in part))
        found.by_torch.append(sum(algebra.by_torch(step, at, operation, mode) for step in side.steps))
    return found


def tex(symbols: str, at: tuple[int, int] | None = None, flat: bool = False) -> str:
    """A side of a law in LaTeX, at a place if one is given."""
    text = symbols.replace("∗", r"\ast").replace("⋆", r"\star")
    if at is None:
        return text
    return rf"\bigl({text}\bigr)[{at[1] if flat else f'{at[0]}, {at[1]}'}]"


def definition(operation: str, flat: bool) -> str:
    """The definition of the operation, for signals of one row or for tables."""
    sign, way = (r"\ast", "-") if operation == "convolution" else (r"\star", "+")
    if flat:
        return rf"(x {sign} g)[i] = \sum_a g[a]\; x[i {way} a]"
    return rf"(x {sign} g)[i, j] = \sum_a \sum_b g[a, b]\; x[i {way} a,\, j {way} b]"
