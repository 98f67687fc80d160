"""Stride, dilation, padding and padding mode: one folded set of controls for every lesson that slides a window."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from cnnviz.geometry import resolve_padding
from cnnviz.geometry.padding_modes import MODES
from cnnviz.geometry.window import Window
from cnnviz.ui.frame import control, shell
from cnnviz.words import say

PADDINGS = ("valid", "same", "full", *(str(p) for p in range(1, 16)))


@dataclass(frozen=True)
class WindowSettings(Window):
    """A window that moves alike along both axes, with as many rows as columns of padding."""

    stride: int = 1
    dilation: int = 1
    padding: int | str = 0

    def resolved(self, kernel_shape: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
        """Padding as ((top, bottom), (left, right)) for a kernel of (h, w)."""
        top_bottom, left_right = (
            resolve_padding(k, self.padding, dilation=self.dilation, stride=self.stride) for k in kernel_shape
        )
        return top_bottom, left_right

    def arguments(self) -> dict[str, Any]:
        """Keyword arguments of `cnnviz.convolution.cross_correlate`."""
        return self.keywords("stride", "dilation", "padding", "padding_mode")


def window_settings(prefix: str, *, padding: str = "valid") -> WindowSettings:
    """The controls, folded into a button that says what is set; `prefix` names the query parameters."""

    def now(name: str, default: object) -> str:
        """The setting before its control is drawn: from the session, or from the link that opened the page."""
        key = f"{prefix}-{name}"
        return shell.plain(str(st.session_state.get(key, st.query_params.get(key, default))))

    shown = say(
        "Window: stride {stride}, padding {padding}" if now("dilation", 1) == "1" else
        "Window: stride {stride}, padding {padding}, dilation {dilation}",
        stride=now("stride", 1), padding=now("padding", padding), dilation=now("dilation", 1),
    )  # fmt: skip
    with st.popover(shown, icon=":material/grid_4x4:"):
        stride = control.slider("Stride", 1, 8, 1, key=f"{prefix}-stride", bind="query-params")
        dilation = control.slider("Dilation", 1, 8, 1, key=f"{prefix}-dilation", bind="query-params")
        chosen = control.selectbox(
            "Padding",
            PADDINGS,
            PADDINGS.index(padding),
            key=f"{prefix}-padding",
            bind="query-params",
            help="valid: none. same: output as large as the input, stride 1. full: every overlap counts. "
            "A number: so many rows and columns on each side.",
        )
        mode = control.selectbox("Padding mode", MODES, key=f"{prefix}-mode", bind="query-params")
    return WindowSettings(stride, dilation, int(chosen) if chosen.isdecimal() else chosen, mode)
