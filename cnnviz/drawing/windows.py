"""A kernel sliding over an image, in numbers: which cells it covers, what it sees, and the sum in words.

Nothing here computes an output: it comes from the caller (`cnnviz.convolution`), and is checked position by
position against the products it is said to be made of.
"""

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.drawing.plates import Values, number
from cnnviz.drawing.stills import stack
from cnnviz.geometry import output_size
from cnnviz.geometry.padding_modes import NUMPY_MODES, PaddingMode
from cnnviz.words import say

Pair = tuple[int, int]
Cells = npt.NDArray[np.intp]

__all__ = [
    "Cells",
    "Pair",
    "Sliding",
    "places",
    "read",
    "sentence",
    "step_between",
    "window_cells",
]


@dataclass(frozen=True)
class Sliding:
    """What slides: padded image (C, H, W), kernel (C, h, w), output (1 or C, H', W'), and the settings.

    An output with C maps comes from one kernel applied to every channel; its first map is the one explained.
    """

    padded: Values
    kernel: Values
    output: Values
    stride: Pair
    padding: tuple[Pair, Pair]
    dilation: Pair
    mode: PaddingMode
    bias: float

    @property
    def size(self) -> Pair:
        """Height and width of the image without its padding."""
        (top, bottom), (left, right) = self.padding
        return self.padded.shape[1] - top - bottom, self.padded.shape[2] - left - right

    @property
    def shown(self) -> Values:
        """The channels that are drawn: all of a colour picture, otherwise only the first."""
        return self.padded if len(self.padded) == 3 else self.padded[:1]

    @property
    def slices(self) -> Values:
        """The kernel slices that are drawn: of the channels drawn, or the one that all channels share."""
        return self.kernel[: 1 if len(self.output) > 1 else len(self.shown)]

    def cells(self, row: int, column: int) -> Cells:
        """The cells of the padded image below the kernel at one output position, (h, w, 2)."""
        return window_cells(row, column, self.kernel.shape[1:], stride=self.stride, dilation=self.dilation)

    def explained(self, row: int, column: int) -> tuple[Values, Values, float]:
        """Values and weights (C, h, w), and the result, at one position of the first output map.

        Raises ValueError if the result is not the sum of the products and the bias, up to rounding.
        """
        used, cells = 1 if len(self.output) > 1 else len(self.padded), self.cells(row, column)
        values, weights = self.padded[:used, cells[..., 0], cells[..., 1]], self.kernel[:used]
        products, result = values * weights, float(self.output[0, row, column])
        total = float(products.sum()) + self.bias
        if abs(total - result) > 1e-3 * (float(np.abs(products).sum()) + abs(self.bias)) + 1e-6:
            raise ValueError(
                say(
                    "At row {row}, column {column} the products and the bias add up to {sum}, but the "
                    "output there is {output}; compute it with the same kernel, bias, stride, padding, "
                    "padding mode and dilation.",
                    row=row, column=column, sum=number(total), output=number(result),
                )
            )  # fmt: skip
        return values, weights, result


def window_cells(
    row: int, column: int, kernel_size: tuple[int, ...], *, stride: Pair = (1, 1), dilation: Pair = (1, 1)
) -> Cells:
    """(row, column) in the padded input of every cell below the kernel at one output position: (h, w, 2).

    Source: Dumoulin & Visin 2016, sections 1.1 and 5.1: cell (a, b) is at (row s + a d, column s + b d).
    """
    rows = row * stride[0] + dilation[0] * np.arange(kernel_size[0])
    columns = column * stride[1] + dilation[1] * np.arange(kernel_size[1])
    return np.stack(np.meshgrid(rows, columns, indexing="ij"), axis=-1)


