"""The front page: where to go on, a search, the course as cards, and what to try first."""

import streamlit as st

from cnnviz.lessons import course
from cnnviz.ui.frame import browser, control, progress
from cnnviz.words import say

st.title("cnnviz: see what a convolutional network computes", anchor=False)
st.markdown(
    "Change something, see the computed result at once, on your own picture, with exactly the number PyTorch gives. "
    "**In a lecture, start here:** open the *Kernel laboratory*, take a photo of the room with the camera, choose "
    "*Sobel* and point at an edge. Then turn on *Projector* at the top right."
)
progress.show()
progress.course_map()


@st.fragment
def search() -> None:
    sought = control.text_input(
        "Search lessons, terms and networks", key="search", bind="query-params", max_chars=80, autocomplete="off"
    )
    progress.results(sought)


search()
for chapter, title in course.CHAPTERS.items():
    st.header(say("{chapter} {title}", chapter=chapter, title=title), anchor=f"chapter-{chapter}")
    lessons = [lesson for lesson in course.LESSONS if lesson.chapter == chapter]
    with st.container(horizontal=True, gap="small"):
        for lesson in lessons:
            with st.container(border=True, width=310, key=f"card-{lesson.slug}"):
                card = browser.ASSETS.joinpath("cards", f"{lesson.stem}.png")
                if card.exists():  # a lesson being written has no picture yet
                    st.image(card, alt=lesson.picture)
                st.page_link(lesson.file, label=say("**{number} {title}**", number=lesson.number, title=lesson.title))
                st.markdown(lesson.question)
                st.caption(say("Try first: {try_first}", try_first=lesson.try_first))
st.header("Questions", anchor="questions")
st.page_link(
    "practice.py", label="**Practice**: fresh questions from all lessons, with a score, for Moodle and for print"
)
st.page_link("myths.py", label="**True or myth?** Sentences from lecture notes: vote, then see them computed")
