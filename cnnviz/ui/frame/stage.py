"""The stage: on a projector and in a frame a lab is one screen, its controls a strip beside the figure."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState
from streamlit.runtime.state import get_session_state


class Strip(NamedTuple):
    """Where the controls stand, and the fragment that may put them there."""

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
    """Whether the lab of this page is a stage."""
    return projector() or embedded()


@contextmanager
def opened() -> Iterator[None]:
    """What is drawn inside stands on the board; what belongs to the controls goes into the strip beside it."""
    strip, board = st.container(key="strip"), st.container(key="board")
    token = _strip.set(Strip(strip, _fragment()))
    try:
        with board:
            yield
    finally:
        _strip.reset(token)


def strip() -> DeltaGenerator | None:
    """The strip of the stage that is being drawn; None where controls and figure share one column.

    A fragment inside of the lab keeps its controls with itself: it cannot draw outside when it runs alone.
    """
    strip = _strip.get()
    return strip.place if strip and strip.fragment == _fragment() else None


def aside() -> AbstractContextManager[object]:
    """What accompanies a figure, words and what can be taken away: beside it on a stage, else where it is drawn."""
    return strip() or nullcontext()


def _fragment() -> str | None:
    return ThreadState.get().fragment_id
