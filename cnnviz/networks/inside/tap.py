"""What one layer gives while a network runs: connected to the input, so that gradients flow through it."""

import threading
from typing import Any

import torch
from torch import Tensor, fx, nn

from cnnviz.networks.steps import names_of, one_input
from cnnviz.networks.taking_apart import nodes_of
from cnnviz.words import say

__all__ = ["layer_output", "with_output"]


class _Reached(Exception):
    """Thrown to leave a network behind the layer that is looked at."""


def layer_output(network: nn.Module, layer: str, batch: Tensor) -> Tensor:
    """The output of a layer for a batch (N, C, H, W); what lies behind it is not computed.

    layer: a name as in `receptive_fields`, which are those of named_modules(), "#2" added for a second use, and
    names like layer1.0.add for functions. Raises ValueError if there is none of this name, or if it gives no tensor.
    """
    return _run(network, layer, batch, True)[0]


def with_output(network: nn.Module, layer: str, batch: Tensor) -> tuple[Tensor, Tensor]:
    """The output of a layer, and that of the network, which hangs on it."""
    return _run(network, layer, batch, False)


def _run(network: nn.Module, layer: str, batch: Tensor, leave: bool) -> tuple[Tensor, Tensor]:
    kept: list[Tensor] = []

    def keep(output: Any) -> Any:
        if kept:  # a later use of the same layer
            return output
        if not isinstance(output, Tensor) or not output.is_floating_point():
            raise ValueError(
                say("{layer} gives no feature maps: choose a convolution, a pooling or an activation.", layer=layer)
            )
        if torch.is_grad_enabled() and not output.requires_grad:
            output.requires_grad_()
        kept.append(output)
        if leave:
            raise _Reached
        return output.clone()  # the ReLU behind may work in place and spoil the values kept here

    one_input(network)
    modules = dict(network.named_modules())
    result = batch
    try:
        if layer in modules:
            here = threading.get_ident()  # students share networks: others may be running this one now
            handle = modules[layer].register_forward_hook(
                lambda _module, _inputs, output: keep(output) if threading.get_ident() == here else None
            )
            try:
                result = network(batch)
            finally:
                handle.remove()
        else:
            result = _through_functions(network, layer, batch, keep)
    except _Reached:
        pass
    if not kept:
        raise ValueError(
            say("The layer {layer} is not used when the network looks at a picture: choose another one.", layer=layer)
        )
    return kept[0], result


def _through_functions(network: nn.Module, layer: str, batch: Tensor, keep: Any) -> Tensor:
    try:
        steps = nodes_of(network, batch)
    except ValueError:
        raise ValueError(
            say("There is no layer called {layer!r}: choose one of named_modules().", layer=layer)
        ) from None
    nodes = {name: node for node, name in names_of(steps)}
    if layer not in nodes:
        raise ValueError(
            say(
                "There is no layer called {layer!r}: choose one of {nodes}, ….",
                layer=layer,
                nodes=", ".join(list(nodes)[:20]),
            )
        )

    class Interpreter(fx.Interpreter):
        def run_node(self, n: fx.Node) -> Any:
            value = super().run_node(n)
            return keep(value) if n is nodes[layer] else value

    result: Tensor = Interpreter(network, graph=steps[0].graph).run(batch)
    return result
