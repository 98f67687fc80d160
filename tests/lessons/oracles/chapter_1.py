"""Oracles of the questions of chapter 1: torch's own layers, numpy, and plain counting."""

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import nn

Given = dict[str, Any]


def numel(layer: nn.Module) -> int:
    return sum(parameter.numel() for parameter in layer.parameters())


def dense_parameters(given: Given) -> int:
    return numel(nn.Linear(math.prod(given["size"]) * given["in_channels"], given["units"], device="meta"))


def memory_of_weights(given: Given) -> int:
    layer = nn.Conv2d(given["in_channels"], given["out_channels"], given["kernel"], dtype=torch.float32)
    return sum(parameter.numel() * parameter.element_size() for parameter in layer.parameters())


def sharing_factor(given: Given) -> int:
    """Weights of a layer that unfolds the image into its windows and gives each place its own, against Conv2d's."""
    image = torch.empty(1, given["in_channels"], *given["size"])
    windows = nn.functional.unfold(image, given["kernel"])  # (1, weights of a window, places)
    separate = windows[0].numel() * given["filters"]
    factor = separate / numel(nn.Conv2d(given["in_channels"], given["filters"], given["kernel"], bias=False))
    assert factor == int(factor)
    return int(factor)


def window_matrix(given: Given) -> np.ndarray:
    """Which inputs each output's window holds, (outputs, inputs): a window slid over the padded inputs by hand."""
    n, k, s, p = given["n"], given["k"], given.get("s", 1), given.get("p", 0)
    starts = range(-p, n + p - k + 1, s)
    return np.array([[start <= unit < start + k for unit in range(n)] for start in starts])


def fewer_weights(given: Given) -> int:
    return int(window_matrix(given).sum())


def outputs_of_an_input(given: Given) -> int:
    return int(window_matrix(given)[:, given["unit"]].sum())


def inputs_through_layers(given: Given) -> int:
    """From the first to the last input with a gradient."""
    layer = nn.Conv1d(1, 1, given["k"], dilation=given["d"], bias=False)
    nn.init.ones_(layer.weight)
    x = torch.zeros(1, 1, given["layers"] * given["d"] * given["k"] + 50, requires_grad=True)
    y = x
    for _ in range(given["layers"]):
        y = layer(y)
    (gradient,) = torch.autograd.grad(y[0, 0, y.shape[-1] // 2], x)
    (touched,) = gradient[0, 0].nonzero(as_tuple=True)
    return int(touched.max() - touched.min()) + 1


def moved_response(given: Given) -> int:
    """The moved signal, filtered anew."""
    layer = nn.Conv1d(1, 1, 3, padding=1, padding_mode="circular", bias=False)
    layer.weight.data = torch.tensor([[given["kernel"]]], dtype=torch.float32)
    x = torch.tensor([[given["x"]]], dtype=torch.float32)
    assert layer(x)[0, 0].round().int().tolist() == list(given["y"])
    return round(layer(x.roll(given["right"], 2))[0, 0, given["at"]].item())


def peak_moves(given: Given) -> tuple[int, int]:
    """A bright pixel under the given output, moved with the picture."""
    stride, (row, column), (down, right) = given["stride"], given["at"], given["shift"]
    image = torch.zeros(1, 1, 60 * stride, 60 * stride)
    image[0, 0, row * stride, column * stride] = 1
    kernel = torch.tensor([[0.0, 0.1, 0.0], [0.1, 1.0, 0.1], [0.0, 0.1, 0.0]])[None, None]

    def peak(picture: torch.Tensor) -> tuple[int, ...]:
        output = nn.functional.conv2d(picture, kernel, stride=stride, padding=1)[0, 0]
        return tuple(divmod(int(output.argmax()), output.shape[1]))

    assert peak(image) == (row, column)
    new_row, new_column = peak(image.roll((down, right), (2, 3)))
    return new_row, new_column


def smallest_shift(given: Given) -> int:
    """Shift a random signal pixel by pixel until the output of the layers is only shifted."""
    period = 4 * math.prod(given["strides"])
    signal = np.random.default_rng(0).normal(size=period)

    def output(values: np.ndarray) -> np.ndarray:
        for stride in given["strides"]:
            values = (values + 0.5 * np.roll(values, 1))[::stride]
        return values

    before = output(signal)
    for shift in itertools.count(1):
        after = output(np.roll(signal, shift))
        if any(np.allclose(after, np.roll(before, moved)) for moved in range(len(before))):
            return shift
    raise AssertionError


def top_k_by_hand(given: Given) -> int:
    logits, targets = torch.tensor(given["logits"]), torch.tensor(given["targets"])
    return int((logits.topk(given["k"]).indices != targets[:, None]).all(1).sum())


ORACLES: dict[str, Callable[[Given], Any]] = {
    "dense_parameters": dense_parameters,
    "memory_of_weights": memory_of_weights,
    "sharing_factor": sharing_factor,
    "fewer_weights": fewer_weights,
    "outputs_of_an_input": outputs_of_an_input,
    "inputs_through_layers": inputs_through_layers,
    "moved_response": moved_response,
    "peak_moves": peak_moves,
    "smallest_shift": smallest_shift,
    "images_wrong": lambda given: sum(image % 100 < given["percent"] for image in range(given["images"])),
    "top_k_by_hand": top_k_by_hand,
    "error_reduction": lambda given: 100 - 100 * given["after"] / given["before"],
}
