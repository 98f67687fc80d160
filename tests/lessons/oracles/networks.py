"""Oracles of the questions of lessons 4.12 and 4.13: torch's own layers, run on the numbers of the question."""

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from cnnviz.lessons.exercises import Answer

Given = dict[str, Any]


def _unit(given: Given) -> int:
    window, kernel = (torch.tensor(given[name], dtype=torch.float64)[None, None] for name in ("window", "kernel"))
    bias = torch.tensor([float(given["bias"])], dtype=torch.float64)
    return round(float(torch.relu(torch.nn.functional.conv2d(window, kernel, bias))))


def _normalised(given: Given) -> int:
    layer = nn.BatchNorm2d(1, eps=0.0).double().eval()
    for tensor, name in ((layer.weight, "gamma"), (layer.bias, "beta"), (layer.running_mean, "mean")):
        assert tensor is not None
        tensor.data.fill_(given[name])
    assert layer.running_var is not None
    layer.running_var.fill_(given["variance"])
    with torch.no_grad():
        return round(float(layer(torch.full((1, 1, 1, 1), float(given["value"]), dtype=torch.float64))))


def _source(given: Given) -> tuple[int, ...]:
    """A kernel that is 1 at this weight only: the output's gradient is 1 at the place it reads."""
    row, column = given["unit"]
    kernel = torch.zeros(1, 1, given["kernel"], given["kernel"])
    kernel[0, 0][given["weight"]] = 1
    image = torch.zeros(1, 1, 40, 40, requires_grad=True)
    value = torch.nn.functional.conv2d(image, kernel, stride=given["stride"], padding=given["padding"])
    value[0, 0, row, column].backward()  # type: ignore[no-untyped-call]
    assert image.grad is not None
    (place,) = image.grad[0, 0].nonzero().tolist()
    return tuple(place)


def _wall(given: Given) -> tuple[int, ...]:
    layers: list[nn.Module] = []
    channels = 3
    for stage in range(given["stages"]):
        layers += [nn.Conv2d(channels, given["first"] * 2**stage, 3, padding=1, device="meta"), nn.MaxPool2d(2)]
        channels = given["first"] * 2**stage
    return tuple(nn.Sequential(*layers)(torch.empty(1, 3, given["side"], given["side"], device="meta")).shape[1:])


def _softmax(given: Given) -> float:
    return float(torch.tensor(given["powers"], dtype=torch.float64).log().softmax(0)[0])


def _filter(given: Given) -> int:
    return nn.Conv2d(given["channels"], given["filters"], given["kernel"], device="meta").weight[0].numel()


ORACLES: dict[str, Callable[[Given], Answer]] = {
    "value_of_a_unit": _unit,
    "normalised_value": _normalised,
    "where_a_term_comes_from": _source,
    "wall_of_maps": _wall,
    "softmax_of_three": _softmax,
    "numbers_in_a_filter": _filter,
}
