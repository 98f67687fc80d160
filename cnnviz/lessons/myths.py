"""Sentences that stand in lecture notes, true ones and others, each with what a computation says about it."""

from collections.abc import Callable
from typing import NamedTuple

from cnnviz.geometry import output_size, receptive_field, resolve_padding
from cnnviz.geometry.layer import convolution_parameters
from cnnviz.words import joined, say

IMAGENET_21K = 14_197_122  # images in 21,841 classes, image-net.org, Fall 2011 release
SEED = 0


class Finding(NamedTuple):
    """Whether the sentence holds, and what was computed, as Markdown."""

    holds: bool
    measured: str


class Statement(NamedTuple):
    """A sentence, as notes have it, and the computation that decides about it."""

    sentence: str
    examine: Callable[[], Finding]


def slide_formula() -> Finding:
    from cnnviz.operations.properties import slide_formula as slides

    cases = [(n, k, s, p) for n in range(1, 33) for k in range(1, 8) for s in range(1, 5) for p in range(4)]
    fitting = [(n, k, s, p) for n, k, s, p in cases if k <= n + 2 * p]
    wrong = [(n, k, s, p) for n, k, s, p in fitting if slides(n, k, s, 2 * p) != output_size(n, k, stride=s, padding=p)]
    return Finding(
        not wrong,
        say(
            "At n = 4, k = 3, s = 2, p = 0 it gives {claimed}, the layer gives {counted}. "
            "Of {fitting:,} layers tried here it is off by one for {wrong:,}, even rounded down. "
            "Right is $\\lfloor (n + 2p - k)/s \\rfloor + 1$.",
            claimed=slides(4, 3, 2, 0), counted=output_size(4, 3, stride=2), fitting=len(fitting), wrong=len(wrong),
        ),
    )  # fmt: skip


def full_padding() -> Finding:
    sides = {k: resolve_padding(k, "full") for k in (2, 3, 5)}
    return Finding(
        all(side == (k, k) for k, side in sides.items()),
        say(
            "Full padding adds k − 1 per side: {sides}. So 6 pixels and k = 3 give {full} = 6 + 3 − 1; "
            "with 3 zeros per side it would be {three}, the outermost always zero.",
            sides=joined([say("{before} for k = {k}", before=before, k=k) for k, (before, _) in sides.items()]),
            full=output_size(6, 3, padding="full"), three=output_size(6, 3, padding=3),
        ),
    )  # fmt: skip


def flip_the_other_way() -> Finding:
    import torch

    from cnnviz.operations.properties import against_definition

    image, kernel = torch.arange(9.0).reshape(3, 3), torch.arange(4.0).reshape(2, 2)
    turned, as_it_is = against_definition(image, kernel)
    return Finding(
        as_it_is < turned,
        say(
            "Summed by the definition of convolution, 3 × 3 numbers and a 2 × 2 kernel differ from sliding it turned "
            "by {turned:g}, and from sliding it as it is by {as_it_is:g}. Convolution turns the kernel; "
            "cross-correlation, which `torch.nn.Conv2d` computes, does not.",
            turned=turned,
            as_it_is=as_it_is,
        ),
    )


def same_is_zeros() -> Finding:
    from cnnviz.convolution import cross_correlate
    from cnnviz.images import sample_picture
    from cnnviz.kernels import PRESETS
    from cnnviz.operations.properties import difference

    photo, blur = sample_picture("coffee").pixels, PRESETS["box_3"].kernel
    zeros, replicate = (
        cross_correlate(photo, blur, padding="same", padding_mode=mode) for mode in ("zeros", "replicate")
    )
    gap = difference(zeros, replicate)
    return Finding(
        zeros.shape != replicate.shape or gap == 0,
        say(
            "“Same” says how much is added, the mode says what: a 3 × 3 blur that replicates pixels also keeps "
            "{height} × {width}, and at the photo's border it differs from zeros by up to {gap:.2f}.",
            height=zeros.shape[1], width=zeros.shape[2], gap=gap,
        ),
    )  # fmt: skip


def stride_must_divide() -> Finding:
    from torch import empty, nn

    size, rest = output_size(224, 7, stride=2, padding=3), (224 + 6 - 7) % 2
    by_torch = nn.Conv1d(1, 1, 7, stride=2, padding=3, device="meta")(empty(1, 1, 224, device="meta")).shape[-1]
    return Finding(
        by_torch != size,
        say(
            "224 + 2·3 − 7 = 223 leaves {rest} when divided by 2, and the first layer of every ResNet has exactly "
            "these "
            "numbers. PyTorch gives {by_torch}: the division is rounded down and the last padded pixel is not used.",
            rest=rest,
            by_torch=by_torch,
        ),
    )


