"""The glossary: every term with its definition, its formula, and the lessons where it is used."""

import streamlit as st

from cnnviz.lessons import glossary
from cnnviz.ui.frame import control, shell
from cnnviz.words import joined, say

st.title("Glossary", anchor=False)


@st.fragment
def terms() -> None:
    sought = control.text_input(
        "Search the terms and what is said of them", key="term", bind="query-params", max_chars=80, autocomplete="off"
    )
    found = glossary.search(sought)
    if not found:
        st.info(
            say("No term has “{sought}” in it: try a shorter word, or clear the field.", sought=shell.plain(sought))
        )
    for term in found:
        with st.container(border=True):
            st.markdown(say("**{term}**", term=term.term))
            if term.also:
                st.caption(say("also: {names}", names=joined(term.also)))
            st.markdown(term.definition)
            if term.formula:
                st.latex(term.formula)
            with st.container(horizontal=True):
                for lesson in glossary.lessons(term):
                    st.page_link(lesson.file, label=say("{number} {title}", number=lesson.number, title=lesson.title))


terms()
