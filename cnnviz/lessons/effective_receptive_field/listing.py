"""The same in PyTorch: the effective receptive field of a random stack, and of the trained denoiser."""

from typing import TYPE_CHECKING

from cnnviz.geometry import receptive_field
from cnnviz.writing.listings import listing

if TYPE_CHECKING:
    from cnnviz.networks.fields.effective import Stack


def effective_field_script(stack: "Stack", networks: int, squared: bool) -> str:
    """The averaged gradient of one unit of a stack with respect to its theoretical receptive field.

    `result` is `Effective.mean` of `effective_receptive_field` for the picture that the script makes up.
    """
    size = receptive_field(stack.geometry())[-1].size
    return listing(
        "cnnviz.lessons.effective_receptive_field.stack_script",
        LAYERS=stack.layers,
        KERNEL=stack.kernel,
        CHANNELS=stack.channels,
        NETWORKS=1 if stack.weights == "uniform" else networks,
        SIZE=size,
        MIDDLE=(size - 1) / 2,
        WEIGHTS=stack.weights,
        ACTIVATION=stack.activation,
        HALVING=stack.halving,
        DILATION=stack.dilation,
        SQUARED=squared,
    )


def denoiser_script(squared: bool) -> str:
    """The same for the trained denoiser, at twenty places of one of scikit-image's photos; run it beside models/."""
    return listing("cnnviz.lessons.effective_receptive_field.denoiser_script", SQUARED=squared)
