"""The experiments of the lesson 'Stride and dilation'."""

import torch
from torch import Tensor

from cnnviz.convolution import cross_correlate
from cnnviz.lessons.experiment import Experiment, Number
from cnnviz.lessons.stride_dilation import claim
from cnnviz.operations.strides import Strided
from cnnviz.words import say


def _gaps(found: Strided, dilation: int) -> tuple[bool, str]:
    return found.unused > 0, say(
        "**{unused:.1%}** of the pixels are used by no output. A window with dilation {dilation} leaves pixels out, "
        "but its neighbour one pixel on takes them. Only together with a stride can gaps stay: then all windows may "
        "fall on the same grid.",
        unused=found.unused, dilation=dilation,
    )  # fmt: skip


def _without_influence(
    image: Tensor, kernel: Tensor, stride: int, padding: int | str, dilation: int
) -> tuple[float, str]:
    pixels = torch.zeros(image.shape[-2:], requires_grad=True)
    looked = cross_correlate(pixels, (kernel != 0).float(), stride=stride, padding=padding, dilation=dilation)
    (met,) = torch.autograd.grad(looked.sum(), pixels)
    share = 100 * float((met == 0).float().mean())
    return share, say(
        "**{share:.1f} %** of the pixels could be changed without any change of the output. {zero} of the {weights} "
        "weights are zero: a window covers its pixels, but looks only at those under the other weights.",
        share=share, zero=int((kernel == 0).sum()), weights=kernel.numel(),
    )  # fmt: skip


def _too_fine(found: Strided, stride: int) -> tuple[bool, str]:
    return found.too_fine < 0.01, say(
        "**{too_fine:.1%}** of the variation of the response is finer than one value in {stride} pixels can show, and "
        "comes back as patterns that are not there (1 % passes). A blur takes the fine part away before it can do "
        "harm; an edge kernel, and a mere copy, leave it in.",
        too_fine=found.too_fine, stride=stride,
    )  # fmt: skip


COPY = "0 0 0; 0 1 0; 0 0 0"

EXPERIMENTS = (
    Experiment("claim", claim.statement, claim.the_same),
    Experiment(
        "only-size",
        "A stride loses nothing but size.",
        claim.lost,
        {"stride-input": "photo", "stride-s": "4", "stride-d": "1"},
    ),
    Experiment(
        "gaps",
        "With a dilated kernel some pixels are never used.",
        _gaps,
        {"stride-s": "1", "stride-d": "2", "stride-kernel": "1 1 1; 1 1 1; 1 1 1"},
    ),
    Experiment(
        "without-influence",
        "How many percent of the pixels have no influence on the output?",
        _without_influence,
        {"stride-input": "photo", "stride-s": "3", "stride-d": "1", "stride-kernel": COPY},
        number=Number("%", 0.03),
    ),
    Experiment(
        "too-fine",
        "With a blur as the kernel, a stride makes no false patterns.",
        _too_fine,
        {
            "stride-input": "photo",
            "picture": "grass",
            "stride-s": "2",
            "stride-d": "1",
            "stride-kernel": "1/16 2/16 1/16; 2/16 4/16 2/16; 1/16 2/16 1/16",
        },
    ),
)
