"""The trained networks that ship with the app: what each was trained on and what its input must look like.

The weights are in models/, made by the script of the same name (`python -m models.lenet5`, …), with a card beside them.
Torch is imported where a network is built.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cnnviz.networks.catalogue import EVERY
from cnnviz.words import joined, say

if TYPE_CHECKING:
    from torch import Tensor, nn

FOLDER = Path(__file__).parents[2] / "models"
MEMBERS = 5
"""How many networks the file ensemble.safetensors holds, each with another seed."""


@dataclass(frozen=True)
class Shipped:
    """One trained network.

    title: what it was trained on; classes: its answers, in the order of its scores; input_size: (C, H, W); mean, std:
    per channel in [0, 1], what the pictures are normalised with; build: the network without these weights; native: (H,
    W) of the training pictures where they were smaller, so that a student's picture becomes as blurred as they were.
    """

    title: str
    classes: tuple[str, ...]
    input_size: tuple[int, int, int]
    mean: tuple[float, ...]
    std: tuple[float, ...]
    build: "Callable[[], nn.Module]"
    native: tuple[int, int] | None = None

    def crop(self, picture: "Tensor") -> "Tensor":
        """The middle of a picture (3, H, W) or (1, H, W) in [0, 1], as large as the input: (1, *input_size)."""
        from cnnviz import convolution
        from cnnviz.networks.architectures import as_input

        channels, *size = self.input_size
        if channels == 1 and len(picture) == 3:
            picture = convolution.grey(picture)[None]
        picture = picture.expand(channels, -1, -1)
        for height, width in filter(None, (self.native, size)):
            picture = as_input(picture, (channels, height, width))
        return picture[None]

    def normalize(self, pictures: "Tensor") -> "Tensor":
        """Pictures (N, C, H, W) in [0, 1] as the network was trained on them."""
        mean, std = (pictures.new_tensor(values)[:, None, None] for values in (self.mean, self.std))
        return (pictures - mean) / std


def _build(name: str) -> "nn.Module":
    from cnnviz.draws import seeded
    from cnnviz.networks import builders

    with seeded(0):
        return builders.make(EVERY[name]).eval()


SHIPPED: dict[str, Shipped] = {
    name: Shipped(
        weights.on, weights.classes, known.input_size, weights.mean, weights.std, partial(_build, name), weights.native
    )
    for name, known in EVERY.items()
    if (weights := known.trained)
}


def read(name: str, member: int | None = None) -> "nn.Module":
    """A shipped network with its weights, in evaluation mode; member: which of the MEMBERS of "ensemble".

    Raises ValueError with a sentence if its file is missing or is not that of this network.
    """
    from cnnviz.networks.weight_files import load_weights, part, read_weights

    path = FOLDER / f"{name}.safetensors"
    if name not in SHIPPED or not path.is_file():
        raise ValueError(
            say("No weights ship for {name}: choose one of {SHIPPED}.", name=name, SHIPPED=joined(SHIPPED))
        )
    tensors = read_weights(path.read_bytes())
    network = SHIPPED[name].build()
    load_weights(network, tensors if name != "ensemble" else part(tensors, f"{member or 0}."))
    return network.eval()
