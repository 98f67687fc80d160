"""The table of contents, and whichever page the address asks for."""

import streamlit as st

from cnnviz.lessons import course
from cnnviz.ui.frame import language, shell, start

language.begin()
sections = {"": [st.Page("home.py", title=language.shown("Home"), default=True)]}
for chapter, title in course.CHAPTERS.items():
    sections[f"{chapter} {language.shown(title)}"] = [
        st.Page(lesson.file, title=f"{lesson.number} {language.shown(lesson.title)}", url_path=lesson.slug)
        for lesson in course.LESSONS
        if lesson.chapter == chapter
    ]
sections[language.shown("Runs")] = [st.Page("my_runs.py", title=language.shown("My runs"), url_path="my-runs")]
sections[language.shown("Questions")] = [
    st.Page("practice.py", title=language.shown("Practice"), url_path="practice"),
    st.Page("myths.py", title=language.shown("True or myth?"), url_path="myths"),
    st.Page("glossary.py", title=language.shown("Glossary"), url_path="glossary"),
]

page = st.navigation(sections, expanded=True)
shell.open_page()
start.ready(page.url_path)
page.run()
shell.close_page()
start.FIRST_PAGE.set()
