"""The window explorer: input, kernel, output and the window between them, on numbers and on photos."""

import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnviz.drawing import colour
from cnnviz.ui.controls.kernel_editor import last_edit
from cnnviz.ui.frame import browser, control
from cnnviz.words import phrases, say

NUMBERS_UP_TO = 16  # rows or columns; larger inputs are shown as pictures with a magnified neighbourhood
RGB = ("red", "green", "blue")


@dataclass(frozen=True)
class Follows:
    """Where the kernel comes from, so that the browser can foresee the output while it is being edited.

    editors: keys of the kernel editors, one for each slice of the kernel. turned: by 180° on the way. padding, show: as
    the student set them, before the kernel decided. output_of: key of the explorer whose output is this one's input.
    """

    editors: tuple[str, ...]
    padding: int | str = "valid"
    show: str = "auto"
    turned: bool = False
    output_of: str = ""


_explorer = browser.component(
    "explorer",
    "views/explorer/explorer.js",
    "views/explorer/explorer.css",
    phrases(
        previous_position="Previous position",
        next_position="Next position",
        output_position="Output position",
        output_channel="Output channel",
        a_second="{rate} a second",
        release_pin="Release the pin",
        full_screen="Full screen",
        of_channel="{name}, {channel}",
        input_size="{name}, {rows} rows by {columns} columns",
        kernel_size="{name}, {rows} by {columns}",
        output_size="{name}, {rows} rows by {columns} columns. Arrow keys move the window, Enter pins it, space plays.",
        partial_result="partial result, {channel}",
        output_histogram="values of the output: how often, and their colours",
        histogram_alt="histogram of the output values with the colour bar",
        under_window="under the window",
        under_window_alt="magnified neighbourhood of the window",
        kernel_cells="the kernel, cell by cell",
        products="products",
        products_alt="products of window and kernel",
        input_values=("{n} input value", "{n} input values"),
        output_values=("{n} output value", "{n} output values"),
        cells=("{n} cell", "{n} cells"),
        cell_meets="Cell [{i}, {j}] of the window meets {inputs}: one for each output.",
        weight_multiplies="Weight [{i}, {j}] = {weight} multiplies {inputs}: one for each output.",
        weight_spreads="Weight [{i}, {j}] = {weight} multiplies {inputs}, each for an output of its own.",
        reaches="{input} [{y}, {x}] reaches {cells} of {output}",
        input_used="Input [{y}, {x}] = {value} is used by {uses}.",
        padded_used="Padded input [{y}, {x}] = {value} is used by {uses}.",
        many_values="{n} values",
        many_squares="sum of {n} squares",
        many_products="sum of {n} products",
    ),
)


