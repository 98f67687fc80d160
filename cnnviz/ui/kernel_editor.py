"""Presets, an editable grid and the kernel as text: three views of one kernel, which stands in the address."""

import secrets
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from cnnviz import colour, matrices
from cnnviz.ui import browser, shell

if TYPE_CHECKING:
    from numpy.typing import NDArray

LARGEST = 15
_grid = browser.component("kernel", "kernel/kernel.js", "kernel/kernel.css")


def kernel_editor(key: str, default: str, *, label: str = "Kernel", presets: bool = True) -> "NDArray[np.float32]":
    """Let the student choose, type or change a kernel; returns (h, w) float32, always a valid one.

    key: name of the query parameter that holds the kernel as text. default: text of the kernel at first.
    """
    state = st.session_state
    state.setdefault(f"{key}-last", default)
    # The text is the truth; it stands below, but is read first, so that a link's kernel is known to what is above it.
    above, below = st.container(), st.container()
    with below:
        text = st.text_input(
            f"{label} as text",
            default,
            key=key,
            bind="query-params",
            help="Rows end with ; and numbers with blanks. Fractions such as 1/9 are fine, and so is a pasted matrix.",
            autocomplete="off",
        )
    try:
        kernel = matrices.parse_matrix(text, largest=LARGEST)
        state[f"{key}-last"] = text
    except ValueError as error:
        with below:
            shell.problem(error)
        kernel = matrices.parse_matrix(state[f"{key}-last"], largest=LARGEST)
    with above:
        if presets:
            _preset_picker(key, label, kernel)
        _draw_grid(key, kernel, label)
        _size_and_changes(key, kernel)
    return kernel


def _preset_picker(key: str, label: str, kernel: "NDArray[np.float32]") -> None:
    from cnnviz import kernels

    def chosen() -> None:
        name = st.session_state[f"{key}-preset"]
        if name:
            _set(key, np.asarray(kernels.PRESETS[name].kernel))

    same = (name for name, preset in kernels.PRESETS.items() if np.array_equal(preset.kernel, kernel))
    name = next(same, None)
    if st.session_state.get(f"{key}-preset") != name:
        st.session_state[f"{key}-preset"] = name
    st.selectbox(
        f"{label}: preset",
        list(kernels.PRESETS),
        index=None,
        format_func=lambda name: kernels.PRESETS[name].title,
        placeholder="Choose a preset",
        key=f"{key}-preset",
        on_change=chosen,
    )
    if name:
        preset = kernels.PRESETS[name]
        st.caption(f"{preset.description} *{preset.source}*")


def _draw_grid(key: str, kernel: "NDArray[np.float32]", label: str) -> None:
    texts = [row.split(" ") for row in matrices.format_matrix(kernel).split("; ")]
    header = {"shape": kernel.shape, "texts": texts, "label": label}
    data = browser.pack(header, {"kernel": kernel, "diverging": colour.DIVERGING})

    def edited() -> None:
        text = st.session_state[f"{key}-grid"].get("matrix")
        if text:
            st.session_state[key] = text

    _grid(key=f"{key}-grid", data=data, on_matrix_change=edited)


def _size_and_changes(key: str, kernel: "NDArray[np.float32]") -> None:
    from cnnviz import kernels

    state = st.session_state
    rows_key, columns_key = f"{key}-rows", f"{key}-columns"
    for name, count in zip((rows_key, columns_key), kernel.shape, strict=True):
        if state.get(name) != count:  # a value that is set again makes the browser draw its field again
            state[name] = count

    def resized() -> None:
        _set(key, resize(kernel, state[rows_key], state[columns_key]))

    with st.container(horizontal=True, gap="xsmall"):
        st.number_input("Rows", 1, LARGEST, key=rows_key, on_change=resized, width=shell.px(98))
        st.number_input("Columns", 1, LARGEST, key=columns_key, on_change=resized, width=shell.px(98))
    changes = {
        "Normalise": lambda: kernels.normalize(kernel),
        "Negate": lambda: kernels.negate(kernel),
        "Rotate 90°": lambda: kernels.rotate(kernel, 1),
        "Random": lambda: kernels.random_kernel(kernel.shape[0], kernel.shape[1], secrets.randbelow(2**31)),
    }

    def change(name: str) -> None:
        try:
            _set(key, np.asarray(changes[name](), dtype=np.float32))
        except ValueError as error:
            state[f"{key}-problem"] = str(error)

    with st.container(horizontal=True, gap="xsmall"):
        for name in changes:
            st.button(name, key=f"{key}-{name}", on_click=change, args=(name,))
    if f"{key}-problem" in state:
        shell.problem(ValueError(state.pop(f"{key}-problem")))


def _set(key: str, kernel: "NDArray[np.float32]") -> None:
    st.session_state[key] = matrices.format_matrix(kernel)


def resize(kernel: "NDArray[np.float32]", rows: int, columns: int) -> "NDArray[np.float32]":
    """Crop or pad with zeros around the middle, so that a larger kernel does the same as before."""
    result = np.zeros((rows, columns), np.float32)
    (old_top, new_top), (old_left, new_left) = (
        (max(0, (old - new) // 2), max(0, (new - old) // 2))
        for old, new in ((kernel.shape[0], rows), (kernel.shape[1], columns))
    )
    part = kernel[old_top : old_top + rows, old_left : old_left + columns]
    result[new_top : new_top + part.shape[0], new_left : new_left + part.shape[1]] = part
    return result
