"""A field for numbers: what is typed is checked at once, and the last numbers that could be read are kept."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from cnnviz.ui.frame import control, shell
from cnnviz.words import say
from cnnviz.writing import matrices

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HELP = "Numbers with blanks between them; fractions such as 1/9 are fine."
ROWS = say("{HELP} Rows of a matrix end with ; as in 1 2; 3 4.", HELP=HELP)


def numbers(
    label: str,
    default: str,
    key: str,
    *,
    one_row: bool = True,
    largest: int = 15,
    on_change: Callable[[], None] | None = None,
) -> "NDArray[np.float32]":
    """The typed numbers: (n,) for one row, else (rows, columns). The text stands in the address under `key`."""
    state = st.session_state
    state.setdefault(f"{key}-last", default)
    text = control.text_input(
        label,
        default,
        key=key,
        bind="query-params",
        autocomplete="off",
        help=HELP if one_row else ROWS,
        on_change=on_change,
    )
    try:
        table = _read(text, one_row, largest)
        state[f"{key}-last"] = text
    except ValueError as error:
        shell.problem(error)
        table = _read(state[f"{key}-last"], one_row, largest)
    return table[0] if one_row else table


def _read(text: str, one_row: bool, largest: int) -> "NDArray[np.float32]":
    table = matrices.parse_matrix(text, largest=largest, most=matrices.SENSIBLE)
    if one_row and len(table) > 1:
        raise ValueError(say("There are {table} rows of numbers: write one row, such as 1 2 3.", table=len(table)))
    return table
