"""The experiments of the lesson 'Channels'."""

from collections.abc import Mapping
from typing import Any

from torch import Tensor

from cnnviz.convolution import cross_correlate
from cnnviz.geometry.layer import convolution_parameters
from cnnviz.lessons.experiment import Experiment, Number
from cnnviz.operations import properties
from cnnviz.words import say


def _channels_out(image: Tensor, kernel: Tensor, output: Tensor) -> tuple[bool, str]:
    return output.ndim == 3, say(
        "The input is {input_shape}, the kernel {kernel_shape}, and the output has one value per position: "
        "**{rows} × {columns} × 1**. The three partial results are added up.",
        input_shape=_shape(image), kernel_shape=_shape(kernel), rows=output.shape[-2], columns=output.shape[-1],
    )  # fmt: skip


def _shape(volume: Tensor) -> str:
    return f"{volume.shape[1]} × {volume.shape[2]} × {volume.shape[0]}"


def _swapped(image: Tensor, kernel: Tensor, window: Mapping[str, Any]) -> tuple[bool, str]:
    output, swapped = (cross_correlate(image, each, **window) for each in (kernel, kernel[[1, 0, 2]]))
    return properties.agree(output, swapped), say(
        "With the red and the green slice exchanged the output changes by up to **{gap:.4g}**. The order of the sum "
        "does not matter, but each slice belongs to its channel: what looked for something in red now looks for it in "
        "green. Exchange the channels of the picture as well, and the output is the old one.",
        gap=properties.difference(output, swapped),
    )


def _only_brightness(image: Tensor, kernel: Tensor, window: Mapping[str, Any]) -> tuple[bool, str]:
    grey = image.mean(0, keepdim=True).expand_as(image).contiguous()
    output, of_grey = (cross_correlate(each, kernel, **window) for each in (image, grey))
    return properties.agree(output, of_grey), say(
        "With every pixel replaced by the mean of its three channels the output changes by up to **{gap:.4g}**. If "
        "the slices are equal, only the sum of the channels counts, and colours of equal brightness look alike. A "
        "filter sees colour by the difference of its slices.",
        gap=properties.difference(output, of_grey),
    )


def _numbers_to_learn(kernel: Tensor) -> tuple[int, str]:
    channels, height, width = kernel.shape
    count = convolution_parameters((height, width), channels, 1)
    return count, say(
        "{height} · {width} weights for each of {channels} channels, and one bias: **{count}**. The bias is added "
        "once, to the sum, and not once for each channel.",
        height=height, width=width, channels=channels, count=count,
    )  # fmt: skip


EDGE, NONE = "1 0 -1; 1 0 -1; 1 0 -1", "0 0 0; 0 0 0; 0 0 0"

EXPERIMENTS = (
    Experiment(
        "claim",
        "Three channels in give three channels out.",
        _channels_out,
    ),
    Experiment(
        "swapped",
        "The red and the green slice of the kernel may change places: the output stays the same.",
        _swapped,
        {"channels-input": "photo", "slice-red": EDGE, "slice-green": NONE, "slice-blue": NONE},
    ),
    Experiment(
        "only-brightness",
        "This filter sees only the mean of the three channels: colour makes no difference to it.",
        _only_brightness,
        {"channels-input": "photo", "slice-red": EDGE, "slice-green": EDGE, "slice-blue": EDGE},
    ),
    Experiment(
        "numbers-to-learn",
        "How many numbers does a layer with this one filter learn?",
        _numbers_to_learn,
        {"channels-input": "numbers", "slice-red": EDGE, "slice-green": NONE, "slice-blue": NONE},
        number=Number("numbers"),
    ),
)
