"""Presets, an editable grid and the kernel as text: three views of one kernel, which stands in the address.

All but the text is one component. It computes its edits itself and tells the explorers on the page, which show at once
what they make of it; then it sends the kernel as text, and what the server computes takes the place of the preview.
"""

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from cnnviz import words
from cnnviz.drawing import colour
from cnnviz.ui.controls import echo
from cnnviz.ui.frame import browser, control, language, shell
from cnnviz.words import phrases, say
from cnnviz.writing import matrices

if TYPE_CHECKING:
    from numpy.typing import NDArray

LARGEST = 15
LAST_EDIT = "last-kernel-edit"
_editor = browser.component(
    "kernel",
    "views/kernel/kernel.js",
    "views/kernel/kernel.css",
    phrases(
        entry="row {row}, column {column}",
        rows="Rows",
        columns="Columns",
        preset="{label}: preset",
        choose_preset="Choose a preset",
        normalise="Normalise",
        negate="Negate",
        rotate="Rotate 90°",
        random="Random",
        no_number="“{text}” is no number, so the one before it is back: type one such as 2, -0.5 or 1/9.",
        no_sum="All entries of the kernel are 0, so there is no sum to divide by: change at least one entry.",
    ),
)


def kernel_editor(key: str, default: str, *, label: str = "Kernel", presets: bool = True) -> "NDArray[np.float32]":
    """Let the student choose, type or change a kernel; returns (h, w) float32, always a valid one.

    key: name of the query parameter that holds the kernel as text. default: text of the kernel at first.
    """
    state = st.session_state
    state.setdefault(f"{key}-last", default)
    # The text is the truth; it stands below, but is read first, so that a link's kernel is known to what is above it.
    above, below = st.container(), st.container()
    with below:
        text = control.text_input(
            say("{label} as text", label=label),
            default,
            key=key,
            bind="query-params",
            on_change=echo.typed,
            args=(key,),
            help="Rows end with ; and numbers with blanks. Fractions such as 1/9 are fine, and so is a pasted matrix.",
            autocomplete="off",
        )
    try:
        kernel = matrices.parse_matrix(text, largest=LARGEST, most=matrices.SENSIBLE)
        state[f"{key}-last"] = text
    except ValueError as error:
        with below:
            shell.problem(error)
        kernel = matrices.parse_matrix(state[f"{key}-last"], largest=LARGEST)
    with above:
        grid(key, kernel, label, presets=_presets(language.current()) if presets else None)
    return kernel


def last_edit() -> int:
    """Number of the last edit that has arrived from a browser's editor; later ones have larger numbers."""
    return int(st.session_state.get(LAST_EDIT, 0))


def grid(
    key: str,
    kernel: "NDArray[np.float32]",
    label: str,
    *,
    presets: "list[dict[str, str]] | None" = None,
    plain: bool = False,
) -> None:
    """The numbers as fields whose edits become the text under `key`. plain: without size and changes."""
    state = st.session_state
    header = {
        "key": key,
        "label": label,
        "kernel": _texts(kernel),
        "presets": presets,
        "plain": plain,
        "edit": last_edit(),
    }

    def edited() -> None:
        if sent := browser.sent(f"{key}-grid", "edit", _edit):
            echo.replace(key, sent[0])
            state[LAST_EDIT] = max(last_edit(), sent[1])

    _editor(key=f"{key}-grid", data=browser.pack(header, {"diverging": colour.DIVERGING}), on_edit_change=edited)


def _edit(sent: Any) -> tuple[str, int]:
    """A kernel as text, and the number of the edit."""
    kernel, number = sent
    return browser.text(kernel), browser.whole_number(number)


def _texts(kernel: "NDArray[np.float32]") -> list[list[str]]:
    return [row.split(" ") for row in matrices.format_matrix(kernel).split("; ")]


@cache
def _presets(spoken: str) -> list[dict[str, str]]:
    """spoken: the language, so that nobody gets the first session's."""
    from cnnviz import kernels

    return [
        {
            "title": preset.title,
            "group": words.translate(preset.group, spoken),
            "description": preset.description,
            "source": preset.source,
            "text": matrices.format_matrix(preset.kernel),
        }
        for preset in kernels.PRESETS.values()
    ]
