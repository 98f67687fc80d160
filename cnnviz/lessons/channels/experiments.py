"""The experiments of the lesson 'Channels'."""

from torch import Tensor

from cnnviz.lessons.experiment import Experiment
from cnnviz.words import say


def _channels_out(image: Tensor, kernel: Tensor, output: Tensor) -> tuple[bool, str]:
    return output.ndim == 3, say(
        "The input is {shape}, the kernel {shape_2}, and the output has one value per position: "
        "**{shape_3} × {shape_4} × 1**. The three partial results are added up.",
        shape=_shape(image), shape_2=_shape(kernel), shape_3=output.shape[-2], shape_4=output.shape[-1],
    )  # fmt: skip


def _shape(volume: Tensor) -> str:
    return f"{volume.shape[1]} × {volume.shape[2]} × {volume.shape[0]}"


EXPERIMENTS = (
    Experiment(
        "claim",
        "A kernel slides over every channel, so three channels in give three channels out.",
        _channels_out,
    ),
)
