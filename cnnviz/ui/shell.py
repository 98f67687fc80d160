"""What surrounds every page: styles, projector mode, the sentence for what a link cannot carry."""

import streamlit as st

from cnnviz.ui import browser

_steps = browser.component("steps", "shell/steps.js")
_link = browser.component("link", "shell/link.js", "shell/link.css")


def open_page() -> None:
    """Styles and the projector switch; `?projector=1` opens a page ready for the lecture hall."""
    st.set_page_config(
        page_title="cnnviz", page_icon=browser.ASSETS / "icon.png", layout="wide", initial_sidebar_state=280
    )
    st.html(browser.ASSETS / "shell" / "app.css")
    if "projector" not in st.session_state and st.query_params.get("projector") in ("1", "true"):
        st.session_state["projector"] = True
    with st.container(key="projector-switch"):
        st.toggle(
            "Projector",
            key="projector",
            bind="query-params",
            help="Larger type, no sidebar; arrow keys or a clicker walk the steps of a lesson.",
        )
    if projector():
        st.html(browser.ASSETS / "shell" / "projector.css")
        _steps(key="steps", height=1)


def projector() -> bool:
    """Whether the page is on a projector."""
    return bool(st.session_state.get("projector"))


def px(width: int) -> int:
    """A width in pixels for a control; wider on a projector, where the type is larger."""
    return int(width * 1.35) if projector() else width


def copy_link() -> None:
    """A button that copies the address, which holds everything on the screen but a private picture."""
    _link(key="copy-link", width="content")


def problem(error: ValueError) -> None:
    """A mistake in the student's settings, in the engine's own sentence."""
    st.error(plain(str(error)), icon=":material/build:")


def plain(sentence: str) -> str:
    """Keep what somebody typed from turning into Markdown, math or emoji."""
    for mark in "\\`*_[]$:<>#~":
        sentence = sentence.replace(mark, "\\" + mark)
    return sentence
