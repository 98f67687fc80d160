"""The same in PyTorch: a response with a stride and a dilation."""

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from cnnviz.geometry.axes import Padding
from cnnviz.lessons.listings.pictures import Picture, border, picture, table
from cnnviz.writing.listings import listing


def stride_script(
    kernel: NDArray[Any] | Sequence[Any],
    image: Picture,
    *,
    stride: int = 1,
    padding: Padding = 0,
    dilation: int = 1,
    padding_mode: str = "zeros",
    longest_side: int | None = None,
) -> str:
    """The response with a stride, checked against every stride-th value of the response without: `result` (H', W')."""
    values = table("kernel", kernel, 2)
    window = border(image, values.shape, stride, padding, dilation, padding_mode)
    return listing(
        "cnnviz.lessons.stride_dilation.script",
        KERNEL=values,
        STRIDE=stride,
        DENSE={name: value for name, value in window["WINDOW"].items() if name != "stride"},
        **picture(image, longest_side=longest_side),
        **window,
    )
