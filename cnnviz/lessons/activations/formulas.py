"""An activation function and its derivative in LaTeX, in symbols and at one place."""

from cnnviz.operations.activations import ACTIVATIONS
from cnnviz.writing.activations import FORMULAS, in_numbers, in_symbols


def explain(name: str, x: float) -> list[str]:
    """The two formulas of an activation function, then its value and its derivative at x."""
    here = ACTIVATIONS[name].at(x)
    value, slope = FORMULAS[name]
    return [
        rf"f(x) = {in_symbols(value)} \qquad f'(x) = {in_symbols(slope)}",
        rf"f({x:.4g}) = {in_numbers(value, x)} = {here.value:.4g}",
        rf"f'({x:.4g}) = {here.slope:.4g}",
    ]
