"""Where to go on: how far this browser has come, and what a search finds."""

from functools import cache
from typing import Any

import streamlit as st

from cnnviz.lessons import course, finding, glossary
from cnnviz.ui.frame import browser, language, shell
from cnnviz.words import phrases, say

_progress = browser.component(
    "progress",
    "shell/progress.js",
    "shell/progress.css",
    phrases(
        progress_begin="Begin: {lesson}",
        progress_continue="Continue: {lesson}",
        progress_lessons="{n} of {all} lessons done",
        progress_experiments=("{n} experiment", "{n} experiments"),
        progress_questions=("{n} question", "{n} questions"),
        progress_where="Kept in this browser only.",
        progress_forget="Forget what I have done",
    ),
)


def show() -> None:
    """What this browser has done of the course, and the way to the first lesson that is not done."""
    titles = {one.slug: say("{number} {title}", number=one.number, title=one.title) for one in course.LESSONS}
    lessons = [{"slug": slug, "title": language.shown(title)} for slug, title in titles.items()]
    _progress(key="progress", data={"lessons": lessons})


_map = browser.component(
    "map",
    "shell/map.js",
    "shell/map.css",
    phrases(
        map_next="next",
        map_point="Point at a lesson to see what it builds on, and what builds on it.",
        map_needs="It uses terms of {lessons}.",
        map_needs_none="It uses no term of a lesson before it.",
        map_leads="Its own are used in {lessons}.",
    ),
)


def course_map() -> None:
    """Every lesson, what this browser has done of them, and how they build on each other."""
    _map(key="map", data={"chapters": _chapters(language.current())})


@cache
def _chapters(_language: str) -> list[dict[str, Any]]:
    return [
        {
            "title": f"{chapter} {language.shown(title)}",
            "lessons": [
                {
                    "slug": one.slug,
                    "number": one.number,
                    "title": language.shown(one.short),
                    "needs": {
                        stem.replace("_", "-"): [language.shown(term.term) for term in terms]
                        for stem, terms in glossary.builds_on(one.stem).items()
                    },
                }
                for one in course.LESSONS
                if one.chapter == chapter
            ],
        }
        for chapter, title in course.CHAPTERS.items()
    ]


def results(sought: str) -> None:
    """Links to what a text is found in; a sentence if that is nothing."""
    if not sought.strip():
        return
    found = finding.search(sought)
    if not any(found):
        st.info(say("Nothing has “{sought}” in it: try a shorter word, or another one.", sought=shell.plain(sought)))
        return
    with st.container(horizontal=True):
        for lesson in found.lessons:
            st.page_link(lesson.file, label=say("{number} {title}", number=lesson.number, title=lesson.title))
        for term in found.terms:
            st.page_link("glossary.py", label=term.term, icon=":material/menu_book:", query_params={"term": term.term})
        for network in found.networks:
            st.page_link(
                "chapter_4/open_network.py", label=network.title, icon=":material/account_tree:",
                query_params={"open-network": network.name},
            )  # fmt: skip
