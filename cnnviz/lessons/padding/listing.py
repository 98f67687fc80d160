"""The same in PyTorch: a padded picture, and the response to a kernel."""

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from cnnviz.geometry.axes import Padding
from cnnviz.geometry.padding_modes import NUMPY_MODES
from cnnviz.lessons.listings.pictures import LARGE, Picture, picture, table
from cnnviz.writing.listings import listing


def padding_script(
    kernel: NDArray[Any] | Sequence[Any],
    image: Picture,
    *,
    padding: Padding = 0,
    padding_mode: str = "zeros",
    longest_side: int | None = None,
) -> str:
    """The padded picture beside numpy.pad, and the response: `padded` (H + …, W + …) and `result` (H', W')."""
    from cnnviz.convolution import settings_per_axis  # here, because it imports torch

    values = table("kernel", kernel, 2)
    size = LARGE if isinstance(image, str) else table("image", image, 2).shape
    rows, columns = settings_per_axis(size, values.shape, 1, padding, 1, padding_mode)
    return listing(
        "cnnviz.lessons.padding.script",
        KERNEL=values,
        SIDES=(columns.before, columns.after, rows.before, rows.after),
        MODE={} if padding_mode == "zeros" else {"mode": padding_mode},
        BY_NUMPY=NUMPY_MODES[padding_mode],
        **picture(image, longest_side=longest_side),
    )
