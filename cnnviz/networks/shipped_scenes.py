"""Trained networks for scenes that ship with the app, so that a lesson shows something before anybody trains.

Their weights are in models/, made by `python -m models.scenes <name>`, with a card beside them.
"""

from functools import cache
from typing import TYPE_CHECKING

from cnnviz.networks.scene_networks import NETWORKS
from cnnviz.networks.shipped import FOLDER
from cnnviz.networks.small import Design
from cnnviz.words import joined, say

if TYPE_CHECKING:
    from torch import Tensor, nn

DESIGNS = {
    name: Design(name, activation="leaky_relu" if name.startswith("tiny") else "relu", batch_norm=True)
    for name in NETWORKS
}


def read(name: str) -> "tuple[nn.Module, Tensor, Tensor]":
    """A shipped network with its weights, in evaluation mode, and mean and std (3,) of the pictures it learnt from.

    Raises ValueError for a name that is none of NETWORKS.
    """
    from cnnviz.data.catalogue import SHAPES
    from cnnviz.data.scene_sets import SIDE
    from cnnviz.networks import small
    from cnnviz.networks.weight_files import load_weights, part, read_weights

    if name not in NETWORKS:
        raise ValueError(say("No weights ship for {name}: choose one of {known}.", name=name, known=joined(NETWORKS)))
    tensors = read_weights((FOLDER / f"{name}.safetensors").read_bytes())
    network = small.build(DESIGNS[name], 3, (SIDE, SIDE), len(SHAPES))
    load_weights(network, part(tensors, "network."))
    return network.eval(), tensors["mean"], tensors["std"]


def answers(name: str, pictures: "Tensor") -> "Tensor":
    """What a shipped network gives for pictures uint8 (N, 3, H, W): (N, *output_shape)."""
    import torch

    network, mean, std = _kept(name)
    with torch.no_grad():
        given: Tensor = network((pictures.float() / 255 - mean[:, None, None]) / std[:, None, None])
    return given


@cache
def _kept(name: str) -> "tuple[nn.Module, Tensor, Tensor]":
    return read(name)
