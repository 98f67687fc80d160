"""The stage: a lab that is one screen, its controls a strip beside the figure; on a projector every lab is."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from contextvars import ContextVar
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState
from streamlit.runtime.state import get_session_state

from cnnviz.ui.frame import browser

_fit = browser.component("fit", "shell/fit.js")


class Strip(NamedTuple):
    """Where the controls stand, the rows of them and the others, and the fragment that may put them there."""

    rows: DeltaGenerator
    place: DeltaGenerator
    fragment: str | None


_strip: ContextVar[Strip | None] = ContextVar("strip", default=None)


def projector() -> bool:
    """Whether the page is on a projector."""
    return bool(st.session_state.get("projector"))


def embedded() -> bool:
    """Whether the address asks for the stage alone, `?embed=1`; Streamlit keeps this parameter to itself."""
    with get_session_state().query_params() as link:
        value = link._query_params.get("embed", "")
    return (value[-1:] if isinstance(value, list) else [value]) == ["1"]


def is_set() -> bool:
    """Whether there is nothing but the stage: the lab of this page fills the screen or a frame."""
    return projector() or embedded()


def on_board() -> bool:
    """Whether what is drawn now stands on a board, whose figures are as high as the room that is left."""
    return _strip.get() is not None


@contextmanager
def opened(title: str = "", anchor: str = "") -> Iterator[None]:
    """What is drawn inside stands on the board; what belongs to the controls goes into the strip beside it."""
    rows = None
    if not is_set():
        rows = st.container(key="settings", horizontal=True, vertical_alignment="bottom")
        with rows:
            st.subheader(title, anchor=anchor, width="content")
            _fit(key="fit", height=1)
    strip, board = st.container(key="strip"), st.container(key="board")
    token = _strip.set(Strip(rows or strip, strip, _fragment()))
    try:
        with board:
            yield
    finally:
        _strip.reset(token)


def strip() -> DeltaGenerator | None:
    """The strip of the stage that is being drawn; None where controls and figure share one column.

    A fragment inside of the lab keeps its controls with itself: it cannot draw outside when it runs alone.
    """
    here = _here()
    return here and here.place


def rows() -> DeltaGenerator | None:
    """Where rows of controls stand: in the strip, on a normal screen above it."""
    here = _here()
    return here and here.rows


def margin() -> DeltaGenerator | None:
    """Where what accompanies a figure stands, words and what can be taken away: in the strip; None for below it."""
    return strip() if is_set() else None


def aside() -> AbstractContextManager[object]:
    """What accompanies a figure, where it is drawn, or in the margin."""
    return margin() or nullcontext()


def _here() -> Strip | None:
    strip = _strip.get()
    return strip if strip and strip.fragment == _fragment() else None


def _fragment() -> str | None:
    with suppress(RuntimeError):  # a page that runs as a plain script has no fragments
        return ThreadState.get().fragment_id
    return None
