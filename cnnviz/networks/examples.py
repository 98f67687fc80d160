"""Pictures that a shipped network knows: of the kind that it was trained on, and not among those it learnt from."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

    from cnnviz.data.shapes import Scene

UNSEEN = 1_000_000
"""The tiny VGG learnt from scenes drawn from seeds far below this one."""


def scene(seed: int) -> "Scene":
    """A scene as the tiny VGG was trained on: one shape, 64 × 64 pixels."""
    from cnnviz.data.shapes import draw_scene

    return draw_scene(seed, size=64, objects=1, radius=(0.15, 0.42), noise=0.06)


def example(network: str, number: int) -> "tuple[Tensor, str] | None":
    """A picture (C, H, W) in [0, 1] and its class; None for a network that no pictures of ours go with."""
    from cnnviz import data

    if network == "tiny_vgg":
        drawn = scene(UNSEEN + number)
        return drawn.image.float() / 255, drawn.objects[0].name
    if network == "lenet5":
        digits = data.load("digits")
        place = int(digits.validation[number % len(digits.validation)])
        return digits.images[place].float() / 255, digits.classes[int(digits.labels[place])]
    return None
