"""Receptive fields measured: PyTorch runs the network and says which pixels the output's gradient reaches.

What a unit can see does not depend on the weights, so the network is run with one channel everywhere and every weight
positive, where no two paths can cancel: the pixels with a gradient are then exactly those that the unit can see. A
kernel of equal weights is the product of one along each axis, and as these it is run, one axis after the other: a
199 × 199 kernel then costs 398 products for a value instead of 39,601.
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, fx, nn

from cnnviz import limits
from cnnviz.networks.fields.kinds import ADAPTIVE, CONVOLUTIONS, POINTWISE_LAYERS, POOLS, TRANSPOSED
from cnnviz.networks.fields.receptive_fields import names_of, nodes_of
from cnnviz.words import say


class OneChannel(nn.Module):
    """The channels of a map added up, before a layer with a single one."""

    def __init__(self, layer: nn.Module) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, image: Tensor) -> Tensor:
        result: Tensor = self.layer(image.sum(1, keepdim=True))
        return result


def skeleton(network: nn.Module) -> nn.Module:
    """The network with one channel and positive weights (float64), max pooling as averages, and nothing else.

    `network` is changed: give a fresh one, which may live on the meta device.
    """
    for parent in list(network.modules()):
        for name, layer in list(parent.named_children()):
            setattr(parent, name, _bare(layer))
    return _bare(network)


def _bare(layer: nn.Module) -> nn.Module:
    if isinstance(layer, POINTWISE_LAYERS):
        return nn.Identity()
    if isinstance(layer, CONVOLUTIONS + TRANSPOSED):
        names = ["kernel_size", "stride", "padding", "dilation", "padding_mode"]
        names += ["output_padding"] if isinstance(layer, TRANSPOSED) else []
        settings: dict[str, Any] = {name: getattr(layer, name) for name in names}
        return OneChannel(nn.Sequential(*(_along(layer, settings, axis) for axis in range(_axes(layer)))))
    if isinstance(layer, nn.Linear):
        return OneChannel(nn.Identity())
    if isinstance(layer, ADAPTIVE):
        averages = nn.AdaptiveAvgPool1d, nn.AdaptiveAvgPool2d, nn.AdaptiveAvgPool3d
        return averages[_axes(layer) - 1](layer.output_size)
    if isinstance(layer, POOLS):
        average = (nn.AvgPool1d, nn.AvgPool2d, nn.AvgPool3d)[_axes(layer) - 1]
        return average(layer.kernel_size, layer.stride, getattr(layer, "padding", 0), layer.ceil_mode)  # type: ignore[arg-type]
    return layer


def _along(layer: nn.Module, settings: dict[str, Any], axis: int) -> nn.Module:
    """The layer along one axis, with equal weights; along the others a unit sees what is at its own place."""
    still = {"kernel_size": 1, "stride": 1, "padding": 0, "dilation": 1, "output_padding": 0}

    def along(name: str, value: Any) -> Any:
        if name not in still or isinstance(value, str):  # a padding by name is none where the kernel is 1
            return value
        return tuple(part if i == axis else still[name] for i, part in enumerate(value))

    given = {name: along(name, value) for name, value in settings.items()}
    one: nn.Module = type(layer)(1, 1, **given, bias=False, dtype=torch.float64, device="cpu")
    nn.init.constant_(one.weight, 1 / settings["kernel_size"][axis])  # type: ignore[arg-type]
    return one


def _axes(layer: nn.Module) -> int:
    return int(type(layer).__name__[-2])


class _Averages(fx.Interpreter):
    """Runs a network and keeps the maps of the rows asked for; max pooling by a function averages, too."""

    def __init__(self, network: nn.Module, names: Sequence[str]) -> None:
        nodes = nodes_of(network, leaves=(OneChannel,))
        super().__init__(network, graph=nodes[0].graph)
        self.rows = dict(names_of(nodes))
        self.wanted, self.maps = set(names), dict[str, Tensor]()

    def run_node(self, n: fx.Node) -> Any:
        limits.checkpoint()
        value = super().run_node(n)
        if self.rows.get(n) in self.wanted:
            self.maps[self.rows[n]] = value
        return value

    def call_function(self, target: Any, args: Any, kwargs: Any) -> Any:
        if target in _AVERAGES:
            dropped = ("dilation", "return_indices")
            return _AVERAGES[target](*args, **{k: v for k, v in kwargs.items() if k not in dropped})
        return super().call_function(target, args, kwargs)


_AVERAGES: dict[Any, Callable[..., Tensor]] = {
    F.max_pool1d: F.avg_pool1d,
    F.max_pool2d: F.avg_pool2d,
    F.max_pool3d: F.avg_pool3d,
}


def measured_pixels(
    bare: nn.Module, input_size: Sequence[int], name: str, units: Sequence[Sequence[int]]
) -> list[tuple[range, ...]]:
    """For each unit of the row called `name`, the pixels along each axis from the first to the last with a gradient.

    bare: what `skeleton` gives; input_size (C, *size); a unit has one index per axis. An empty range if there is no
    gradient at all.
    """
    image = torch.ones(1, 1, *input_size[1:], dtype=torch.float64, requires_grad=True)
    runner = _Averages(bare, [name])
    runner.run(image)
    if name not in runner.maps:
        raise ValueError(say("The network has no layer called {name!r}.", name=name))
    values = runner.maps[name].reshape(1, -1, *runner.maps[name].shape[2:]).sum((0, 1))
    results = []
    for unit in units:
        (gradient,) = torch.autograd.grad(values[tuple(unit) if values.ndim else ()], image, retain_graph=True)
        results.append(tuple(_extent(gradient[0, 0] != 0, axis) for axis in range(gradient.ndim - 2)))
    return results


def _extent(reached: Tensor, axis: int) -> range:
    """First to last index along an axis at which anything is true."""
    others = tuple(i for i in range(reached.ndim) if i != axis)
    places = (reached.any(others) if others else reached).nonzero().flatten()
    return range(int(places[0]), int(places[-1]) + 1) if len(places) else range(0)
