"""The table of contents: every page in its section, in the order of the course."""

from copy import copy
from functools import cache

import streamlit as st
from streamlit.navigation.page import Page

from cnnviz.lessons import course
from cnnviz.ui.frame import language


def sections() -> dict[str, list[Page]]:
    """The pages for st.navigation, in the language of the session.

    To make fifty of them looks for fifty files and takes longer than to show a small page, so they are made once; each
    script gets its own, as Streamlit notes in a page whether it may run.
    """
    made = _sections(language.current(), course.LESSONS)
    return {section: [copy(page) for page in pages] for section, pages in made.items()}


@cache
def _sections(_language: str, lessons: tuple[course.Lesson, ...]) -> dict[str, list[Page]]:
    pages = {"": [st.Page("home.py", title=language.shown("Home"), default=True)]}
    for chapter, title in course.CHAPTERS.items():
        pages[f"{chapter} {language.shown(title)}"] = [
            st.Page(lesson.file, title=f"{lesson.number} {language.shown(lesson.short)}", url_path=lesson.slug)
            for lesson in lessons
            if lesson.chapter == chapter
        ]
    pages[language.shown("Runs")] = [st.Page("my_runs.py", title=language.shown("My runs"), url_path="my-runs")]
    pages[language.shown("Questions")] = [
        st.Page("practice.py", title=language.shown("Practice"), url_path="practice"),
        st.Page("myths.py", title=language.shown("True or myth?"), url_path="myths"),
        st.Page("glossary.py", title=language.shown("Glossary"), url_path="glossary"),
    ]
    return pages
