"""Oracles of the questions of chapter 4: torch's own layers, torchvision's blocks, autograd and counting."""

from bisect import bisect_left
from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

Given = dict[str, Any]


def numel(*layers: nn.Module) -> int:
    return sum(parameter.numel() for layer in layers for parameter in layer.parameters())


def conv(*arguments: Any, **settings: Any) -> nn.Conv2d:
    """Without bias and without memory."""
    return nn.Conv2d(*arguments, bias=settings.pop("bias", False), device="meta", **settings)  # type: ignore[misc]


def products(layer: nn.Module, *shape: int) -> int:
    with FlopCounterMode(display=False) as counter:
        layer(torch.empty(1, *shape, device="meta"))
    return int(counter.get_total_flops()) // 2


def seen(given: Given) -> int:
    """Pixels that the gradient of the last unit reaches."""
    layers, k = given["layers"], given["k"]
    row = torch.zeros(1, 1, layers * k + 2, requires_grad=True, dtype=torch.float64)
    value = row
    for _ in range(layers):
        value = nn.functional.conv1d(value, torch.ones(1, 1, k, dtype=torch.float64) / k)
    (gradient,) = torch.autograd.grad(value[0, 0, 0], row)
    return int((gradient > 0).sum())


def stack_weights(given: Given) -> int:
    return numel(*(conv(given["channels"], given["channels"], given["k"]) for _ in range(given["layers"])))


def large_against_stack(given: Given) -> float:
    one = conv(given["channels"], given["channels"], seen(given))
    return numel(one) / stack_weights(given)


def branch_products(given: Given) -> int:
    layer = conv(given["channels"], given["filters"], given["k"], padding="same")
    return products(layer, given["channels"], given["n"], given["n"])


def block_channels(given: Given) -> int:
    c, (one, before3, three, before5, five, pooled) = given["channels"], given["widths"]
    x = torch.empty(1, c, 4, 4, device="meta")
    branches = (
        conv(c, one, 1),
        nn.Sequential(conv(c, before3, 1), conv(before3, three, 3, padding=1)),
        nn.Sequential(conv(c, before5, 1), conv(before5, five, 5, padding=2)),
        nn.Sequential(nn.MaxPool2d(3, 1, 1), conv(c, pooled, 1)),
    )
    return torch.cat([branch(x) for branch in branches], 1).shape[1]


def widest(given: Given) -> int:
    """Found by halving; the weights are the multiply-adds of one place."""
    k, c, f = (given[name] for name in ("k", "channels", "filters"))
    direct = numel(conv(c, f, k))
    return bisect_left(range(1, c + 1), direct, key=lambda m: numel(conv(c, m, 1), conv(m, f, k)))


