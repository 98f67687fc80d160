"""The experiments of the lesson 'Kernel laboratory'."""

from torch import Tensor

from cnnviz import kernels
from cnnviz.convolution import cross_correlate
from cnnviz.lessons.experiment import Experiment, Number
from cnnviz.lessons.kernels import claim
from cnnviz.operations import properties
from cnnviz.words import say


def _stays_a_picture(response: Tensor) -> tuple[bool, str]:
    least, most = float(response.min()), float(response.max())
    return least >= 0 and most <= 1, say(
        "The picture lies between 0 and 1, what this kernel makes of it between **{least:.3g}** and **{most:.3g}**. "
        "Negative weights give negative values, and weights that add up to more than 1 brighten. Programs that show "
        "the result as a picture clip or rescale it, and so hide half of it; here blue and red are the signs.",
        least=least, most=most,
    )  # fmt: skip


def _on_grey(kernel: Tensor) -> tuple[float, str]:
    answer = properties.flat_response(kernel)
    return round(answer, 6), say(
        "0.5 times the sum of the weights, {total:.4g}, is **{answer:.4g}**. Blurs and sharpeners have the sum 1 and "
        "keep the brightness of flat areas; edge kernels have the sum 0.",
        total=float(kernel.sum()), answer=answer,
    )  # fmt: skip


def _upright_or_turned(image: Tensor, kernel: Tensor) -> tuple[str, str]:
    upright, turned = (float(cross_correlate(image, each).abs().mean()) for each in (kernel, kernels.rotate(kernel, 1)))
    close = properties.CLOSE * max(upright, turned, 1e-6)
    return "same" if abs(upright - turned) <= close else "upright" if upright > turned else "turned", say(
        "On the average over the picture this kernel answers with {upright:.4g}, turned by a quarter with "
        "{turned:.4g} (without signs). A kernel with columns of opposite signs finds upright edges, turned by a "
        "quarter it finds lying ones: which of them a picture has more of, one can only measure.",
        upright=upright, turned=turned,
    )  # fmt: skip


def _either_order(image: Tensor, kernel: Tensor, second: Tensor) -> tuple[bool, str]:
    one = cross_correlate(cross_correlate(image, kernel), second)
    other = cross_correlate(cross_correlate(image, second), kernel)
    return properties.agree(one, other), say(
        "Kernel A first or kernel B first: the two results differ by up to **{gap:.2g}**. Both are one pass with the "
        "same composed kernel, so that the order does not matter, but for the rounding of float32. At a border that is "
        "padded it does, and so it does as soon as something bent, such as a ReLU, stands between them.",
        gap=properties.difference(one, other),
    )  # fmt: skip


SOBEL = "-1 0 1; -2 0 2; -1 0 1"

EXPERIMENTS = (
    Experiment(
        "claim",
        "An edge kernel answers exactly zero wherever the picture is flat.",
        claim.flat_areas,
        {"kernel": SOBEL},
    ),
    Experiment(
        "stays-a-picture",
        "What a kernel makes of a picture lies between 0 (black) and 1 (white), as the picture does.",
        _stays_a_picture,
        {"kernel": "0 -1 0; -1 5 -1; 0 -1 0", "kernels-way": "one"},
    ),
    Experiment(
        "on-grey",
        "What does this kernel answer on a flat area of brightness 0.5?",
        _on_grey,
        {"kernel": "1/16 2/16 1/16; 2/16 4/16 2/16; 1/16 2/16 1/16", "kernels-way": "one"},
        number=Number(tolerance=0.001),
    ),
    Experiment(
        "upright-or-turned",
        "Which answers more strongly on this picture: the kernel as it is, or turned by a quarter?",
        _upright_or_turned,
        {"kernel": SOBEL, "picture": "china", "kernels-way": "one"},
        {"upright": "As it is", "turned": "Turned", "same": "Both the same"},
    ),
    Experiment(
        "either-order",
        "Blur first and look for edges then, or the other way round: away from the border that is the same.",
        _either_order,
        {"kernel": SOBEL, "kernel-b": "1/9 1/9 1/9; 1/9 1/9 1/9; 1/9 1/9 1/9", "kernels-way": "chain"},
    ),
)
