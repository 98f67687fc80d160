"""LeNet-5 with sizes to change: its layers, a digit on its way through them, and training it."""

from typing import TYPE_CHECKING

from cnnviz.networks.designs.comparison import filters
from cnnviz.networks.stack.layers import Network
from cnnviz.networks.stack.text import parse_network
from cnnviz.words import say

if TYPE_CHECKING:
    from torch import Tensor, nn

    from cnnviz.training import Recipe

SIDE, CLASSES = 28, 10
ACTIVATIONS = ("tanh", "relu")
POOLINGS = {"average": "avg2", "max": "max2"}
SHOWN = ("conv1", "pool1", "conv2", "pool2")


def network(
    first: int = 6, second: int = 16, units: tuple[int, int] = (120, 84), *, activation: str = "tanh",
    pooling: str = "average",
) -> Network:  # fmt: skip
    """LeNet-5 for 28 × 28 pixels: filters of the two convolutions, units of the two hidden dense layers.

    Raises ValueError that names the number to change. Source: LeCun, Bottou, Bengio & Haffner 1998, section II.B.
    """
    one, two = filters("filters of the first layer", first), filters("filters of the second layer", second)
    three, four = (filters("units", count) for count in units)
    pool = POOLINGS[pooling]
    return parse_network(
        f"1x{SIDE}-c{one}k5p2-{activation}-{pool}-c{two}k5-{activation}-{pool}-flat-d{three}-{activation}-d{four}-"
        f"{activation}-d{CLASSES}"
    )


def recipe(of: Network, *, epochs: int, seed: int) -> "Recipe":
    """How it is trained on scikit-learn's digits, scaled to 28 × 28."""
    from cnnviz.networks.stack.text import format_network
    from cnnviz.training import Recipe

    return Recipe(
        dataset="digits", network=f"stack:{format_network(of)}", learning_rate=0.002, epochs=epochs, seed=seed
    )


def untrained(of: Network, seed: int) -> "nn.Module":
    """The network with random weights."""
    from cnnviz.networks import small

    return small.build(recipe(of, epochs=1, seed=seed), 1, (SIDE, SIDE), CLASSES).eval()


def digit(number: int) -> "tuple[Tensor, int]":
    """One picture of the validation set as the network gets it, (1, 1, 28, 28), and what it is.

    Raises ValueError that says which numbers there are.
    """
    from cnnviz.data import load
    from cnnviz.training.preparation import Preparation

    dataset = load("digits")
    if not 0 <= number < len(dataset.validation):
        raise ValueError(
            say(
                "There is no picture {number}: use 0 to {last}.",
                number=number,
                last=len(dataset.validation) - 1,
            )
        )
    place = int(dataset.validation[number])
    prepared = Preparation.of(recipe(network(), epochs=1, seed=0), dataset)
    return prepared.prepare(dataset.images[place]), int(dataset.labels[place])


def through(module: "nn.Module", picture: "Tensor") -> "dict[str, Tensor]":
    """Outputs by layer name, without the batch: (channels, height, width) or (values,); "softmax" at the end."""
    import torch

    found: dict[str, Tensor] = {}
    with torch.inference_mode():
        value = picture
        for name, layer in module.named_children():
            value = layer(value)
            found[name] = value[0]
    return found | {"softmax": torch.softmax(value[0], 0)}
