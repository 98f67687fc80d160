"""The practice page keeps score and takes sets away; the myths are voted on, then computed."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.lessons import course, exercises, myths, sets
from tests.pages.conftest import healthy, tester

SLUGS = [lesson.slug for lesson in course.LESSONS]


@pytest.fixture
def open_page() -> Callable[[str], AppTest]:
    def open_(file: str) -> AppTest:
        app = tester(file)
        app.session_state["practice-seed"] = 4
        return healthy(app.run())

    return open_


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def answer(app: AppTest, text: str) -> None:
    seed = app.session_state["practice-seed"]
    [(_, question)] = sets.draw(SLUGS, 1, seed)
    if question.choices:
        app.radio(key=f"choice-practice-{seed}").set_value(text or question.answer)
    else:
        app.text_input(key=f"typed-practice-{seed}").set_value(text or exercises.format_answer(question.answer))
    next(button for button in app.button if button.label == "Check").click()
    healthy(app.run())


def test_the_first_answer_counts(open_page: Callable[[str], AppTest]) -> None:
    app = open_page("practice.py")
    assert metrics(app)["Right at first"] == "0 of 0"
    answer(app, "")
    assert metrics(app) == {"Right at first": "1 of 1", "Share": "100%"}
    assert app.success
    for _ in range(3):
        next(button for button in app.button if button.label == "Another question").click()
        healthy(app.run())
        seed = app.session_state["practice-seed"]
        [(_, question)] = sets.draw(SLUGS, 1, seed)
        if not question.choices:
            answer(app, "nonsense")
            assert app.warning
            answer(app, "")
            assert app.success
    right, asked = map(int, metrics(app)["Right at first"].split(" of "))
    assert right == 1
    assert asked >= 1


def test_chapter_and_difficulty_are_obeyed(open_page: Callable[[str], AppTest]) -> None:
    app = open_page("practice.py")
    app.pills(key="practice-chapters").set_value([3])
    app.pills(key="practice-levels").set_value(["easy"])
    healthy(app.run())
    slugs = [lesson.slug for lesson in course.LESSONS if lesson.chapter == 3]
    [(_, question)] = sets.draw(slugs, 1, app.session_state["practice-seed"], difficulties=[1])
    assert question.text in [element.value for element in app.markdown]


def test_myths_are_computed_after_the_vote(open_page: Callable[[str], AppTest]) -> None:
    app = open_page("myths.py")
    assert not app.success
    for slug, statement in list(myths.STATEMENTS.items())[:6]:
        holds = statement.examine().holds
        app.segmented_control(key=f"myth-{slug}").set_value("true" if holds else "myth")
        healthy(app.run())
    assert metrics(app) == {"Voted": f"6 of {len(myths.STATEMENTS)}", "Right": "6"}
    assert len(app.success) == 6
