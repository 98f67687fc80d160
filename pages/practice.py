"""Practice: questions of all lessons mixed, with a score; sets to take away for Moodle or to print."""

from functools import partial

import streamlit as st

from cnnviz.lessons import course
from cnnviz.ui.frame import control, language, lesson, practice, shell
from cnnviz.words import say

CHAPTERS = {
    chapter: say("{chapter} {title}", chapter=chapter, title=title) for chapter, title in course.CHAPTERS.items()
}
LESSONS = {one.slug: say("{number} {title}", number=one.number, title=one.short) for one in course.LESSONS}
LEVELS = {"easy": 1, "medium": 2, "hard": 3}
NAMES = {level: name for name, level in LEVELS.items()}
SEEDS = 1_000_000_000

st.title("Practice", anchor=False)
st.markdown(
    "Fresh numbers every time, checked at once. The first answer to a question counts for the score. Easy questions "
    "come first: medium ones after three right answers, hard ones after six, unless you choose the difficulty."
)


def chosen() -> tuple[list[str], list[int]]:
    """Lessons and difficulties to draw from; nothing chosen means all lessons, and no difficulty."""
    with lesson.controls():
        chapters = control.pills(
            "Chapters", CHAPTERS, selection_mode="multi", key="practice-chapters", bind="query-params"
        )
        levels = control.pills(
            "Difficulty", list(LEVELS), selection_mode="multi", key="practice-levels", bind="query-params"
        )
    slugs = control.multiselect(
        "Lessons", LESSONS, key="practice-lessons", bind="query-params",
        placeholder="All lessons of these chapters", help="Only questions of these lessons, whatever their chapter.",
    )  # fmt: skip
    numbers = chapters or list(CHAPTERS)
    of_chapters = [entry.slug for entry in course.LESSONS if entry.chapter in numbers]
    return slugs or of_chapters, [LEVELS[name] for name in levels]


@st.fragment
def questions(slugs: list[str], difficulties: list[int]) -> None:
    try:
        asked = practice.question(slugs, difficulties)
    except ValueError as error:
        shell.problem(error)
        return
    board = st.container()
    entry = course.BY_SLUG[asked.slug]
    st.page_link(
        entry.file,
        label=say(
            "From lesson {number} {title}, {level}",
            number=entry.number, title=entry.title, level=NAMES[practice.level(asked)],
        ),
    )  # fmt: skip
    practice.ask(asked, slugs, difficulties)
    with board, st.container(horizontal=True):
        right, answered, share = practice.score()
        st.metric("Right at first", say("{count} of {score}", count=right, score=answered))
        st.metric("Share", f"{share:.0%}" if answered else "–")


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
        drawn = sets.draw(slugs, count, seed, difficulties=difficulties or sets.DIFFICULTIES)
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
