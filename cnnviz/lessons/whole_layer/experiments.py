"""The experiments of the lesson 'One whole layer'."""

from torch import Tensor

from cnnviz.lessons.experiment import Experiment
from cnnviz.lessons.whole_layer import claim


def _whatever_the_size(
    bank: Tensor, bias: Tensor | None, stride: int, padding: int | str, dilation: int
) -> tuple[bool, str]:
    return claim.whatever_the_size(bank, bias, stride=stride, padding=padding, dilation=dilation)


EXPERIMENTS = (
    Experiment(
        "claim",
        "A layer has (f · f · C_in + 1) · C_out parameters, whatever the image size.",
        _whatever_the_size,
    ),
)