def explorer(
    image: ArrayLike,
    kernel: ArrayLike,
    output: ArrayLike,
    *,
    key: str,
    title: str,
    stride: tuple[int, int] = (1, 1),
    padding: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0)),
    dilation: tuple[int, int] = (1, 1),
    padding_mode: str = "zeros",
    op: str = "sum",
    bias: Sequence[float] | None = None,
    partials: ArrayLike | None = None,
    show: str = "signed",
    group: str = "",
    names: tuple[str, str, str] = ("input", "kernel", "output"),
    symbol: str = "⋆",
    channels: Sequence[str] = RGB,
    photo: bool | None = None,
    follows: Follows | None = None,
    middle: bool = False,
) -> None:
    """Draw the explorer.

    image: (C, H, W). kernel: (h, w), applied to each channel, or (C, h, w) or (F, C, h, w), summed over channels.
    output: (C or F, H', W'), computed by the caller: the browser shows these numbers. follows: it may show its own
    while a kernel is being edited, until the caller's arrive.
    padding: ((top, bottom), (left, right)). op: "sum", "max", "mean", "l2" or "transposed".
    partials: (C, H', W'), one partial result per channel, for a single summed kernel.
    show: "signed", "magnitude" or "picture" (clipped to [0, 1]).
    group: explorers with the same group follow each other's position and share the pinned cell, which stands in the
    address under the group's name, or under `key` for an explorer on its own.
    middle: it opens in the middle of a matrix, too.
    """
    inputs, weights, outputs = (_float32(values) for values in (image, kernel, output))
    shared = weights.ndim == 2
    weights = weights.reshape((1,) * (4 - weights.ndim) + weights.shape)
    outputs = outputs.reshape((-1, *outputs.shape[-2:]))
    if photo is None:
        photo = max(inputs.shape[1:]) > NUMBERS_UP_TO
    sent, divisor = _as_bytes(inputs)
    low, high = float(inputs.min()), float(inputs.max())
    is_picture = low >= 0 and high <= 1
    limits = _limits(outputs, show)
    header: dict[str, Any] = {
        "key": key,
        "title": title,
        "follows": asdict(follows) | {"numbers_up_to": NUMBERS_UP_TO} if follows else None,
        "edit": last_edit(),
        "shapes": {"input": inputs.shape, "kernel": weights.shape, "output": outputs.shape},
        "stride": stride,
        "dilation": dilation,
        "padding": [*padding[0], *padding[1]],
        "padding_mode": padding_mode,
        "op": op,
        "shared": shared,
        "bias": list(bias) if bias is not None else None,
        "input_divisor": divisor,
        "input_show": "signed" if low < 0 else "grey",
        "input_limits": (0, 1) if is_picture and photo else (min(0.0, low), high),
        "input_id": zlib.crc32(sent.data),
        "output_id": zlib.crc32(outputs.data),
        "photo": photo,
        "show": show,
        "composite": show == "picture" and shared and outputs.shape[0] == 3,
        "limits": limits,
        "histogram": _histogram(outputs, show, limits) if photo else None,
        "names": dict(zip(("input", "kernel", "output"), names, strict=True)),
        "renamed": names[0] != "input",
        "symbol": symbol,
        "channels": list(channels),
        "filters": list(channels) if shared else [say("filter {f}", f=f) for f in range(outputs.shape[0])],
        "group": group,
        "pin": pinned_cell(group or key),
        "start": position(group or key, outputs.shape[1], outputs.shape[2], photo or middle),
        "accent": colour.ACCENT,
    }
    arrays: dict[str, NDArray[Any]] = {
        "input": sent,
        "kernel": weights,
        "output": outputs,
        "diverging": colour.DIVERGING,
        "sequential": colour.SEQUENTIAL,
    }
    if partials is not None:
        arrays["partials"] = _float32(partials)
    _explorer(key=key, data=browser.pack(header, arrays), on_pin_change=lambda: _pinned(key, group or key))


def _float32(values: ArrayLike) -> NDArray[np.float32]:
    return np.ascontiguousarray(np.asarray(values, dtype=np.float32))


def _as_bytes(values: NDArray[np.float32]) -> tuple[NDArray[Any], int]:
    """Values of an 8-bit picture travel as bytes, a quarter of the size; the browser divides by 255 again."""
    eighths = np.rint(values * 255)
    if eighths.min() >= 0 and eighths.max() <= 255:
        whole = eighths.astype(np.uint8)
        if np.array_equal(whole.astype(np.float32) / np.float32(255), values):
            return whole, 255
    return values, 1


def _limits(outputs: NDArray[np.float32], show: str) -> tuple[float, float]:
    if show == "picture":
        return 0.0, 1.0
    most = float(np.abs(outputs).max()) or 1.0
    return (-most, most) if show == "signed" else (0.0, most)


def _histogram(outputs: NDArray[np.float32], show: str, limits: tuple[float, float]) -> dict[str, Any]:
    """Counts of the output's values over the colour bar's range, widened to hold every value."""
    values = np.abs(outputs) if show == "magnitude" else outputs
    low, high = min(limits[0], float(values.min())), max(limits[1], float(values.max()))
    counts, _ = np.histogram(values, bins=64, range=(low, high))
    return {"counts": counts.tolist(), "low": low, "high": high}


def pinned_cell(key: str) -> tuple[int, int] | None:
    """The pinned output cell (row, column), which stands in the address as `<key>-cell=3,4`."""
    says = "a row and a column as whole numbers, such as 3,4"
    cell = control.from_link(f"{key}-cell", "pinned value", control.whole_numbers(2), says, "none")
    return (cell[0], cell[1]) if cell else None


def position(key: str, height: int, width: int, middle: bool) -> tuple[int, int]:
    """The output cell that is looked at: the pinned one, else the first, or the one in the middle."""
    row, column = pinned_cell(key) or ((height // 2, width // 2) if middle else (0, 0))
    return min(row, height - 1), min(column, width - 1)


def _pinned(key: str, address: str) -> None:
    browser.keep(f"{address}-cell", browser.sent(key, "pin", browser.whole_numbers(2)))
