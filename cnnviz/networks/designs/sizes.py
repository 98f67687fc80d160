"""A network built for one picture size, run at another: what PyTorch answers."""

from functools import lru_cache

import torch
from torch import nn

from cnnviz.geometry.axes import whole
from cnnviz.networks.stack.layers import Network
from cnnviz.networks.stack.modules import build

Answer = tuple[int, ...] | str


def run_at(network: Network, side: int) -> Answer:
    """Shape of the output for pictures side × side, or PyTorch's own complaint. Nothing is computed, only shapes."""
    picture = torch.empty(1, network.shape[0], whole("height and width", side, 1), side, device="meta")
    try:
        return tuple(_built(network)(picture).shape[1:])
    except RuntimeError as refusal:
        return str(refusal)


@lru_cache(maxsize=32)
def _built(network: Network) -> nn.Module:
    return build(network, device="meta").eval()
