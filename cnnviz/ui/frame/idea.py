"""The idea of a lesson on the screen: its text, its drawing, its formula with the letters named."""

from collections.abc import Callable
from functools import cache
from urllib.parse import quote

import streamlit as st

from cnnviz.drawing import svg
from cnnviz.lessons import glossary
from cnnviz.lessons import idea as ideas
from cnnviz.ui.frame import browser, language
from cnnviz.words import ENGLISH, joined, say

_folded = browser.component("idea", "shell/idea.js")


def show(stem: str) -> None:
    """The idea of the lesson with this stem, if it has one.

    It is folded on a phone, whose screen it would fill, and where this browser has opened the lesson before.
    """
    idea = ideas.of(stem)
    if idea is None:
        return
    phone = "Mobi" in (st.context.headers.get("User-Agent") or "")
    with st.container(key="idea"):
        with st.expander("The idea", expanded=not phone, icon=":material/lightbulb:"):
            _told(stem, idea)
        if not phone:
            _folded(key="idea-seen", height=1, data={"lesson": stem})


def _told(stem: str, idea: ideas.Idea) -> None:
    drawing = ideas.drawing(stem)
    left, right = st.columns([3, 2], vertical_alignment="center") if idea.formula or drawing else (None, None)
    with left or st.container():
        st.markdown(ideas.with_terms(language.shown(idea.text), _link))
        st.caption(_pace(stem))
    if right is None:
        return
    with right:
        if drawing:
            _drawn(stem, language.current())()
        if idea.formula:
            st.latex(idea.formula)
    letters = [say("${letter}$ {meaning}", letter=letter, meaning=idea.letters[letter]) for letter in idea.letters]
    if letters:  # a drawing leaves no room for them beside the text
        (st if drawing else right).caption(joined(letters, " · "))


@cache
def _drawn(stem: str, spoken: str) -> Callable[[], object]:
    """What shows the drawing of this lesson's idea in this language."""
    drawing = ideas.drawing(stem)
    assert drawing is not None
    return browser.still(f"drawing_{stem}_{spoken}", svg.written(drawing, language.shown), svg.STYLE)


def _link(name: str, shown: str) -> str:
    """A term that leads to the glossary; pointing at it shows its definition."""
    term = glossary.by_name()[name]
    spoken = language.current()
    address = f"glossary?term={quote(term.term)}" + (f"&lang={spoken}" if spoken != ENGLISH else "")
    return f'[{shown}]({address} "{language.shown(term.definition)}")'


def _pace(stem: str) -> str:
    """How long the lesson takes, and what is counted for that."""
    from cnnviz.lessons import exercises, experiment, pace

    return say(
        "About {minutes} minutes: the idea, the lab, {experiments} experiments and {questions} questions",
        minutes=pace.minutes(stem), experiments=len(experiment.of(stem)),
        questions=len(exercises.kinds(stem.replace("_", "-"))),
    )  # fmt: skip
