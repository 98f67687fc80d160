"""3.2 The border problem: how often each pixel is used."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import convolution
from cnnviz.drawing import colour
from cnnviz.geometry.axes import GeometryError
from cnnviz.lessons.listings.windows import usage_script
from cnnviz.operations import properties
from cnnviz.operations.border import Border, border, usage_along, usage_map
from cnnviz.ui.controls.window_row import number, window_row
from cnnviz.ui.controls.window_settings import WindowSettings
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.views import stills
from cnnviz.ui.views.explorer import NUMBERS_UP_TO, explorer

lesson.begin("border")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            n = number("Input n × n", 1, 128, 10, "border-n")
            k = number("Kernel k × k", 1, 15, 3, "border-k")
            window = window_row("border")
        settings = {"stride": window.stride, "padding": window.padding, "dilation": window.dilation}
        try:
            counts = usage_map((n, n), (k, k), **settings)  # type: ignore[arg-type]
        except ValueError as error:
            shell.problem(error)
            return
        found = border(counts)
        numbers(found)
        draw(counts, k, window)
        st.caption(
            "Left, the positions of the kernel; right, how often each pixel is used. Point at a pixel, and the "
            "positions that use it light up; point at a position, and the pixels that it uses do."
        )
        profile(n, k, window)
        with st.container(horizontal=True):
            shell.copy_link()
            stills.png_button(colour.magnitude(counts), "border")
    in_your_numbers(counts, found, k, window)
    lesson.claim(
        "border", "Pixels at the corners are used less often than those in the middle.", lambda: corners(n, k, found)
    )
    lesson.check_yourself("border")
    lesson.same_in_pytorch(usage_script(n, k, **settings), "border")  # type: ignore[arg-type]


def numbers(found: Border) -> None:
    with st.container(horizontal=True, border=True):
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
        alt=f"Times that each pixel of the middle row is used, for kernels of size 1 to {len(lines)}",
    )


def in_your_numbers(counts: NDArray[np.int64], found: Border, k: int, window: WindowSettings) -> None:
    n, s, d, p = len(counts), window.stride, window.dilation, window.resolved((k, k))[0][0]
    along = usage_along(n, k, stride=s, padding=window.padding, dilation=d)
    measured = properties.usage(np.zeros((n, n)), np.zeros((k, k)), **window.arguments())
    middle, often = n // 2, along[n // 2]
    lesson.numbers(
        [
            r"u[i] = \#\{(o, a) : o \cdot s + a \cdot d - p = i\}, \qquad u[i, j] = u[i] \cdot u[j]",
            rf"u[i] = \#\{{(o, a) : {s}\,o + {d}\,a - {p} = i,\; 0 \le a < {k}\}}",
            rf"\text{{corner: }} u[0] \cdot u[0] = {along[0]} \cdot {along[0]} = {found.corner}",
            rf"\text{{middle: }} u[{middle}] \cdot u[{middle}] = {often} \cdot {often} = {found.centre}",
        ],
        agrees=properties.agree(measured, counts.astype(np.float32)),
        beside="The gradient of the sum of all outputs of `torch.nn.functional.conv2d`, every weight 1, counts "
        f"**{measured[0, 0]:.0f}** uses of the corner and **{measured[middle, middle]:.0f}** of the middle.",
    )


def corners(n: int, k: int, found: Border) -> tuple[bool, str]:
    said = []
    for name in ("valid", "same", "full"):
        if name != "valid" or k <= n:
            other = border(usage_map((n, n), (k, k), padding=name))
            said.append(f"{name} {other.corner} against {other.centre}")
    return (
        found.corner < found.centre,
        f"Your corner pixel is used **{found.corner}** times, the middle one **{found.centre}** times. With stride 1, "
        f"no dilation and your {k} × {k} kernel on {n} × {n} pixels: {', '.join(said)}.",
    )


laboratory()
lesson.end(
    "border",
    [
        "I. Goodfellow, Y. Bengio, A. Courville: *Deep Learning*, 2016, section 9.5, on zero padding",
        "V. Dumoulin, F. Visin: *A guide to convolution arithmetic for deep learning*, 2016, section 2",
        "PyTorch: `torch.autograd.grad`, `torch.nn.functional.conv2d`",
    ],
)
