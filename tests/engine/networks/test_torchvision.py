"""Networks of torchvision that the course does not use: their tables are PyTorch's own, to the last digit."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
import torch
import torchvision
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from cnnviz.networks.inside.table import Row, summarize, totals

# small inputs, and shapes without values: the whole file takes a few seconds
MODELS: dict[str, tuple[tuple[int, ...], dict[str, Any]]] = {
    "squeezenet1_1": ((3, 64, 64), {}),
    "mnasnet0_5": ((3, 64, 64), {}),
    "mobilenet_v3_small": ((3, 64, 64), {}),
    "shufflenet_v2_x0_5": ((3, 64, 64), {}),
    "regnet_y_400mf": ((3, 64, 64), {}),
    "convnext_tiny": ((3, 64, 64), {}),
    "inception_v3": ((3, 299, 299), {"aux_logits": False, "init_weights": False}),
    "swin_t": ((3, 64, 64), {}),
    "swin_v2_t": ((3, 64, 64), {}),
    "vit_b_32": ((3, 64, 64), {"image_size": 64}),
    "lraspp_mobilenet_v3_large": ((3, 64, 64), {"weights_backbone": None}),
    "r3d_18": ((3, 8, 32, 32), {}),
}
"""Size of the input, and settings."""


class Measured(NamedTuple):
    """What PyTorch says: shapes by layer at its first use, multiply-adds, and the network itself."""

    shapes: dict[str, tuple[int, ...]]
    multiply_adds: int
    network: nn.Module
    rows: list[Row]


def keeper(name: str, shapes: dict[str, tuple[int, ...]]) -> Callable[..., None]:
    def keep(layer: nn.Module, given: Any, output: Any) -> None:
        if isinstance(output, Tensor):
            shapes.setdefault(name, tuple(output.shape[1:]))

    return keep


def measured(name: str) -> Measured:
    size, settings = MODELS[name]
    with torch.device("cpu" if name.startswith("regnet") else "meta"):  # which computes its widths with tensors
        network = torchvision.models.get_model(name, weights=None, **settings).eval().to("meta")
    rows = summarize(network, size)  # before the hooks, which a network must not need
    shapes: dict[str, tuple[int, ...]] = {}
    for layer_name, layer in network.named_modules():
        if type(layer).__module__.startswith("torch.nn.modules") and not list(layer.children()):
            layer.register_forward_hook(keeper(layer_name, shapes))
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        network(torch.empty(1, *size, device="meta"))
    return Measured(shapes, counter.get_total_flops() // 2, network, rows)


@pytest.mark.parametrize("name", MODELS)
def test_the_table_is_pytorchs(name: str) -> None:
    by_torch = measured(name)
    counted = totals(by_torch.rows)
    assert counted.parameters == sum(weight.numel() for weight in by_torch.network.parameters())
    assert counted.multiply_adds == by_torch.multiply_adds
    shapes = {row.name: row.output_shape for row in by_torch.rows}
    for layer, shape in by_torch.shapes.items():
        # Swin V2 makes its position bias of weights alone: no picture, no row
        assert shapes.get(layer) == shape or (".cpb_mlp." in layer and layer not in shapes)