def separable(given: Given) -> nn.Sequential:
    c, k = given["channels"], given["k"]
    return nn.Sequential(conv(c, c, k, padding=k // 2, groups=c), conv(c, given["filters"], 1))


def separable_saving(given: Given) -> float:
    ordinary = conv(given["channels"], given["filters"], given["k"], padding="same")
    shape = given["channels"], 9, 9
    return products(ordinary, *shape) / products(separable(given), *shape)


def block_output(given: Given) -> tuple[tuple[int, ...], ...]:
    z, a = torch.tensor(given["z"]), torch.tensor(given["a"])
    return tuple(tuple(row) for row in torch.relu(z + a).tolist())


def through_blocks(given: Given) -> int:
    x = torch.tensor(float(given["x"]), dtype=torch.float64, requires_grad=True)
    value = x
    for _ in range(given["count"]):
        value = value + given["w"] * value
    (slope,) = torch.autograd.grad(value, x)
    return round(float(slope))


def bottleneck_block(given: Given) -> int:
    from torchvision.models.resnet import Bottleneck

    with torch.device("meta"):
        return numel(Bottleneck(given["channels"], given["m"]))


def windows(given: Given) -> int:
    size, step = given["w"], given["s"]
    return int(torch.empty(given["n"], given["n"]).unfold(0, size, step).unfold(1, size, step).shape[:2].numel())


def one_pass(given: Given) -> tuple[int, ...]:
    k, pool, m = given["k"], given["pool"], given["m"]
    network = nn.Sequential(conv(1, 1, k), nn.MaxPool2d(pool), conv(1, given["classes"], m))
    assert tuple(network(torch.empty(1, 1, given["w"], given["w"], device="meta")).shape[2:]) == (1, 1)
    return tuple(network(torch.empty(1, 1, given["n"], given["n"], device="meta")).shape[1:])


def cropped_against_whole(given: Given) -> float:
    layer = conv(1, 1, given["k"])
    one, whole = (products(layer, 1, side, side) for side in (given["w"], given["n"]))
    return windows(given) * one / whole


def heads(given: Given) -> int:
    c, s, classes = given["channels"], given["s"], given["classes"]
    return numel(nn.Linear(c * s * s, classes)) - numel(nn.Conv2d(c, classes, 1))


def mlpconv(given: Given) -> int:
    f1, f2, f3 = given["filters"]
    return numel(nn.Conv2d(given["channels"], f1, given["k"]), nn.Conv2d(f1, f2, 1), nn.Conv2d(f2, f3, 1))


def first_channel(given: Given) -> int:
    """The first channel that the gradient reaches."""
    weight = torch.ones(given["c_out"], given["c_in"] // given["groups"], 1, 1)
    x = torch.zeros(1, given["c_in"], 1, 1, requires_grad=True)
    output = nn.functional.conv2d(x, weight, groups=given["groups"])
    (gradient,) = torch.autograd.grad(output[0, given["channel"], 0, 0], x)
    return int(gradient.flatten().nonzero()[0])


def resnext_block(given: Given) -> int:
    c, m = given["channels"], given["m"]
    return numel(conv(c, m, 1), conv(m, m, 3, groups=given["groups"]), conv(m, c, 1))


def dense_layers(given: Given, layers: int) -> list[nn.Module]:
    """The layers of a dense block and its transition, each built for the channels that arrive at it."""
    maps, found = torch.empty(1, given["k0"], 2, 2, device="meta"), list[nn.Module]()
    for _ in range(layers):
        found.append(conv(maps.shape[1], given["k"], 3, padding=1))
        maps = torch.cat([maps, found[-1](maps)], 1)
    return [*found, conv(maps.shape[1], maps.shape[1] // 2, 1)]


def after_layers(given: Given) -> int:
    return dense_layers(given, given["layers"])[-1].in_channels  # type: ignore[return-value]


def last_side(given: Given) -> int:
    k = given["k"]
    network = nn.Sequential(conv(1, 1, k), nn.AvgPool2d(2), conv(1, 1, k), nn.AvgPool2d(2))
    return int(network(torch.empty(1, 1, given["n"], given["n"], device="meta")).shape[-1])


def dense_layers_of_lenet(given: Given) -> int:
    inputs = torch.empty(1, given["maps"], given["side"], given["side"]).flatten(1).shape[1]
    u1, u2 = given["units"]
    return numel(nn.Linear(inputs, u1), nn.Linear(u1, u2), nn.Linear(u2, 10))


def kept(given: Given) -> float:
    """Dropout on many equal values: those that are left."""
    values = torch.full((200,), float(given["value"]), dtype=torch.float64)
    out = nn.Dropout(given["percent"] / 100).train()(values)
    return float(out[out > 0][0])


def dense_against_convolution(given: Given) -> float:
    dense = nn.Linear(given["f"] * given["s"] ** 2, given["units"], bias=False, device="meta")
    return numel(dense) / numel(conv(given["c"], given["f"], given["k"]))


def normalised(given: Given) -> float:
    """torch divides its alpha by the number of channels."""
    channels = torch.tensor(given["values"], dtype=torch.float64)[None, :, None, None]
    return float(nn.functional.local_response_norm(channels, 3, 3.0, 1.0, given["k"])[0, given["place"]])


def scaled_network(given: Given) -> int:
    def cost(layers: int, channels: int, side: int) -> int:
        stack = nn.Sequential(*(conv(channels, channels, 3, padding=1) for _ in range(layers)))
        return products(stack, channels, side, side)

    layers, d, w, r = (given[name] for name in ("layers", "d", "w", "r"))
    return cost(layers * d, 4 * w, 6 * r) // cost(layers, 4, 6)


def compounded(given: Given) -> float:
    """Depth once, width for the channels that go in and out, resolution for height and width."""
    share = {name: (100 + given[name]) / 100 for name in ("d", "w", "r")}
    return float(torch.tensor([share["d"], share["w"], share["w"], share["r"], share["r"]], dtype=torch.float64).prod())


def affordable(given: Given) -> int:
    step, cost = 0, given["base"]
    while 2 * cost <= given["budget"]:
        step, cost = step + 1, 2 * cost
    return step


ORACLES: dict[str, Callable[[Given], Any]] = {
    "field_of_a_stack": seen,
    "weights_of_a_stack": stack_weights,
    "how_many_times_more": large_against_stack,
    "products_of_a_branch": branch_products,
    "channels_of_a_block": block_channels,
    "widest_bottleneck": widest,
    "depthwise_weights": lambda given: numel(
        conv(given["channels"], given["channels"], given["k"], groups=given["channels"])
    ),
    "separable_products": lambda given: products(separable(given), given["channels"], given["n"], given["n"]),
    "separable_saving": separable_saving,
    "output_of_a_block": block_output,
    "gradient_of_blocks": through_blocks,
    "bottleneck_block_weights": bottleneck_block,
    "windows_in_a_picture": windows,
    "map_of_one_pass": one_pass,
    "saved_by_sharing": cropped_against_whole,
    "global_average": lambda given: round(float(nn.AdaptiveAvgPool2d(1)(torch.tensor([given["table"]]).float()))),
    "saved_parameters": heads,
    "parameters_of_an_mlpconv": mlpconv,
    "weights_of_groups": lambda given: numel(conv(given["c_in"], given["c_out"], given["k"], groups=given["groups"])),
    "first_channel_read": first_channel,
    "weights_of_a_resnext_block": resnext_block,
    "channels_after_layers": after_layers,
    "weights_of_one_layer": lambda given: numel(dense_layers(given, given["place"])[-2]),
    "weights_with_transition": lambda given: numel(*dense_layers(given, given["layers"])),
    "side_of_the_last_maps": last_side,
    "parameters_of_the_second_convolution": lambda given: numel(nn.Conv2d(given["f1"], given["f2"], given["k"])),
    "parameters_of_the_dense_layers": dense_layers_of_lenet,
    "value_kept_by_dropout": kept,
    "dense_share_of_a_network": dense_against_convolution,
    "locally_normalised_value": normalised,
    "factor_of_scaling": scaled_network,
    "compound_factor": compounded,
    "largest_phi": affordable,
}
