"""Plain and residual networks of the same layers at growing depth: the gradient of each layer, and training them.

A residual block adds its input to what its two convolutions give: a[l+2] = g(z[l+2] + a[l]). The plain network has the
same layers and parameters, without the additions. Source: He, Zhang, Ren & Sun 2016, sections 3 and 4.2.
"""

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from cnnviz import kept, limits
from cnnviz.geometry.axes import whole
from cnnviz.networks.stack.layers import Network
from cnnviz.networks.stack.text import format_network, parse_network
from cnnviz.words import say

if TYPE_CHECKING:
    from torch import Tensor, nn

    from cnnviz.training import Recipe

SIDE, CLASSES = 8, 10  # of scikit-learn's digits
BATCH = 64
MOST_BLOCKS = 20


def network(blocks: int, channels: int, *, residual: bool, batch_norm: bool = False) -> Network:
    """One convolution, `blocks` blocks of two 3 × 3 convolutions, global average pooling, a dense layer.

    Raises ValueError for more than MOST_BLOCKS blocks, or channels that are not 1 to 64.

    >>> format_network(network(1, 8, residual=True))
    '1x8-c8k3p1-relu-res[c8k3p1-relu-c8k3p1]-relu-gap-flat-d10'
    """
    if whole("number of blocks", blocks, 1) > MOST_BLOCKS:
        raise ValueError(
            say(
                "{blocks} blocks take too long to train here: use at most {MOST_BLOCKS}.",
                blocks=blocks,
                MOST_BLOCKS=MOST_BLOCKS,
            )
        )
    if whole("number of channels", channels, 1) > 64:
        raise ValueError(say("{channels} channels take too long to train here: use at most 64.", channels=channels))
    layer = f"c{channels}k3p1{'-bn' if batch_norm else ''}"
    block = f"res[{layer}-relu-{layer}]-relu" if residual else f"{layer}-relu-{layer}-relu"
    return parse_network("-".join([f"1x{SIDE}-{layer}-relu", *[block] * blocks, f"gap-flat-d{CLASSES}"]))


def pair(blocks: int, channels: int, *, batch_norm: bool = False) -> dict[str, Network]:
    """The plain and the residual network of this depth, by name."""
    return {
        say("{name}, {layers} layers", name=name, layers=2 * blocks + 2): network(
            blocks, channels, residual=name == "residual", batch_norm=batch_norm
        )
        for name in ("plain", "residual")
    }


def recipe(of: Network, *, epochs: int, seed: int) -> "Recipe":
    """How a network is trained on the digits here: Adam, weights by He et al."""
    from cnnviz.training import Recipe

    return Recipe(
        dataset="digits", network=f"stack:{format_network(of)}", optimizer="adam", learning_rate=0.003,
        batch_size=32, epochs=epochs, initialization="he", seed=seed,
    )  # fmt: skip


def module(of: Network, seed: int) -> "nn.Module":
    """The network as it begins its training with this seed."""
    from cnnviz.networks import small

    return small.build(recipe(of, epochs=1, seed=seed), 1, (SIDE, SIDE), CLASSES)


@cache
def digits(count: int = BATCH) -> "tuple[Tensor, Tensor]":
    """Pictures (count, 1, 8, 8) and labels, prepared as for training."""
    from cnnviz.data import load
    from cnnviz.training.preparation import Preparation

    dataset = load("digits")
    chosen = dataset.train[:count]
    prepared = Preparation.of(recipe(network(1, 1, residual=False), epochs=1, seed=0), dataset)
    return prepared.normalize(prepared.scale(dataset.images[chosen])), dataset.labels[chosen]


@kept.keep
def gradient_sizes(of: Network, seed: int) -> list[float]:
    """Norm of the loss's gradient by the weights of each convolution, from the first to the last, before training."""
    import torch.nn.functional as F
    from torch import autograd, nn

    limits.checkpoint()
    pictures, labels = digits()
    built = module(of, seed).train()
    weights = [layer.weight for layer in built.modules() if isinstance(layer, nn.Conv2d)]
    loss = F.cross_entropy(built(pictures), labels)
    return [float(gradient.norm()) for gradient in autograd.grad(loss, weights)]


class Sum(NamedTuple):
    """One value of a residual block's output at [channel, row, column]: z + a, and what the ReLU makes of it."""

    at: tuple[int, ...]
    z: float
    a: float
    output: float


@kept.keep
def one_value(of: Network, seed: int, block: int, picture: int) -> tuple[Sum, float]:
    """The sum behind a residual block from its two parts, where both count most, and what the network itself has.

    block: counted from 0. The parts come from running the block's branch by itself.
    """
    import torch
    from torch import nn

    pictures, _ = digits(picture + 1)
    layers = list(module(of, seed).eval().children())
    place = [i for i, layer in enumerate(layers) if hasattr(layer, "branches")][block]
    with torch.inference_mode():
        a = nn.Sequential(*layers[:place])(pictures[picture : picture + 1])[0]
        z = layers[place].get_submodule("branches.0")(a[None])[0]
        found = nn.Sequential(*layers[: place + 2])(pictures[picture : picture + 1])[0]
    at = tuple(int(index) for index in torch.unravel_index(torch.minimum(z.abs(), a).argmax(), a.shape))
    left, right = float(z[at]), float(a[at])
    return Sum(at, left, right, max(0.0, left + right)), float(found[at])
