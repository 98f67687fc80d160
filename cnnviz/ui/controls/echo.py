"""Texts that controls replace, in a field or in the address.

A browser sends its address and the values of all its controls with every click, also those that the server has changed
in the meantime. So a text that comes back right after a control replaced it is its echo: nobody has typed it.
"""

import time
from collections.abc import Mapping

import streamlit as st

ECHO = 3.0  # seconds after which a text that a control had replaced must have been typed


def replace(key: str, text: str) -> None:
    """Another text for the field with this key."""
    _note(key, st.session_state.get(key, ""), text)
    st.session_state[key] = text


def typed(key: str) -> None:
    """The field's `on_change`: where its text is the echo of one that was replaced, the replacement stays."""
    if key in st.session_state:  # a field that has just been replaced is gone
        st.session_state[key] = _meant(key, st.session_state[key])


def put(name: str, value: str) -> None:
    """Another value for a query parameter of the address; "" takes it out."""
    _note(f"?{name}", st.query_params.get(name, ""), value)
    _write(name, value)


def put_together(values: Mapping[str, str]) -> None:
    """Values for several query parameters, none of them "", in one step of the browser's history."""
    for name, value in values.items():
        _note(f"?{name}", st.query_params.get(name, ""), value)
    st.query_params.update(values)


def asked(name: str) -> str:
    """The value of a query parameter, or ""; where it is the echo of one that was replaced, the replacement."""
    found = str(st.query_params.get(name, ""))
    meant = _meant(f"?{name}", found)
    if meant != found:
        _write(name, meant)
    return meant


def _write(name: str, value: str) -> None:
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def _note(key: str, old: str, new: str) -> None:
    state, now = st.session_state, time.monotonic()
    replaced = {text: when for text, when in state.get(f"{key}-replaced", {}).items() if now - when < ECHO}
    state[f"{key}-replaced"] = {text: when for text, when in (replaced | {old: now}).items() if text != new}
    state[f"{key}-now"] = new


def _meant(key: str, text: str) -> str:
    state = st.session_state
    fresh = time.monotonic() - state.get(f"{key}-replaced", {}).get(text, float("-inf")) < ECHO
    return str(state[f"{key}-now"]) if fresh else text
