"""How often the corner and the middle are used, every pixel with its positions, and the middle row."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import convolution
from cnnviz.geometry.axes import GeometryError
from cnnviz.operations.border import Border, usage_along
from cnnviz.ui.controls.window_settings import WindowSettings
from cnnviz.ui.frame import lesson
from cnnviz.ui.views import stills
from cnnviz.ui.views.explorer import NUMBERS_UP_TO, explorer
from cnnviz.words import say


def numbers(found: Border) -> None:
    """Corner and middle, their ratio, and what is never used."""
    with lesson.results():
        st.metric("Corner pixel used", f"{found.corner:,} ×")
        st.metric("Middle pixel used", f"{found.centre:,} ×")
        st.metric("Corner against middle", f"{found.ratio:.1%}" if found.centre else "–")
        st.metric("Pixels never used", f"{found.unused:.1%}")


def draw(counts: NDArray[np.int64], k: int, window: WindowSettings) -> None:
    """A use goes from a position of the kernel to the pixels under it: a transposed convolution of ones with ones."""
    n = len(counts)
    places = convolution.cross_correlate(np.zeros((n, n)), np.zeros((k, k)), **window.arguments()).shape
    explorer(
        np.ones((1, *places)),
        np.ones((k, k)),
        counts[None],
        key="border",
        title="How often each pixel is used",
        stride=(window.stride, window.stride),
        dilation=(window.dilation, window.dilation),
        padding=window.resolved((k, k)),
        op="transposed",
        show="magnitude",
        names=("Kernel position", "kernel", "uses"),
        photo=max(n, *places) > NUMBERS_UP_TO,
    )


def profile(n: int, k: int, window: WindowSettings) -> None:
    """Uses along the middle row, for kernels from 1 up to the chosen one."""
    lines = {}
    for size in range(1, max(k, 5) + 1):
        try:
            along = usage_along(n, size, stride=window.stride, padding=window.padding, dilation=window.dilation)
        except GeometryError:  # a larger kernel than yours may not fit
            break
        lines[f"k = {size}"] = list(range(n)), (along * along[n // 2]).tolist()
    stills.line_chart(
        lines,
        key="border-profile",
        x="column of the middle row",
        y="times used",
        marked=f"k = {k}",
        alt=say("Times that each pixel of the middle row is used, for kernels of size 1 to {lines}", lines=len(lines)),
    )
