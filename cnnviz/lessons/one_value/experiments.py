"""The experiments of the lesson 'One value at a time'."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from cnnviz.convolution import cross_correlate
from cnnviz.lessons.experiment import Experiment, Number, measured
from cnnviz.operations import properties
from cnnviz.words import say


def _brighter(image: Tensor, kernel: Tensor, window: Mapping[str, Any]) -> tuple[float, str]:
    before, after = (cross_correlate(values[0], kernel, **window) for values in (image, image + 1))
    row, column = (n // 2 for n in before.shape)
    gained = float(after[row, column] - before[row, column])
    return round(gained, 4), say(
        "The value in the middle of the output goes from {before:.4g} to {after:.4g}, by **{gained:.4g}**: each weight "
        "takes the additional 1 once, and together they are {total:.4g}. A kernel whose weights add up to 0 does not "
        "notice. (Near a border of zeros fewer weights take part.)",
        before=float(before[row, column]), after=float(after[row, column]), gained=gained, total=float(kernel.sum()),
    )  # fmt: skip


def _looks_alike(image: Tensor, kernel: Tensor, window: Mapping[str, Any]) -> tuple[bool, str]:
    output = cross_correlate(image[0], kernel, **window)
    length = cross_correlate(image[0] ** 2, torch.ones_like(kernel), **window).clamp(min=0).sqrt()
    cosine = output / (length * kernel.norm()).clamp(min=1e-9)
    largest, most_alike = (divmod(int(values.argmax()), values.shape[1]) for values in (output, cosine))
    there, best = float(cosine[largest]), float(cosine[most_alike])
    return best - there < properties.CLOSE, say(
        "The output is largest at row {row}, column {column}, **{value:.4g}**; there the cosine between window and "
        "kernel is {there:.3f}. At row {alike_row}, column {alike_column} it is **{best:.3f}** (1 is the same "
        "pattern), but the output only {alike_value:.4g}. The sum of products grows with the brightness, too. To find "
        "a pattern one divides by the length of the window, or takes a kernel whose weights add up to 0.",
        row=largest[0], column=largest[1], value=float(output[largest]), there=there, alike_row=most_alike[0],
        alike_column=most_alike[1], best=best, alike_value=float(output[most_alike]),
    )  # fmt: skip


def _multiplications(kernel: Tensor, output: Tensor) -> tuple[int, str]:
    values, weights = output.numel(), kernel.numel()
    return values * weights, say(
        "{values:,} output values of {weights} products each: **{products:,}**. A stride makes it fewer, padding more.",
        values=values, weights=weights, products=values * weights,
    )  # fmt: skip


NUMBERS = {"one-input": "numbers", "one-kernel": "0 1; 2 3", "one-stride": "1", "one-padding": "valid"}

EXPERIMENTS = (
    Experiment("claim", "Every input value is used equally often.", measured),
    Experiment(
        "brighter",
        "Every input value becomes larger by 1. By how much does the output value in the middle grow?",
        _brighter,
        {**NUMBERS, "matrix": "0 1 2; 3 4 5; 6 7 8"},
        number=Number(tolerance=0.001),
    ),
    Experiment(
        "looks-alike",
        "The output is largest where the picture looks most like the kernel.",
        _looks_alike,
        {**NUMBERS, "matrix": "0 1 0 0 0; 2 3 0 0 0; 0 0 0 9 9; 0 0 0 9 9; 0 0 0 0 0"},
    ),
    Experiment(
        "multiplications",
        "How many multiplications does the whole output take?",
        _multiplications,
        {"one-input": "photo", "one-kernel": "-1 0 1; -2 0 2; -1 0 1", "one-stride": "2"},
        number=Number(tolerance=0.02),
    ),
)
