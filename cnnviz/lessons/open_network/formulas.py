"""The answer of an opened network in formulas, and a script that opens it."""

from collections.abc import Sequence
from math import exp

from cnnviz.lessons.listings.opened import made
from cnnviz.plain import latex
from cnnviz.writing.listings import listing

SHOWN = 3


def softmax(scores: Sequence[float]) -> list[float]:
    """e to each score over the sum of all of them; the largest score is taken off first, which changes nothing.

    >>> softmax([0.0, 0.0])
    [0.5, 0.5]
    """
    most = max(scores)
    powers = [exp(score - most) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def softmax_lines(scores: Sequence[float], names: Sequence[str]) -> list[str]:
    r"""Softmax of the best class in LaTeX, with the scores of the three best ones.

    >>> softmax_lines([1.0, 2.0], ["cat", "dog"])[0]
    'p_{\\text{dog}} = \\frac{e^{z_{\\text{dog}}}}{\\sum_j e^{z_j}}'
    """
    order = sorted(range(len(scores)), key=lambda i: -scores[i])
    best = order[0]
    most = scores[best]
    terms = [rf"e^{{{scores[i]:.3g}}}" for i in order[:SHOWN]]
    if len(order) > SHOWN:
        terms.append(r"\dots")
    name = rf"\text{{{latex(names[best])}}}"
    return [
        rf"p_{{{name}}} = \frac{{e^{{z_{{{name}}}}}}}{{\sum_j e^{{z_j}}}}",
        rf"= \frac{{e^{{{most:.3g}}}}}{{{' + '.join(terms)}}} = {softmax(scores)[best]:.4f}",
    ]


def open_script(name: str, input_size: tuple[int, int, int], kind: str = "random") -> str:
    """A script that counts the network and opens it on a random picture; `result` is its parameters."""
    return listing("cnnviz.lessons.open_network.script", SHAPE=input_size, **made(name, kind))