def pooling_learns() -> Finding:
    from torch import nn

    from cnnviz.counting import parameters

    pools = (nn.MaxPool2d(2), nn.AvgPool2d(2), nn.AdaptiveAvgPool2d(1), nn.LPPool2d(2, 2))
    learnt = sum(map(parameters, pools))
    return Finding(
        learnt > 0,
        say("Max, average, global average and L2 pooling in PyTorch have {learnt} parameters in all.", learnt=learnt),
    )


def field_is_size_times_depth() -> Finding:
    three = receptive_field([{"kernel": 3}] * 3)[-1].size
    return Finding(
        three == 9,
        say(
            "Three layers of 3 × 3 see {three} pixels, not 3 · 3 = 9: each adds k − 1 = 2 to the 1 at the start. "
            "With stride 2 in each they see {size}.",
            three=three,
            size=receptive_field([{"kernel": 3, "stride": 2}] * 3)[-1].size,
        ),
    )


def residual_concatenates() -> Finding:
    import torch
    from torchvision.models.resnet import BasicBlock

    from cnnviz.draws import seeded

    with seeded(SEED):
        block = BasicBlock(64, 64).eval()
        x = torch.randn(1, 64, 8, 8)
    with torch.no_grad():
        y = block(x)
        inside = block.bn2(block.conv2(block.relu(block.bn1(block.conv1(x)))))
        gap = float((y - torch.relu(inside + x)).abs().max())
    return Finding(
        y.shape[1] != 64,
        say(
            "ResNet's block takes 64 channels and gives {shape}; concatenation would give 128. Its output differs "
            "from relu(F(x) + x) by {gap:g}: the input is added. DenseNet is the one that concatenates.",
            shape=y.shape[1],
            gap=gap,
        ),
    )


def one_by_one_is_as_large_as_the_map() -> Finding:
    from torch import nn

    shape = tuple(nn.Conv2d(192, 32, 1, device="meta").weight.shape)
    return Finding(
        shape[2:] == (28, 28),
        say(
            "32 filters 1 × 1 on 28 × 28 × 192 have weights of shape {shape}: "
            "{convolution_parameters:,} numbers, whatever the size of the map.",
            shape=shape,
            convolution_parameters=convolution_parameters((1, 1), 192, 32, bias=False),
        ),
    )


def imagenet_has_a_billion() -> Finding:
    return Finding(
        IMAGENET_21K >= 10**9,
        say(
            "ImageNet-21k has {images:,} images in 21,841 classes, a {part:.0f}th of a "
            "billion. "
            "Source: image-net.org, Fall 2011 release.",
            images=IMAGENET_21K,
            part=10**9 / IMAGENET_21K,
        ),
    )


def symmetric_kernels_agree() -> Finding:
    from cnnviz.images import sample_picture
    from cnnviz.kernels import PRESETS
    from cnnviz.operations.properties import turning_changes

    photo = sample_picture("coffee").pixels
    gaussian, sobel = (turning_changes(photo, PRESETS[name].kernel) for name in ("gaussian_3", "sobel_x"))
    return Finding(
        gaussian < 1e-5 < sobel,
        say(
            "On a photo the two differ by at most {gaussian:.1g} for the Gaussian, which is its own half "
            "turn, and by up to {sobel:.3g} for Sobel, which is not.",
            gaussian=gaussian,
            sobel=sobel,
        ),
    )


def two_threes_see_a_five() -> Finding:
    field = receptive_field([{"kernel": 3}] * 2)[-1].size
    return Finding(field == 5, say("The second layer sees {field} × {field} pixels of the picture.", field=field))


def two_threes_have_fewer_parameters() -> Finding:
    twice, once = 2 * convolution_parameters((3, 3), 64, 64), convolution_parameters((5, 5), 64, 64)
    return Finding(
        twice < once,
        say("With 64 channels they have {twice:,} parameters against {once:,}.", twice=twice, once=once),
    )


def stride_drops_values() -> Finding:
    from cnnviz.convolution import cross_correlate
    from cnnviz.images import sample_picture
    from cnnviz.kernels import PRESETS
    from cnnviz.operations.properties import difference

    photo, kernel = sample_picture("coffee").pixels, PRESETS["sobel_x"].kernel
    gap = difference(cross_correlate(photo, kernel, stride=2), cross_correlate(photo, kernel)[:, ::2, ::2])
    return Finding(
        gap < 1e-5,
        say("On the photo of a coffee cup, Sobel with stride 2 and every second value differ by {gap:g}.", gap=gap),
    )


def parameters_ignore_the_image() -> Finding:
    from torch import nn

    from cnnviz.counting import parameters

    count = parameters(nn.Conv2d(3, 64, 7, device="meta"))
    return Finding(
        count == convolution_parameters((7, 7), 3, 64),
        say(
            "64 filters 7 × 7 on 3 channels have {count:,} parameters; the image size does not occur in "
            "$(7 \\cdot 7 \\cdot 3 + 1) \\cdot 64$. A dense layer's count grows with every pixel.",
            count=count,
        ),
    )


