"""The receptive field of one layer in LaTeX."""

from collections.abc import Sequence

from cnnviz import plain
from cnnviz.geometry import worked_fields


def explain(layer: str, steps: Sequence[worked_fields.Step]) -> list[str]:
    """layer: its name; steps: the layers on the longest path to it."""
    return [rf"\text{{{plain.latex(layer)}, along the height:}}", *worked_fields.explain(steps)]
