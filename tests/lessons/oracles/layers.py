"""Oracles of the questions of lessons 2.7, 2.8, 2.11 and 2.12: torch's own layers, autograd, numpy and counting."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from scipy import signal
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

Given = dict[str, Any]


def conv(given: Given, **settings: Any) -> nn.Conv2d:
    return nn.Conv2d(given["in_channels"], given["out_channels"], given["kernel"], **settings)


def numel(layer: nn.Module) -> int:
    return sum(parameter.numel() for parameter in layer.parameters())


def shape_of_output(given: Given) -> tuple[int, ...]:
    return tuple(conv(given)(torch.zeros(1, given["in_channels"], *given["size"])).shape[1:])


def counted(layer: nn.Module, shape: tuple[int, ...]) -> int:
    """Multiply-adds: torch counts two operations for each."""
    with FlopCounterMode(display=False) as counter:
        layer(torch.empty(1, *shape, device="meta"))
    return int(counter.get_total_flops()) // 2


def stacked(given: Given) -> tuple[tuple[int, ...], ...]:
    maps = [signal.correlate2d(np.array(given["pixels"]), np.array(kernel), "valid") for kernel in given["bank"]]
    return tuple(tuple(row) for row in np.concatenate(maps).tolist())


def filters_that_have(given: Given) -> int:
    return next(
        filters
        for filters in range(1, 200)
        if numel(nn.Conv2d(given["in_channels"], filters, given["kernel"], device="meta")) == given["total"]
    )


def mixed(given: Given) -> int:
    layer = nn.Linear(3, 1, dtype=torch.float64)
    layer.weight.data = torch.tensor([given["weights"]]).double()
    layer.bias.data = torch.tensor([given["bias"]]).double()
    return round(layer(torch.tensor(given["pixel"]).double()).item())


def dense_weights(given: Given) -> tuple[int, ...]:
    """The weight of the convolution that gives one value per unit and has the dense layer's weights."""
    volume = (given["channels"], given["height"], given["width"])
    dense = nn.Linear(int(np.prod(volume)), given["units"])
    layer = nn.Conv2d(given["channels"], given["units"], volume[1:])
    x = torch.randn(1, *volume)
    layer.weight.data = dense.weight.data.reshape(layer.weight.shape)
    layer.bias.data = dense.bias.data  # type: ignore[union-attr]
    torch.testing.assert_close(layer(x).flatten(), dense(x.flatten()), atol=1e-5, rtol=1e-4)
    return tuple(layer.weight.shape)


def bottleneck(given: Given) -> int:
    layers = nn.Sequential(
        nn.Conv2d(given["c_in"], given["between"], 1, bias=False),
        nn.Conv2d(given["between"], given["c_out"], given["k"], padding="same", bias=False),
    ).to("meta")
    return counted(layers, (given["c_in"], given["n"], given["n"]))


def relu_map(given: Given) -> tuple[tuple[int, ...], ...]:
    after = nn.ReLU()(torch.tensor(given["table"]) + given["bias"])
    return tuple(tuple(row) for row in after.tolist())


def slope_of_sigmoid(given: Given) -> float:
    """autograd at the x where the sigmoid has this value."""
    share = torch.tensor(given["above"] / given["below"], dtype=torch.float64)
    x = torch.logit(share).requires_grad_()
    (slope,) = torch.autograd.grad(torch.sigmoid(x), x)
    return float(slope)


def through_relus(given: Given) -> int:
    x = torch.tensor(float(given["x"]), requires_grad=True)
    value = x
    for weight in given["weights"]:
        value = torch.relu(weight * value)
    (slope,) = torch.autograd.grad(value, x)
    return round(float(slope))


def layers_needed(given: Given) -> int:
    left, count = 1.0, 0
    while left > 1 / given["limit"]:
        left *= given["weight"] / 4
        count += 1
    return count


def relu_value(given: Given) -> int:
    window = torch.tensor([[given["pixels"]]]).double()
    layer = nn.Conv2d(1, 1, 2, dtype=torch.float64)
    layer.weight.data = torch.tensor([[given["kernel"]]]).double()
    layer.bias.data = torch.tensor([given["bias"]]).double()  # type: ignore[union-attr]
    return round(nn.ReLU()(layer(window)).item())


def parameters_after_growing(given: Given) -> int:
    layer = conv(given, padding="same", device="meta")
    before = numel(layer)
    for size in (given["small"], given["large"]):
        layer(torch.empty(1, given["in_channels"], size, size, device="meta"))
    assert numel(layer) == before
    return before


def bytes_of_output(given: Given) -> int:
    layer = nn.Conv2d(1, given["filters"], given["k"], stride=given["s"], device="meta")
    output = layer(torch.empty(given["batch"], 1, given["n"], given["n"], device="meta"))
    return output.numel() * output.element_size()


def strided_multiply_adds(given: Given) -> int:
    layer = nn.Conv2d(
        given["c_in"], given["c_out"], given["k"], stride=given["s"], padding=given["p"], bias=False, device="meta"
    )
    return counted(layer, (given["c_in"], given["n"], given["n"]))


ORACLES: dict[str, Callable[[Given], Any]] = {
    "stack_shape": shape_of_output,
    "weight_shape": lambda given: tuple(conv(given).weight.shape),
    "whole_stack": stacked,
    "filters_from_parameters": filters_that_have,
    "mixed_pixel": mixed,
    "reduced_shape": shape_of_output,
    "pointwise_parameters": lambda given: numel(conv(given)),
    "dense_as_convolution": dense_weights,
    "bottleneck_multiply_adds": bottleneck,
    "relu_of_a_map": relu_map,
    "sigmoid_slope": slope_of_sigmoid,
    "gradient_through_relus": through_relus,
    "layers_until_gone": layers_needed,
    "value_after_relu": relu_value,
    "parameters_whatever_the_size": parameters_after_growing,
    "output_memory": bytes_of_output,
    "layer_multiply_adds": strided_multiply_adds,
}