def even_kernels_pad_unequally() -> Finding:
    before, after = resolve_padding(4, "same")
    return Finding(
        before != after,
        say(
            "k = 4 needs 3 padded pixels in all: PyTorch puts {before} before and {after} after.",
            before=before,
            after=after,
        ),
    )


def transposed_is_an_inverse() -> Finding:
    import torch
    import torch.nn.functional as F

    generator = torch.Generator().manual_seed(SEED)
    x, weight = torch.randn(1, 1, 8, 8, generator=generator), torch.randn(1, 1, 2, 2, generator=generator)
    back = F.conv_transpose2d(F.conv2d(x, weight, stride=2), weight, stride=2)
    gap = float((back - x).abs().max())
    return Finding(
        gap < 1e-3,
        say(
            "8 × 8 numbers there and back are {height} × {width} again, but differ by up to {gap:.2f}.",
            height=back.shape[2], width=back.shape[3], gap=gap,
        ),
    )  # fmt: skip


def relu_and_max_pooling_commute() -> Finding:
    import torch
    import torch.nn.functional as F

    x = torch.randn(1, 16, 32, 32, generator=torch.Generator().manual_seed(SEED))
    gap = float((F.max_pool2d(F.relu(x), 2) - F.relu(F.max_pool2d(x, 2))).abs().max())
    return Finding(
        gap == 0,
        say("On random maps the two orders differ by {gap:g}; pooling first saves three ReLUs of four.", gap=gap),
    )


def dilation_sees_more() -> Finding:
    plain, dilated = (receptive_field([{"kernel": 3, "dilation": d}])[-1].size for d in (1, 4))
    return Finding(
        dilated > plain,
        say("With dilation 4 a 3 × 3 kernel sees {dilated} pixels, not {plain}.", dilated=dilated, plain=plain),
    )


def dilation_has_parameters() -> Finding:
    from torch import nn

    from cnnviz.counting import parameters

    plain, dilated = (parameters(nn.Conv2d(64, 64, 3, dilation=d, device="meta")) for d in (1, 4))
    return Finding(
        dilated > plain,
        say(
            "A 3 × 3 layer of 64 channels has {plain:,} parameters, and with dilation 4 {dilated:,}: the weights only "
            "stand further apart.",
            plain=plain, dilated=dilated,
        ),
    )  # fmt: skip


STATEMENTS: dict[str, Statement] = {
    "slide-formula": Statement("The output of a convolution has $(n - k + p + 1 + s)/s$ pixels.", slide_formula),
    "symmetric": Statement(
        "For a kernel that is its own half turn, convolution and cross-correlation are the same.",
        symmetric_kernels_agree,
    ),
    "full-padding": Statement("Full padding adds k zeros on every side.", full_padding),
    "flip": Statement("Convolution slides the kernel as it is, without turning it.", flip_the_other_way),
    "stride-drops": Statement(
        "A convolution with stride 2 gives every second value of the one with stride 1.", stride_drops_values
    ),
    "same-padding": Statement("“Same” padding is zero padding.", same_is_zeros),
    "stride-divides": Statement("A stride that does not divide the size is an error.", stride_must_divide),
    "parameters": Statement(
        "The number of parameters of a convolution does not depend on the image size.", parameters_ignore_the_image
    ),
    "pooling": Statement("Pooling layers learn their weights like all others.", pooling_learns),
    "even-kernels": Statement(
        "“Same” padding for an even kernel adds more on one side than on the other.", even_kernels_pad_unequally
    ),
    "receptive-field": Statement("The receptive field is the kernel size times the depth.", field_is_size_times_depth),
    "two-threes": Statement("Two 3 × 3 layers see as much as one 5 × 5 layer.", two_threes_see_a_five),
    "two-threes-parameters": Statement(
        "Two 3 × 3 layers have fewer parameters than one 5 × 5 layer with the same channels.",
        two_threes_have_fewer_parameters,
    ),
    "residual": Statement("A residual block concatenates its input and its output.", residual_concatenates),
    "relu-pooling": Statement("ReLU and max pooling may change places.", relu_and_max_pooling_commute),
    "one-by-one": Statement(
        "A 1 × 1 convolution that gives F maps of H × W pixels has filters of size F × H × W.",
        one_by_one_is_as_large_as_the_map,
    ),
    "transposed": Statement(
        "A transposed convolution restores the values that a convolution started from.", transposed_is_an_inverse
    ),
    "imagenet": Statement("ImageNet-21k has a billion images.", imagenet_has_a_billion),
    "dilation": Statement("Dilation makes the receptive field larger.", dilation_sees_more),
    "dilation-parameters": Statement("A dilated layer has more parameters.", dilation_has_parameters),
}
"""Slug -> statement, true and false ones mixed."""
