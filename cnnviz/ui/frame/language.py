"""The language of a session, `?lang=`, and the one place where what Streamlit shows is put into it.

Pages and controls hand English to Streamlit's own functions. Those that show words are replaced here, once, by
functions that translate these arguments first; in English they only pass them on. A component gets its words by
`shown`.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnviz import words

Shown = TypeVar("Shown")
KEY = "language"  # in the session's state
_of_request: ContextVar[str | None] = ContextVar("language", default=None)
LABELLED = ("label", "help")
WORDS = {  # the arguments of Streamlit's functions that are words; a button's type or a key is none
    **dict.fromkeys(("title", "header", "subheader", "markdown", "caption", "latex"), ("body", "help")),
    **dict.fromkeys(("info", "success", "warning", "error", "toast"), ("body",)),
    **dict.fromkeys(
        ("number_input", "text_input", "text_area", "selectbox", "multiselect"), (*LABELLED, "placeholder")
    ),
    **dict.fromkeys(("slider", "toggle", "checkbox", "file_uploader", "camera_input"), LABELLED),
    **dict.fromkeys(("radio", "segmented_control", "pills"), LABELLED),
    **dict.fromkeys(("button", "download_button", "form_submit_button", "link_button", "page_link"), LABELLED),
    **dict.fromkeys(("popover", "badge"), LABELLED),
    "expander": ("label",),
    "metric": ("label", "value", "delta", "help"),
    "progress": ("text",),
    "spinner": ("text",),
    "tabs": ("tabs",),
    "image": ("caption", "alt"),
    "plotly_chart": ("alt",),
    **dict.fromkeys(("table", "dataframe"), ("data",)),
}

NAMED = {  # the entries of a component's header and of a chart that are words
    *("title", "heading", "caption", "alt", "name", "names", "label", "labels", "text", "ticktext", "hovertext"),
    *("filters", "channels", "captions", "description", "source", "note", "what", "largest"),
    *("classes", "message", "private", "hovertemplate", "customdata"),
    *("x", "y", "categoryarray"),  # where a chart has words along an axis
}


def begin() -> None:
    """Take the language from the address, if there is such a one; it holds for the session."""
    asked = st.query_params.get("lang")
    if asked in words.languages():
        st.session_state[KEY] = asked


def current() -> str:
    """The session's language, or that of the request that is being answered."""
    languages = words.languages()
    if len(languages) == 1:
        return words.ENGLISH
    asked = _of_request.get()
    chosen = str(st.session_state.get(KEY, words.ENGLISH)) if asked is None else asked
    return chosen if chosen in languages else words.ENGLISH


@contextmanager
def of_request(headers: Mapping[str, str]) -> Iterator[None]:
    """What is said meanwhile is said in the language that a component asks for: a request has no session."""
    token = _of_request.set(headers.get("accept-language", words.ENGLISH))
    try:
        yield
    finally:
        _of_request.reset(token)


def shown(value: Shown) -> Shown:
    """Words in the session's language: a text, lists, tables and dicts of texts with their keys; all else as it is."""
    language = current()
    return value if language == words.ENGLISH else _in(value, language)


def _in(value: Any, language: str) -> Any:
    if isinstance(value, str):
        return words.translate(value, language)
    if isinstance(value, BaseException):
        return words.translate(str(value), language)
    if isinstance(value, Mapping):
        return {_in(key, language): _in(inner, language) for key, inner in value.items()}
    if type(value) in (list, tuple):
        return type(value)(_in(inner, language) for inner in value)
    if hasattr(value, "columns") and hasattr(value, "map"):  # a pandas table
        return value.rename(columns=lambda name: _in(name, language)).map(lambda cell: _in(cell, language))
    return value


def in_figure(value: Shown) -> Shown:
    """What a component or a chart gets, with its words in the session's language: what stands under one of `NAMED`."""
    language = current()
    return value if language == words.ENGLISH else _in_figure(value, language)


def _in_figure(value: Any, language: str) -> Any:
    if isinstance(value, Mapping):
        return {
            key: _values_in(inner, language) if key in NAMED else _in_figure(inner, language)
            for key, inner in value.items()
        }
    return [_in_figure(inner, language) for inner in value] if type(value) in (list, tuple) else value


def _values_in(value: Any, language: str) -> Any:
    """Texts below a word's name; here a dict's keys say which text it is."""
    if isinstance(value, Mapping):
        return {key: _values_in(inner, language) for key, inner in value.items()}
    if type(value) in (list, tuple):
        return [_values_in(inner, language) for inner in value]
    return _in(value, language)


def _translated(make: Callable[..., Any], named: tuple[str, ...]) -> Callable[..., Any]:
    described = inspect.signature(make)

    @wraps(make)
    def element(*args: Any, **kwargs: Any) -> Any:
        language = current()
        if language == words.ENGLISH:
            return make(*args, **kwargs)
        bound = described.bind(*args, **kwargs)
        for name in named:
            if name in bound.arguments:
                bound.arguments[name] = _in(bound.arguments[name], language)
        return make(*bound.args, **bound.kwargs)

    return element


for _name, _named in WORDS.items():
    if hasattr(DeltaGenerator, _name):
        setattr(DeltaGenerator, _name, _translated(getattr(DeltaGenerator, _name), _named))
        setattr(st, _name, getattr(st._main, _name))
    else:
        setattr(st, _name, _translated(getattr(st, _name), _named))
