"""One whole convolutional layer: shares of the channels, their sum, the bias, the activation; and what it costs."""

from typing import Any, NamedTuple

import torch
from torch import Tensor

from cnnviz.convolution import Values, channel_responses
from cnnviz.geometry import output_size
from cnnviz.geometry.layer import convolution_multiply_adds, convolution_parameters
from cnnviz.operations.activations import ACTIVATIONS
from cnnviz.operations.filter_bank import through_torch
from cnnviz.words import several

BYTES = 4
"""Bytes of a float32 number."""


class Steps(NamedTuple):
    """Everything a layer computes on its way from a picture (C, H, W) to its output.

    shares  (F, C, H', W'): what each kernel slice makes of its channel
    sums    (F, H', W'): the shares of a filter added up
    biased  (F, H', W'): with the filter's bias, the argument of the activation
    output  (F, H', W'): after the activation
    """

    shares: Tensor
    sums: Tensor
    biased: Tensor
    output: Tensor


def run(image: Values, bank: Tensor, bias: Tensor, activation: str, **settings: Any) -> Steps:
    """All steps of the layer with filters (F, C, m, m), one bias each (F,), and an activation by its name.

    settings: stride, padding, dilation and padding_mode of `cross_correlate`, whose errors are raised.
    Source: Goodfellow, Bengio & Courville 2016, "Deep Learning", section 9.3.
    """
    check_bias(bias, len(bank))
    shares = torch.stack([channel_responses(image, kernel, **settings) for kernel in bank])
    sums = shares.sum(1)
    biased = sums + bias[:, None, None]
    return Steps(shares, sums, biased, ACTIVATIONS[activation].value(biased))


def run_torch(image: Values, bank: Tensor, bias: Tensor | None, activation: str, **settings: Any) -> Tensor:
    """The same layer from torch.nn.Conv2d and torch's own activation: (F, H', W')."""
    with torch.no_grad():
        output: Tensor = ACTIVATIONS[activation].module()(through_torch(image, bank, bias, **settings))
    return output


def check_bias(bias: Tensor, filters: int) -> None:
    """Raises ValueError unless there is one bias for each filter."""
    if bias.shape != (filters,):
        raise ValueError(
            several(
                "There are {biases} biases for {n} filter: give one number for each.",
                "There are {biases} biases for {n} filters: give one number for each.",
                filters,
                biases=bias.numel(),
            )
        )


class Cost(NamedTuple):
    """What a layer costs on one image.

    shape: (F, H', W') of its output; parameters: weights and biases; multiply_adds: products that are added up;
    activation_bytes: its output as float32; training_bytes: its output and the argument of the activation, which
    training keeps for the way back.
    """

    shape: tuple[int, int, int]
    parameters: int
    multiply_adds: int
    activation_bytes: int
    training_bytes: int


def cost(
    size: tuple[int, int],
    bank_shape: tuple[int, int, int, int],
    *,
    stride: int = 1,
    padding: Any = 0,
    dilation: int = 1,
    bias: bool = True,
    batch: int = 1,
) -> Cost:
    """The cost of filters (F, C, h, w) on pictures (C, H, W) of this size (H, W); memory for `batch` pictures."""
    filters, channels, *kernel = bank_shape
    geometry: dict[str, Any] = {"stride": stride, "padding": padding, "dilation": dilation}
    height, width = output_size(size, kernel, **geometry)
    values = filters * height * width * batch
    return Cost(
        (filters, height, width),
        convolution_parameters(kernel, channels, filters, bias=bias),
        convolution_multiply_adds(size, kernel, in_channels=channels, out_channels=filters, **geometry),
        BYTES * values,
        BYTES * 2 * values,
    )
