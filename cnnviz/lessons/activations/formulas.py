"""An activation function and its derivative in LaTeX, in symbols and at one place."""

from cnnviz.operations.activations import Activation, in_numbers, in_symbols


def explain(activation: Activation, x: float) -> list[str]:
    """The two formulas, then the value and the derivative at x."""
    here = activation.at(x)
    return [
        rf"f(x) = {in_symbols(activation.formula)} \qquad f'(x) = {in_symbols(activation.slope_formula)}",
        rf"f({x:.4g}) = {in_numbers(activation.formula, x)} = {here.value:.4g}",
        rf"f'({x:.4g}) = {here.slope:.4g}",
    ]
