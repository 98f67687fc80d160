"""The trained networks that ship with the app: what each was trained on and what its input must look like.

The weights are in models/, made by the script of the same name (`python -m models.lenet5`, …), with a card beside them.
Torch is imported where a network is built.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cnnviz.data.catalogue import CATALOGUE
from cnnviz.networks.small import of_layers
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


def _known(name: str) -> "nn.Module":
    from cnnviz.networks import builders

    return builders.build(name)


_GREY, _COLOUR = (0.5,), (0.5, 0.5, 0.5)

SHIPPED: dict[str, Shipped] = {
    "lenet5": Shipped(
        "handwritten digits", CATALOGUE["digits"].classes, (1, 32, 32), _GREY, _GREY, partial(_known, "lenet5"), (8, 8)
    ),
    "tiny_vgg": Shipped(
        "drawn shapes", CATALOGUE["shapes"].classes, (3, 64, 64), _COLOUR, (0.25, 0.25, 0.25),
        partial(_known, "tiny_vgg"),
    ),
    "edges": Shipped(
        "photos without labels: which way up?", ("upright", "turned 90°", "turned 180°", "turned 270°"),
        (3, 64, 64), _COLOUR, (0.25, 0.25, 0.25),
        partial(_known, "edges"),
    ),
    "ensemble": Shipped(
        "few drawn shapes", CATALOGUE["shapes"].classes, (3, 28, 28), _COLOUR, (0.25, 0.25, 0.25),
        partial(of_layers, "3x28x28-c12k3p1-relu-max2-c24k3p1-relu-max2-c48k3p1-relu-gap-flat", 6),
    ),
}  # fmt: skip


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
