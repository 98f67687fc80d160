"""Stride, padding and dilation in sight, for lessons about just these; numbers stand in the address (`?border-s=2`)."""

from typing import TYPE_CHECKING

from cnnviz.lessons.glossary import meaning
from cnnviz.ui.controls.window_settings import PADDINGS, WindowSettings
from cnnviz.ui.frame import control, shell
from cnnviz.writing import matrices

if TYPE_CHECKING:
    from torch import Tensor


PADDING = (
    "valid: none. same: output as large as the input, stride 1. full: every overlap counts. "
    "A number: so many rows and columns on each side."
)


def number(label: str, least: int, most: int, default: int, key: str, *, help: str | None = None) -> int:
    """A whole number within limits, narrow enough for a row of them."""
    return control.number_input(
        label, least, most, default, key=key, bind="query-params", width=shell.px(130), help=help
    )


def real(label: str, most: float, default: float, key: str, *, step: float = 0.05, help: str | None = None) -> float:
    """A number from 0 on, narrow enough for a row of them."""
    return control.number_input(
        label, 0.0, most, default, step=step, key=key, bind="query-params", width=shell.px(135), help=help
    )


def padding(prefix: str, default: str) -> int | str:
    """A padding by name or by number of pixels."""
    chosen = control.selectbox(
        "Padding",
        PADDINGS,
        PADDINGS.index(default),
        key=f"{prefix}-p",
        bind="query-params",
        width=shell.px(130),
        help=PADDING,
    )
    return int(chosen) if chosen.isdecimal() else chosen


def window_row(prefix: str, *, stride: int = 1, default: str = "valid", dilation: int = 1) -> WindowSettings:
    """The controls side by side; padding is with zeros."""
    s = number("Stride s", 1, 16, stride, f"{prefix}-s", help=meaning("stride"))
    p = padding(prefix, default)
    return WindowSettings(s, number("Dilation d", 1, 16, dilation, f"{prefix}-d", help=meaning("dilation")), p)


def typed(key: str, default: str) -> "Tensor":
    """A field for the input as text; returns (1, H, W), the default while the text is no matrix."""
    import torch

    text = control.text_input(
        "Input as text",
        default,
        key=key,
        bind="query-params",
        help="Rows end with ; and numbers with blanks.",
        autocomplete="off",
    )
    try:
        values = matrices.parse_matrix(text, most=matrices.SENSIBLE)
    except ValueError as error:
        shell.problem(error)
        values = matrices.parse_matrix(default)
    return torch.from_numpy(values)[None]
