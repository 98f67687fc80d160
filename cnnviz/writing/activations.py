"""Activation functions and their derivatives in LaTeX.

@ stands for the argument, so that a number can be put in its place.
"""

from cnnviz.writing.tex import factor


def _cases(above: str, below: str) -> str:
    return rf"\begin{{cases}} {above} & @ > 0 \\ {below} & @ \le 0 \end{{cases}}"


def _between(inside: str, low: str, high: str, below: str, above: str) -> str:
    rows = (rf"{below} & @ \le {low}", rf"{inside} & {low} < @ < {high}", rf"{above} & @ \ge {high}")
    return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"


FORMULAS: dict[str, tuple[str, str]] = {
    "ReLU": (r"\max(0, @)", _cases("1", "0")),
    "Leaky ReLU": (r"\max(0, @) + 0.01 \min(0, @)", _cases("1", "0.01")),
    "Sigmoid": (r"\frac{1}{1 + e^{-@}}", r"\sigma(@)\,(1 - \sigma(@))"),
    "Tanh": (r"\tanh(@)", r"1 - \tanh^2(@)"),
    "GELU": (r"@ \cdot \Phi(@)", r"\Phi(@) + @ \cdot \varphi(@)"),
    "SiLU": (r"@ \cdot \sigma(@)", r"\sigma(@)\,\bigl(1 + @ \cdot (1 - \sigma(@))\bigr)"),
    "ELU": (_cases("@", r"e^{@} - 1"), _cases("1", "e^{@}")),
    "SELU": (r"1.0507 \cdot " + _cases("@", r"1.6733\,(e^{@} - 1)"), r"1.0507 \cdot " + _cases("1", r"1.6733\,e^{@}")),
    "Mish": (r"@ \cdot \tanh(\ln(1 + e^{@}))", r"t + @\,(1 - t^2)\,\sigma(@), \; t = \tanh(\ln(1 + e^{@}))"),
    "Softplus": (r"\ln(1 + e^{@})", r"\frac{1}{1 + e^{-@}}"),
    "Softsign": (r"\frac{@}{1 + |@|}", r"\frac{1}{(1 + |@|)^2}"),
    "ReLU6": (r"\min(\max(0, @), 6)", _between("1", "0", "6", "0", "0")),
    "Hard swish": (
        r"@ \cdot \frac{\min(\max(0, @ + 3), 6)}{6}",
        _between(r"\frac{@}{3} + \frac{1}{2}", "-3", "3", "0", "1"),
    ),
    "Hard sigmoid": (r"\frac{\min(\max(0, @ + 3), 6)}{6}", _between(r"\tfrac{1}{6}", "-3", "3", "0", "0")),
    "Identity": ("@", "1"),
}
"""Value and derivative of each activation function, by its name in `cnnviz.operations.activations`."""


def in_numbers(formula: str, x: float) -> str:
    """The formula in LaTeX with a number for its argument; a negative one stands in brackets."""
    return formula.replace("@", factor(x))


def in_symbols(formula: str) -> str:
    """The formula in LaTeX with x for its argument."""
    return formula.replace("@", "x")
