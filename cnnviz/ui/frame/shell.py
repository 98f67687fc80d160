"""What surrounds every page: styles, projector mode, the sentence for what a link cannot carry."""

from functools import cache
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from cnnviz import limits
from cnnviz import plain as marks
from cnnviz.lessons import course
from cnnviz.ui.frame import browser, control, language, stage, unwanted
from cnnviz.words import phrases

_steps = browser.component(
    "steps",
    "shell/steps.js",
    "shell/steps.css",
    phrases(
        go_to="Go to …",
        hide_controls="Hide the controls (C)",
        show_controls="Show the controls (C)",
        fill_screen="Full screen (F)",
    ),
)
_address = browser.component("address", "shell/address.js")
_link = browser.component(
    "link",
    "shell/link.js",
    "shell/link.css",
    phrases(
        copy_link="Copy link",
        link_copied="Link copied",
        link="Link to what is on the screen",
        link_without_picture="Your own picture is not in the link: whoever opens it sees a sample photo instead.",
    ),
)
_answered = browser.component("answered", "shell/answered.js")

_jump = browser.component(
    "jump",
    "shell/jump.js",
    "shell/jump.css",
    phrases(
        jump="Go to …",
        jump_key="Go to any lesson, page, term or network (G)",
        jump_search="A lesson, page, term or network",
        jump_none="Nothing has this in its name: try a shorter word.",
        jump_lesson="lesson",
        jump_page="page",
        jump_term="term",
        jump_network="network",
    ),
)

PRESSED = "pressed"  # the key of a button whose press has not been answered yet


def open_page() -> None:
    """Styles and the projector switch; `?projector=true` opens a page ready for the lecture hall."""
    limits.at_checkpoints(unwanted.end)
    st.set_page_config(
        page_title="cnnviz", page_icon=browser.ASSETS / "icon.png", layout="wide", initial_sidebar_state=280
    )
    st.html(browser.ASSETS / "shell" / "app.css")
    _address(key="address", height=1)
    if st.query_params.get("projector") == "1":
        st.session_state.setdefault("projector", True)
        control.forget("projector")
    with st.container(key="projector-switch", horizontal=True, vertical_alignment="center"):
        left = st.container(width="content")
        control.toggle(
            "Projector",
            key="projector",
            bind="query-params",
            help="Larger type, no sidebar; arrow keys or a clicker walk the steps of a lesson.",
        )
    alone = stage.embedded()
    if not alone:
        with left:  # whether it is a projector is known now
            places = _places(browser.base(), language.current())
            _jump(key="jump", width="content", data={"places": places, "quiet": stage.projector()})
    sheets = {"stage": True, "beside": not stage.is_set(), "projector": stage.projector(), "embedded": alone}
    for sheet, wanted in sheets.items():
        if wanted:
            st.html(browser.ASSETS / "shell" / f"{sheet}.css")
    if stage.is_set():
        lessons = [] if alone else _lessons()
        _steps(key="steps", height=1, data={"lessons": lessons})


def _lessons() -> list[tuple[str, str]]:
    """Where one can go without the sidebar: address and name."""
    places = _places(browser.base(), language.current())
    return [(address, name) for address, name, kind in places if kind in ("lesson", "page")]


@cache
def _places(base: str, spoken: str) -> list[tuple[str, str, str]]:
    """Everything that one can go to: address, name and kind."""
    from cnnviz.lessons import glossary
    from cnnviz.networks.catalogue import CATALOGUE

    pages = {"": "Home", "practice": "Practice", "myths": "True or myth?", "glossary": "Glossary", "my-runs": "My runs"}
    lessons = [(one.slug, f"{one.number} {language.shown(one.title)}", "lesson") for one in course.LESSONS]
    terms = [(f"glossary?{urlencode({'term': one.term})}", language.shown(one.term), "term") for one in glossary.TERMS]
    networks = [
        (f"open-network?{urlencode({'open-network': one.name})}", one.title, "network")
        for one in CATALOGUE.values()
        if one.course
    ]
    found = [*lessons, *((slug, language.shown(name), "page") for slug, name in pages.items()), *terms, *networks]
    return [(f"{base}/{address}", name, kind) for address, name, kind in found]


def px(width: int) -> int:
    """A width in pixels for a control; wider on a projector, where the type is larger."""
    return int(width * 1.35) if stage.projector() else width


def button(label: str, *, key: str, **style: Any) -> bool:
    """Whether this button was pressed. style: what else st.button takes.

    st.button forgets the press when another control starts the script anew before it has come to the button; here it
    is kept until it is answered, or until a page has run to its end without asking. What it starts must come next,
    before anything else is drawn: a script can be stopped wherever it draws.
    """

    def press() -> None:
        st.session_state[PRESSED] = key

    st.button(label, key=key, on_click=press, **style)
    if st.session_state.get(PRESSED) != key:
        return False
    del st.session_state[PRESSED]
    return True


def close_page() -> None:
    """The page has run to its end: what is still pressed belongs to a page that has been left."""
    st.session_state.pop(PRESSED, None)


def answered(slug: str, question: str) -> None:
    """A question of the lesson with this address was answered rightly: the browser remembers it."""
    _answered(key=f"{slug}-answered", height=1, data={"lesson": slug, "question": question})


def copy_link(*, soon: str = "") -> None:
    """A button that copies the address, which holds everything on the screen but a private picture.

    soon: a script in `assets/` that the next click may need, fetched meanwhile.
    """
    with stage.aside():
        _link(key="copy-link", width="content", data={"soon": soon})


def problem(error: ValueError) -> None:
    """A mistake in the student's settings, in the engine's own sentence."""
    st.error(told(error), icon=":material/build:")


def told(sentence: object) -> str:
    """A sentence of the engine, or an error's, for places that read marks: in the session's language, as plain text."""
    return plain(language.shown(str(sentence)))


plain = marks.markdown
