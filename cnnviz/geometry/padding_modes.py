"""What stands beyond the border of an axis: the padding modes of torch.nn.Conv2d, as one rule of whole numbers."""

from typing import Literal, get_args

from cnnviz.words import joined, say

PaddingMode = Literal["zeros", "replicate", "reflect", "circular"]
MODES: tuple[str, ...] = get_args(PaddingMode)
"""The padding modes by their names in torch.nn.Conv2d."""

NUMPY_MODES = {"zeros": "constant", "replicate": "edge", "reflect": "reflect", "circular": "wrap"}
"""What numpy.pad calls them."""


def source(position: int, size: int, padding_mode: str) -> int | None:
    """The pixel that stands at a position of the padded axis; None for a zero. Position 0 is the first pixel.

    At most size − 1 ("reflect") or size ("circular") positions beyond the ends; size is 1 or more.
    Raises ValueError for an unknown mode. Source: torch.nn.functional.pad; numpy.pad.

    >>> [source(i, 4, "reflect") for i in range(-2, 6)]
    [2, 1, 0, 1, 2, 3, 2, 1]
    """
    if padding_mode not in MODES:
        raise ValueError(
            say(
                "There is no padding mode {padding_mode!r}: use one of {MODES}.",
                padding_mode=padding_mode,
                MODES=joined(MODES),
            )
        )
    if 0 <= position < size:
        return position
    match padding_mode:
        case "replicate":
            return min(max(position, 0), size - 1)
        case "reflect":
            return -position if position < 0 else 2 * (size - 1) - position
        case "circular":
            return position % size
    return None
