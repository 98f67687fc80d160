"""The matrix of a 1×1 convolution as text and as a grid: one row per output channel, one column per input channel."""

from typing import TYPE_CHECKING

import streamlit as st

from cnnviz.operations import pointwise
from cnnviz.ui.controls import echo, kernel_editor
from cnnviz.ui.frame import control, shell
from cnnviz.words import say
from cnnviz.writing import matrices

if TYPE_CHECKING:
    from torch import Tensor

PCA = "PCA of this photo"
DEFAULT = "sepia"
MOST_ROWS = 12


def mixing_editor(key: str, image: "Tensor") -> "tuple[Tensor, Tensor, str]":
    """Choose, type or change the mix of the image's channels (C, H, W).

    Returns weights (C_out, C), bias (C_out,) and how the result is meant: "picture" or "signed". key: name of the query
    parameter that holds the matrix as text.
    """
    state = st.session_state
    default = pointwise.MIXES[DEFAULT].rows
    state.setdefault(f"{key}-last", default)
    # The text is the truth; it stands below, but is read first.
    above, below = st.container(), st.container()
    with below:
        text = control.text_input(
            "Weights as text",
            default,
            key=key,
            bind="query-params",
            on_change=echo.typed,
            args=(key,),
            help="A row for each output channel, rows end with ;. A fourth number in every row is the bias.",
            autocomplete="off",
        )
    try:
        weights, bias = _read(text, len(image))
        state[f"{key}-last"] = text
    except ValueError as error:
        with below:
            shell.problem(error)
        text = state[f"{key}-last"]
        try:
            weights, bias = _read(text, len(image))
        except ValueError:  # the picture has become another: a matrix has one channel, a photo three
            text = "; ".join(["1" + " 0" * (len(image) - 1)])
            weights, bias = _read(text, len(image))
    with above:
        show = _preset_picker(key, text, image)
        _draw_grid(key, text)
    return weights, bias, show


def _read(text: str, channels: int) -> "tuple[Tensor, Tensor]":
    return pointwise.split_bias(matrices.parse_matrix(text, largest=MOST_ROWS, most=matrices.SENSIBLE), channels)


def _preset_picker(key: str, text: str, image: "Tensor") -> str:
    """The presets; returns how the current mix is meant."""

    def chosen() -> None:
        name = st.session_state[f"{key}-preset"]
        if name:
            st.session_state[key] = presets[name]

    presets = {name: mix.rows for name, mix in pointwise.MIXES.items()}
    found = pointwise.principal_components(image)
    rows = zip(found.weights.tolist(), found.bias.tolist(), strict=True)
    presets[PCA] = matrices.format_matrix([[*(round(w, 4) for w in row), round(b, 4)] for row, b in rows])
    same = matrices.parse_matrix(text, largest=MOST_ROWS).tolist()
    names = (name for name, rows in presets.items() if matrices.parse_matrix(rows).tolist() == same)
    name = next(names, None)
    if st.session_state.get(f"{key}-preset") != name:
        st.session_state[f"{key}-preset"] = name
    control.selectbox(
        "Mix", list(presets), index=None, key=f"{key}-preset", on_change=chosen, placeholder="Choose a mix"
    )
    if name == PCA:
        st.markdown(
            "The directions along which the colours of this photo vary most, the strongest first; the last column is "
            "the bias that takes the mean away. *Pearson 1901*"
        )
    elif name:
        st.markdown(
            say(
                "{description} *{source}*",
                description=pointwise.MIXES[name].description,
                source=pointwise.MIXES[name].source,
            )
        )
    return "signed" if name == PCA else pointwise.MIXES[name].show if name else "picture"


def _draw_grid(key: str, text: str) -> None:
    matrix = matrices.parse_matrix(text, largest=MOST_ROWS)
    kernel_editor.grid(key, matrix, "Weights, a row for each output channel", plain=True)
    st.markdown("Columns: red, green, blue, bias." if matrix.shape[1] > 3 else "Columns: red, green, blue.")

    def rows(more: int) -> None:
        table = matrix.tolist()
        table = [*table, [0.0] * matrix.shape[1]] if more > 0 else table[:-1] or table
        st.session_state[key] = matrices.format_matrix(table)

    with st.container(horizontal=True, gap="xsmall"):
        st.button("Add a row", key=f"{key}-add", on_click=rows, args=(1,))
        st.button("Take one away", key=f"{key}-less", on_click=rows, args=(-1,))
