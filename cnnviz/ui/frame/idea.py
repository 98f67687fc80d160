"""The idea of a lesson on the screen: its text, its formula with the letters named, its drawing."""

from urllib.parse import quote

import streamlit as st

from cnnviz.lessons import glossary
from cnnviz.lessons import idea as ideas
from cnnviz.ui.frame import browser, language
from cnnviz.words import ENGLISH, joined, say


def show(stem: str) -> None:
    """The idea of the lesson with this stem, if it has one; folded on a phone, whose screen it would fill."""
    idea = ideas.of(stem)
    if idea is None:
        return
    phone = "Mobi" in (st.context.headers.get("User-Agent") or "")
    with st.container(key="idea"), st.expander("The idea", expanded=not phone, icon=":material/lightbulb:"):
        left, right = st.columns([3, 2], vertical_alignment="center") if idea.formula or idea.drawing else (None, None)
        with left or st.container():
            st.markdown(ideas.with_terms(language.shown(idea.text), _link))
        if right is None:
            return
        with right:
            if idea.formula:
                st.latex(idea.formula)
            letters = [
                say("${letter}$ {meaning}", letter=letter, meaning=idea.letters[letter]) for letter in idea.letters
            ]
            if letters:
                st.caption(joined(letters, " · "))
            if idea.drawing:
                st.image(browser.ASSETS / idea.drawing, alt=idea.alt)


def _link(name: str, shown: str) -> str:
    """A term that leads to the glossary; pointing at it shows its definition."""
    term = glossary.by_name()[name]
    spoken = language.current()
    address = f"glossary?term={quote(term.term)}" + (f"&lang={spoken}" if spoken != ENGLISH else "")
    return f'[{shown}]({address} "{language.shown(term.definition)}")'
