"""The size and the width of an effective receptive field in LaTeX."""

import math
from collections.abc import Sequence

from cnnviz.geometry.fields import Layer
from cnnviz.geometry.worked_fields import work_out
from cnnviz.writing.tex import SPACE

MOST_TERMS = 7  # longer sums are written with their first and last terms


def explain(layers: Sequence[Layer], size: int) -> list[str]:
    """LaTeX: the width of the effective field of equal weights, in symbols, with numbers, and beside the size.

    Source: Luo, Li, Urtasun & Zemel 2016, section 2.1: variances of convolved kernels add up, and that of k equal
    weights is (k² - 1) / 12.
    """
    steps = work_out([(str(number), layer) for number, layer in enumerate(layers, start=1)])
    k = layers[0].kernel
    sigma = math.sqrt(sum((step.layer.dilation * step.jump) ** 2 * (step.layer.kernel**2 - 1) / 12 for step in steps))
    if all(step.layer.dilation == step.jump == 1 for step in steps):
        symbols = r"\sigma = \sqrt{\frac{n\,(k^2 - 1)}{12}}" + SPACE
        numbers = rf"\sigma = \sqrt{{\frac{{{len(steps)} \cdot ({k}^2 - 1)}}{{12}}}} = {sigma:.4f}"
    else:
        symbols = r"\sigma = \sqrt{\frac{k^2 - 1}{12} \sum_{l=1}^{n} \Big(d_l \prod_{i<l} s_i\Big)^2}" + SPACE
        reach = [rf"{step.layer.dilation * step.jump}^2" for step in steps]
        shown = reach if len(reach) <= MOST_TERMS else [*reach[:4], r"\dots", reach[-1]]
        numbers = rf"\sigma = \sqrt{{\frac{{{k}^2 - 1}}{{12}} ({' + '.join(shown)})}} = {sigma:.4f}"
    return [rf"r = {size}", symbols, numbers, rf"4\,\sigma = {4 * sigma:.1f}"]
