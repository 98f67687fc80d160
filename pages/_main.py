"""The table of contents, and whichever page the address asks for."""

import streamlit as st

from cnnviz.lessons import course
from cnnviz.ui.frame import shell, start

sections = {"": [st.Page("home.py", title="Home", default=True)]}
for chapter, title in course.CHAPTERS.items():
    sections[f"{chapter} {title}"] = [
        st.Page(lesson.file, title=f"{lesson.number} {lesson.title}", url_path=lesson.slug)
        for lesson in course.LESSONS
        if lesson.chapter == chapter
    ]
sections["Runs"] = [st.Page("my_runs.py", title="My runs", url_path="my-runs")]
sections["Questions"] = [
    st.Page("practice.py", title="Practice", url_path="practice"),
    st.Page("myths.py", title="True or myth?", url_path="myths"),
]

page = st.navigation(sections, expanded=True)
shell.open_page()
start.ready(page.url_path)
page.run()
shell.close_page()
start.FIRST_PAGE.set()
