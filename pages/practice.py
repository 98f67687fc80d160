"""Practice: questions of all lessons mixed, with a score; sets to take away for Moodle or to print."""

import secrets
from functools import partial
from statistics import fmean

import streamlit as st

from cnnviz.lessons import course
from cnnviz.ui.frame import control, language, lesson, shell
from cnnviz.words import say

CHAPTERS = {
    chapter: say("{chapter} {title}", chapter=chapter, title=title) for chapter, title in course.CHAPTERS.items()
}
LEVELS = {"easy": 1, "medium": 2, "hard": 3}
NAMES = {level: name for name, level in LEVELS.items()}
SEEDS = 1_000_000_000

st.title("Practice", anchor=False)
st.markdown("Fresh numbers every time, checked at once. The first answer to a question counts for the score.")


def chosen() -> tuple[list[str], list[int]]:
    """Lessons and difficulties to draw from; nothing chosen means all."""
    with lesson.controls():
        chapters = control.pills(
            "Chapters", CHAPTERS, selection_mode="multi", key="practice-chapters", bind="query-params"
        )
        levels = control.pills(
            "Difficulty", list(LEVELS), selection_mode="multi", key="practice-levels", bind="query-params"
        )
    numbers = chapters or list(CHAPTERS)
    slugs = [entry.slug for entry in course.LESSONS if entry.chapter in numbers]
    return slugs, [LEVELS[name] for name in levels] or list(LEVELS.values())


@st.fragment
def questions(slugs: list[str], difficulties: list[int]) -> None:
    from cnnviz.lessons import sets

    state = st.session_state
    seed = state.setdefault("practice-seed", secrets.randbelow(SEEDS))
    score: dict[int, bool] = state.setdefault("practice-score", {})
    try:
        [(slug, question)] = sets.draw(slugs, 1, seed, difficulties=difficulties)
    except ValueError as error:
        shell.problem(error)
        return
    board = st.container()
    entry = course.BY_SLUG[slug]
    st.page_link(
        entry.file,
        label=say(
            "From lesson {number} {title}, {NAMES}",
            number=entry.number, title=entry.title, NAMES=NAMES[question.difficulty],
        ),
    )  # fmt: skip
    verdict = lesson.ask(question, key=f"practice-{seed}", another=another)
    if verdict:
        score.setdefault(seed, verdict.correct)
    with board, st.container(horizontal=True):
        st.metric("Right at first", say("{count} of {score}", count=list(score.values()).count(True), score=len(score)))
        st.metric("Share", f"{fmean(score.values()):.0%}" if score else "–")


def another() -> None:
    st.session_state["practice-seed"] = secrets.randbelow(SEEDS)


@st.fragment
def take_away(slugs: list[str], difficulties: list[int]) -> None:
    from cnnviz.lessons import sets

    st.header("Take a set away", anchor="sets")
    st.markdown("For lecturers: the same seed gives the same set. GIFT is what Moodle's question bank imports.")
    with lesson.controls():
        count = control.number_input("Questions", 1, sets.MOST, 10, key="set-count", width=shell.px(140))
        seed = control.number_input("Seed", 0, SEEDS, 1, key="set-seed", width=shell.px(140))
        solutions = control.toggle("with solutions", key="set-solutions")
    try:
        drawn = sets.draw(slugs, count, seed, difficulties=difficulties)
    except ValueError as error:
        shell.problem(error)
        return
    if len(drawn) < count:
        st.caption(
            say("These lessons and difficulties have only {drawn} different questions for this seed.", drawn=len(drawn))
        )
    title = say("Convolutional networks: {drawn} questions, set {seed}", drawn=len(drawn), seed=seed)
    spoken = language.current()  # a file is made outside of the session
    with st.container(horizontal=True):
        st.download_button(
            "Moodle GIFT",
            partial(sets.gift, drawn, language=spoken),
            f"questions-{seed}.gift",
            "text/plain",
            on_click="ignore",
        )
        st.download_button(
            "A page to print",
            partial(sets.page, drawn, title=title, solutions=solutions, language=spoken),
            f"questions-{seed}.html",
            "text/html",
            on_click="ignore",
        )


wanted = chosen()
questions(*wanted)
take_away(*wanted)
