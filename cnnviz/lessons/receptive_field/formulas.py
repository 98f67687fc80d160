"""The receptive field of a stack of layers, or of one layer, in LaTeX."""

from collections.abc import Sequence

from cnnviz import plain
from cnnviz.geometry.worked_fields import Step
from cnnviz.words import say
from cnnviz.writing.tex import SPACE, aligned, said

MOST_TERMS = 7  # longer sums are written with their first and last terms


def explain_layer(layer: str, steps: Sequence[Step]) -> list[str]:
    """layer: its name; steps: the layers on the longest path to it."""
    return [said(say("{layer}, along the height:", layer=rf"\texttt{{{plain.latex(layer)}}}")), *explain(steps)]


def explain(steps: Sequence[Step]) -> list[str]:
    """LaTeX: the formula, the same with the numbers of these steps, and the result.

    >>> from cnnviz.geometry.worked_fields import Layer, work_out
    >>> explain(work_out([("a", Layer(3)), ("b", Layer(3, 2))]))[-1]
    'r = 5'
    """
    dilated = any(step.layer.dilation > 1 for step in steps)
    symbols = r"d_l\,(k_l - 1)" if dilated else "(k_l - 1)"
    terms = [_term(step, dilated) for step in steps if step.adds]
    if len(terms) > MOST_TERMS:
        terms = [*terms[:4], r"\dots", *terms[-2:]]
    rows = [" + ".join(terms[i : i + 4]) for i in range(0, len(terms), 4)]
    lines = [f"r &= {rows[0] if rows else 0}", *(rf"&\quad + {row}" for row in rows[1:])]
    size = steps[-1].size if steps else 1
    return [
        rf"r = \sum_{{l=1}}^{{L}} {symbols} \prod_{{i=1}}^{{l-1}} s_i \; + 1",
        aligned([*lines[:-1], f"{lines[-1]} + 1"]) + SPACE,
        f"r = {size}",
    ]


def _term(step: Step, dilated: bool) -> str:
    factor = rf"{step.layer.dilation} \cdot " if dilated else ""
    return rf"{factor}({step.layer.kernel} - 1) \cdot {step.jump}"
