"""The experiments of the lesson 'Padding strategies'."""

import torch
from torch import Tensor

from cnnviz.convolution import cross_correlate
from cnnviz.geometry import resolve_padding
from cnnviz.lessons.experiment import Experiment, Number
from cnnviz.lessons.padding import claim
from cnnviz.operations import properties
from cnnviz.words import say, several


def _only_the_rim(image: Tensor, kernel: Tensor, how: int | str, first: str, second: str) -> tuple[bool, str]:
    one, other = (cross_correlate(image[0], kernel, padding=how, padding_mode=mode) for mode in (first, second))
    (top, bottom), (left, right) = (resolve_padding(k, how) for k in kernel.shape)
    height, width = one.shape
    inner = (slice(top, height - bottom), slice(left, width - right))
    gap = (one - other).abs()
    inside = float(gap[inner].max()) if gap[inner].numel() else 0.0
    return inside == 0, say(
        "{changed:,} of {values:,} output values differ, by up to **{gap:.3g}**; further in than the padding reaches "
        "they differ by **{inside:g}**. One layer sees the border only from nearby. With each layer the rim that "
        "depends on the choice becomes wider.",
        changed=int((gap > 0).sum()), values=gap.numel(), gap=float(gap.max()), inside=inside,
    )  # fmt: skip


def _white(kernel: Tensor, how: int | str, first: str) -> tuple[float, str]:
    before = [resolve_padding(k, how) for k in kernel.shape]
    size = 4 * max(kernel.shape) + 2 * max(max(sides) for sides in before)
    output = cross_correlate(torch.ones(size, size), kernel, padding=how, padding_mode=first)
    middle, corner = float(output[output.shape[0] // 2, output.shape[1] // 2]), float(output[0, 0])
    share = 100 * corner / middle if abs(middle) > properties.CLOSE else 0.0
    return share, say(
        "On a white picture the kernel gives {middle:.4g} in the middle and {corner:.4g} in the corner: **{share:.1f} "
        "%**. Zeros are black, so that only the weights that lie on the picture count. All other strategies repeat "
        "what is there, and white stays white.",
        middle=middle, corner=corner, share=share,
    )  # fmt: skip


def _equal_sides(kernel: Tensor) -> tuple[bool, str]:
    before, after = resolve_padding(kernel.shape[1], "same")
    return before == after, say(
        "Same adds {columns} in all to keep the size: **{before}** before and **{after}** after. For an even "
        "kernel that is an odd number, and one side gets one more; the picture then moves by half a pixel. Therefore "
        "nearly all kernels are odd.",
        columns=several("{n} column", "{n} columns", before + after), before=before, after=after,
    )  # fmt: skip


MEAN = "1/9 1/9 1/9; 1/9 1/9 1/9; 1/9 1/9 1/9"

EXPERIMENTS = (
    Experiment(
        "claim",
        "Padding “full” adds k pixels on every side.",
        claim.full,
        {"padding-p": "full"},
    ),
    Experiment(
        "only-the-rim",
        "Which strategy one takes changes the output only along the border.",
        _only_the_rim,
        {"padding-input": "photo", "padding-p": "same", "padding-a": "zeros", "padding-b": "reflect"},
    ),
    Experiment(
        "white",
        "The picture is white everywhere. How bright is the corner of the output, in percent of its middle?",
        _white,
        {"padding-p": "same", "padding-a": "zeros", "padding-kernel": MEAN},
        number=Number("%", 0.02),
    ),
    Experiment(
        "equal-sides",
        "Padding “same” adds as many pixels before as after.",
        _equal_sides,
        {"padding-p": "same", "padding-kernel": "1/4 1/4; 1/4 1/4"},
    ),
)