def places(count: int, most: int) -> list[int]:
    """Which of count positions (numbered row by row) at most `most` frames show: every n-th, and the last.

    >>> places(10, 4)
    [0, 3, 6, 9]
    """
    chosen = list(range(0, count, step_between(count, most)))
    if chosen[-1] != count - 1:
        chosen = [*chosen[: most - 1], count - 1]
    return chosen


def step_between(count: int, most: int) -> int:
    """The n of "every n-th position" in `places`."""
    return math.ceil(count / most)


def sentence(values: Values, weights: Values, result: float, bias: float = 0.0) -> str:
    """The sum in words: "0·0 + 1·1 + 3·2 + 4·3 = 19"; with more than nine products only their count.

    The sign is an equals sign if the numbers as written add up exactly, otherwise "almost equal".
    """
    if values.size > 9:
        exact = math.isclose(_read_number(number(result)), result, rel_tol=1e-6)
        return say(
            "\N{GREEK CAPITAL LETTER SIGMA} of {count} products + bias {bias} {equals} {sum}" if bias else
            "\N{GREEK CAPITAL LETTER SIGMA} of {count} products {equals} {sum}",
            count=values.size, bias=_bracketed(bias), equals=_equals(exact), sum=number(result),
        )  # fmt: skip
    pairs = list(zip(values.ravel().tolist(), weights.ravel().tolist(), strict=True))
    products = " + ".join(f"{_bracketed(value)}·{_bracketed(weight)}" for value, weight in pairs)
    written = sum((_read_number(number(v)) * _read_number(number(w)) for v, w in pairs), _read_number(number(bias)))
    return say(
        "{products} + bias {bias} {equals} {sum}" if bias else "{products} {equals} {sum}",
        products=products, bias=_bracketed(bias), sum=number(result),
        equals=_equals(written == _read_number(number(result))),
    )  # fmt: skip


def _bracketed(value: float) -> str:
    text = number(value)
    return f"({text})" if text.startswith("\N{MINUS SIGN}") else text


def _read_number(text: str) -> Decimal:
    return Decimal(text.replace("\N{MINUS SIGN}", "-"))


def _equals(exact: bool) -> str:
    return "=" if exact else "\N{ALMOST EQUAL TO}"


def read(
    image: Any,
    kernel: Any,
    output: Any,
    *,
    stride: int | Pair,
    padding: tuple[Pair, Pair],
    dilation: int | Pair,
    mode: PaddingMode,
    bias: float,
) -> Sliding:
    """The arrays with all their channels; raises ValueError if they do not fit each other or the settings."""
    stride, dilation = _pair(stride), _pair(dilation)
    pixels, weights, maps = stack(image, "image"), stack(kernel, "kernel"), stack(output, "output")
    if mode not in NUMPY_MODES:
        raise ValueError(
            say('The padding mode is "{mode}"; choose "zeros", "replicate", "reflect" or "circular".', mode=mode)
        )
    shared = np.ndim(kernel) == 2
    if len(weights) != len(pixels) and not shared:
        raise ValueError(
            say(
                "The image has {pixels} channels and the kernel {weights} slices; give one slice per channel.",
                pixels=len(pixels),
                weights=len(weights),
            )
        )
    count = len(pixels) if shared else 1
    size = output_size(pixels.shape[1:], weights.shape[1:], stride=stride, padding=padding, dilation=dilation)
    if maps.shape != (count, *size):
        raise ValueError(
            say(
                "The output has shape {shape}, but these settings give {value}; "
                "compute it with the same kernel, stride, padding and dilation.",
                shape=maps.shape,
                value=(count, *size),
            )
        )
    if shared:
        weights = np.repeat(weights, len(pixels), axis=0)
    padded = np.pad(pixels, ((0, 0), *padding), mode=NUMPY_MODES[mode])  # type: ignore[call-overload]
    return Sliding(padded, weights, maps, stride, padding, dilation, mode, bias)


def _pair(setting: int | Pair) -> Pair:
    return (setting, setting) if isinstance(setting, int) else (setting[0], setting[1])
