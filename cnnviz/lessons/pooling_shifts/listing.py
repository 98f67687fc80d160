"""The same in PyTorch: how much pooling changes when a picture moves."""

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from cnnviz.lessons.listings.pictures import Picture, picture, table
from cnnviz.writing.listings import listing


def shift_script(
    image: Picture,
    *,
    shift: int,
    most: int,
    window: int,
    stride: int,
    kernel: NDArray[Any] | Sequence[Any] | None = None,
    filters: int = 8,
    size: int = 5,
    seed: int = 0,
    longest_side: int | None = None,
) -> str:
    """How much a layer with pooling changes when a picture moves right: `result` maps each pooling to its change.

    Both frames leave out `most` rows and columns, as in `cnnviz.operations.shifts.moved`, so that other shifts can be
    compared.
    kernel: one filter (h, w); without it a bank of random filters as `cnnviz.operations.shifts.filter_bank` draws it.
    """
    return listing(
        "cnnviz.lessons.pooling_shifts.script",
        KERNEL=None if kernel is None else table("kernel", kernel, 2),
        SEED=seed,
        FILTERS=filters,
        SIDE=size,
        SHIFT=shift,
        MOST=most,
        SIZE=window,
        STRIDE=stride,
        **picture(image, longest_side=longest_side),
    )
