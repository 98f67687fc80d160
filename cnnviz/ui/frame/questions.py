"""A question on the screen. Which one stands in the address, and with what it was answered,
`?question=output-size.convolution.17:112`: a reload, or a link, shows the question, the answer, and what is said of it.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from cnnviz.ui.controls import echo
from cnnviz.ui.frame import control, shell

if TYPE_CHECKING:
    from cnnviz.lessons.exercises import Named, Question, Verdict

QUESTION = "question"  # in the address
LONGEST = 300  # characters of an answer
FIRST_SEED = 1  # of the question that a lesson opens with, so that a reload shows it again


def linked() -> "Named | None":
    """The question that the address names; None without one. What is no question is said, and taken out."""
    from cnnviz.lessons import exercises

    text, _, _ = echo.asked(QUESTION).partition(":")
    if not text:
        return None
    try:
        return exercises.named(text)
    except ValueError as error:
        echo.put(QUESTION, "")
        control.refuse("question", text, str(error), "another one")
        return None


def put(asked: "Named") -> None:
    """Another question, not answered yet."""
    echo.put(QUESTION, str(asked))


def following(asked: "Named", order: Sequence[str]) -> "Named":
    """The next kind of question, with numbers of its own; after the last kind the first one again."""
    place = order.index(asked.kind) + 1
    return asked._replace(kind=order[place % len(order)], seed=secrets.randbelow(1_000_000))


def ask(
    asked: "Named", *, another: Callable[[], None], first: Callable[[bool], Mapping[str, str]] = lambda _right: {}
) -> "Verdict | None":
    """Show a question, take an answer and judge it. Returns the verdict; None before there is an answer.

    another: makes the next one; first: query parameters that the first answer to this question sets, right or not.
    """
    from cnnviz.lessons import exercises

    question = exercises.of(asked)
    named, _, answer = echo.asked(QUESTION)[:LONGEST].partition(":")
    if named != str(asked):
        answer = ""
    st.markdown(question.text)
    with st.form(f"form-{asked}", border=False):
        typed = _field(question, str(asked), answer)
        with st.container(horizontal=True):
            checked = st.form_submit_button("Check", type="primary")
            solved = st.form_submit_button("Show the solution")
            st.form_submit_button("Another question", on_click=another)
    if solved:
        st.info(question.solution)
    if not (checked or answer):
        return None
    verdict = exercises.check(question, typed)
    if checked:
        together = {QUESTION: f"{asked}:{_written(question, typed)}"}
        echo.put_together(together if answer else {**together, **first(verdict.correct)})
    told = shell.told(verdict.message) if verdict.quotes else verdict.message
    (st.success if verdict.correct else st.warning)(told)
    return verdict


def _field(question: "Question", key: str, answer: str) -> str:
    from cnnviz.lessons import exercises

    if question.choices:
        places = {str(place): choice for place, choice in enumerate(question.choices, start=1)}
        if answer in places:
            st.session_state.setdefault(f"choice-{key}", places[answer])
        chosen: str | None = control.radio("Your answer", question.choices, index=None, key=f"choice-{key}")
        return chosen or ""
    if answer:
        st.session_state.setdefault(f"typed-{key}", answer)
    form = exercises.expected_form(question)
    typed: str = control.text_input(
        "Your answer", key=f"typed-{key}", placeholder=form, autocomplete="off", max_chars=LONGEST
    )
    return typed


def _written(question: "Question", typed: str) -> str:
    """An answer as the address has it: a choice by its place."""
    if question.choices:
        return str(question.choices.index(typed) + 1) if typed in question.choices else ""
    return typed
