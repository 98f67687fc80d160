"""The algebra of convolution: three laws, measured on real operands for convolution and for cross-correlation.

The first operand of an operation is the signal, the second the kernel that slides over it. Both are tables of numbers
(rows, columns); a one-dimensional signal has one row. Everything is summed by its definition, in float64.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cnnviz.words import joined, say

Array = NDArray[np.float64]

OPERATIONS = {"convolution": "∗", "cross-correlation": "⋆"}
MODES = ("full", "same", "valid")
LAWS = ("commutative", "associative", "distributive")

CLOSE = 1e-9
"""Sides this close, relative to the largest value, are equal: float64 sums of ten thousand products stay well below."""


def combine(first: Any, second: Any, operation: str = "convolution", mode: str = "full") -> Array:
    """Slide the second operand (h, w) over the first (H, W), or convolve them.

    convolution: out[i, j] = sum over a, b of second[a, b] * first[i - a, j - b]
    cross-correlation: out[i, j] = sum over a, b of second[a, b] * first[i + a, j + b]
    mode "full" keeps every overlap, (H + h - 1, W + w - 1); "same" the middle of it, (H, W); "valid" only where the
    second lies inside the first, (H - h + 1, W - w + 1). For a second operand of even size "same" starts where
    scipy.signal.convolve2d and correlate2d start; for cross-correlation that is padding="same" of torch too.
    Raises ValueError for "valid" if the second operand is larger than the first.
    Source: Goodfellow, Bengio & Courville 2016, "Deep Learning", equations 9.4 and 9.6.

    >>> combine([[1, 2, 3]], [[0, 1, 0.5]]).tolist()
    [[0.0, 1.0, 2.5, 4.0, 1.5]]
    """
    signal, kernel = _table(first), _table(second)
    sizes = output_shape(signal.shape, kernel.shape, mode)
    height, width = signal.shape
    full = np.zeros((height + kernel.shape[0] - 1, width + kernel.shape[1] - 1))
    # cross-correlation reads the signal at i + a: for the last a it starts at the first row
    weights = kernel if _known(operation, OPERATIONS) == "convolution" else kernel[::-1, ::-1]
    for (a, b), weight in np.ndenumerate(weights):
        full[a : a + height, b : b + width] += weight * signal
    top, left = _start(full.shape, sizes, operation)
    return full[top : top + sizes[0], left : left + sizes[1]]


def output_shape(first: Sequence[int], second: Sequence[int], mode: str) -> tuple[int, int]:
    """(rows, columns) of `combine` for operands of these shapes."""
    (height, width), (h, w) = first, second
    if _known(mode, MODES) == "full":
        return height + h - 1, width + w - 1
    if mode == "same":
        return height, width
    if h > height or w > width:
        raise ValueError(
            say(
                "Without padding, an operand of {second} finds no place inside one of {first}: "
                "use full or same, or a smaller second operand.",
                second=_size(second),
                first=_size(first),
            )
        )
    return height - h + 1, width - w + 1


class Step(NamedTuple):
    """The last operation of one side of a law: combine(first, second)."""

    first: Array
    second: Array


class Side(NamedTuple):
    """One side of a law: its value (rows, columns), and the operations whose results are added up in it."""

    values: Array
    steps: tuple[Step, ...]


class Law(NamedTuple):
    """Both sides of a law as measured; gap is the largest difference, None where they cannot be compared.

    left, right: None if the side does not exist. reason: why they cannot be compared, in one sentence.
    """

    left: Side | None
    right: Side | None
    gap: float | None
    holds: bool
    reason: str


def measure(law: str, x: Any, g: Any, h: Any, operation: str = "convolution", mode: str = "full") -> Law:
    """Work out both sides of a law for a signal x and kernels g and h, all tables (rows, columns).

    commutative: x ∗ g = g ∗ x. associative: (x ∗ g) ∗ h = x ∗ (g ∗ h). distributive: x ∗ (g + h) = x ∗ g + x ∗ h.
    Every operation uses the same mode. The law holds if both sides have the same size and the same values up to the
    rounding of float64.
    """
    made: list[Side | None] = []
    reasons: list[str] = []
    for steps in _sides(_known(law, LAWS)):
        try:
            made.append(steps(_table(x), _table(g), _table(h), operation, mode))
        except ValueError as error:
            made.append(None)
            reasons.append(str(error))
    left, right = made
    if left is None or right is None:
        return Law(left, right, None, False, reasons[0])
    if left.values.shape != right.values.shape:
        sizes = say(
            "The left side has {left} values, the right side {right}.",
            left=_size(left.values.shape),
            right=_size(right.values.shape),
        )
        return Law(left, right, None, False, sizes)
    gap = float(np.abs(left.values - right.values).max())
    largest = max(1.0, float(np.abs(left.values).max()), float(np.abs(right.values).max()))
    return Law(left, right, gap, gap <= CLOSE * largest, "")


def formula(law: str, operation: str) -> tuple[str, str]:
    """Both sides of a law in symbols."""
    sign = OPERATIONS[operation]
    return {
        "commutative": (f"x {sign} g", f"g {sign} x"),
        "associative": (f"(x {sign} g) {sign} h", f"x {sign} (g {sign} h)"),
        "distributive": (f"x {sign} (g + h)", f"x {sign} g + x {sign} h"),
    }[law]


def products(step: Step, at: tuple[int, int], operation: str, mode: str) -> list[tuple[float, float]]:
    """The pairs (value of first, value of second) whose products add up to combine(...)[at]; both inside their table.

    In the order in which the first operand is read.
    """
    (height, width), (rows, columns) = step.first.shape, step.second.shape
    i, j = _in_full(step, at, operation, mode)
    kernel = step.second if operation == "convolution" else step.second[::-1, ::-1]
    return [
        (float(step.first[y, x]), float(kernel[i - y, j - x]))
        for y in range(max(0, i - rows + 1), min(height, i + 1))
        for x in range(max(0, j - columns + 1), min(width, j + 1))
    ]


def by_torch(step: Step, at: tuple[int, int], operation: str, mode: str) -> float:
    """The same value by torch.nn.functional.conv2d, run on the padded window that belongs to it."""
    import torch
    import torch.nn.functional as F

    rows, columns = step.second.shape
    kernel = torch.tensor(step.second.copy())
    if operation == "convolution":
        kernel = kernel.flip(0, 1)
    padded = F.pad(torch.tensor(step.first.copy()), (columns - 1, columns - 1, rows - 1, rows - 1))
    top, left = _in_full(step, at, operation, mode)
    return float(F.conv2d(padded[None, None, top : top + rows, left : left + columns], kernel[None, None]))


def _in_full(step: Step, at: tuple[int, int], operation: str, mode: str) -> tuple[int, int]:
    """Row and column in the full result."""
    sizes = output_shape(step.first.shape, step.second.shape, mode)
    whole = output_shape(step.first.shape, step.second.shape, "full")
    top, left = _start(whole, sizes, operation)
    return at[0] + top, at[1] + left


def _start(full: Sequence[int], sizes: Sequence[int], operation: str) -> tuple[int, int]:
    """Where the middle of these sizes starts in a full result; cross-correlation rounds up, convolution down."""
    up = int(operation == "cross-correlation")
    top, left = ((have - wanted + up) // 2 for have, wanted in zip(full, sizes, strict=True))
    return top, left


def _sides(law: str) -> tuple[Any, Any]:
    def one(first: Array, second: Array, operation: str, mode: str) -> Side:
        return Side(combine(first, second, operation, mode), (Step(first, second),))

    def added(g: Array, h: Array) -> Array:
        if g.shape != h.shape:
            raise ValueError(
                say(
                    "g has {of_g} values and h has {of_h}, so g + h does not exist: give both the same size.",
                    of_g=_size(g.shape),
                    of_h=_size(h.shape),
                )
            )
        return g + h

    def both(x: Array, g: Array, h: Array, operation: str, mode: str) -> Side:
        added(g, h)
        values = combine(x, g, operation, mode) + combine(x, h, operation, mode)
        return Side(values, (Step(x, g), Step(x, h)))

    return {
        "commutative": (lambda x, g, h, *how: one(x, g, *how), lambda x, g, h, *how: one(g, x, *how)),
        "associative": (
            lambda x, g, h, *how: one(combine(x, g, *how), h, *how),
            lambda x, g, h, *how: one(x, combine(g, h, *how), *how),
        ),
        "distributive": (lambda x, g, h, *how: one(x, added(g, h), *how), both),
    }[law]


def _table(values: Any) -> Array:
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2 or table.size == 0:
        raise ValueError(
            say("An operand has the shape {shape}: give it rows and columns, at least one of each.", shape=table.shape)
        )
    return table


def _known(name: str, names: Any) -> str:
    if name not in names:
        raise ValueError(say("There is no {name!r} here: use one of {names}.", name=name, names=joined(names)))
    return name


def _size(shape: Sequence[int]) -> str:
    return str(shape[1]) if shape[0] == 1 else f"{shape[0]} × {shape[1]}"
