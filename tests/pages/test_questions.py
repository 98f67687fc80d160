"""The practice page keeps score and takes sets away; the myths are voted on, then computed."""

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.lessons import course, exercises, myths
from tests.pages.conftest import healthy, tester


@pytest.fixture
def open_page() -> Callable[..., AppTest]:
    def open_(file: str, **query: str) -> AppTest:
        app = tester(file)
        for name, value in query.items():
            app.query_params[name] = value
        return healthy(app.run())

    return open_


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def asked(app: AppTest) -> exercises.Named:
    """The question on the screen, by the key of its field."""
    [field] = [one for one in (*app.text_input, *app.radio) if (one.key or "").startswith(("typed-", "choice-"))]
    return exercises.named((field.key or "").partition("-")[2])


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click()
    healthy(app.run())


def answer(app: AppTest, text: str = "") -> None:
    """Type this, or what is right, and have it checked."""
    name = asked(app)
    question = exercises.of(name)
    if question.choices:
        app.radio(key=f"choice-{name}").set_value(text or question.answer)
    else:
        app.text_input(key=f"typed-{name}").set_value(text or exercises.format_answer(question.answer))
    press(app, "Check")


def query(app: AppTest) -> dict[str, str]:
    return {name: value[0] if isinstance(value, list) else value for name, value in app.query_params.items()}


def test_the_first_answer_counts(open_page: Callable[..., AppTest]) -> None:
    app = open_page("practice.py", question="kernels.constant-region.4")
    assert metrics(app)["Right at first"] == "0 of 0"
    answer(app)
    assert metrics(app) == {"Right at first": "1 of 1", "Share": "100%"}
    assert app.success
    press(app, "Another question")
    assert asked(app) != exercises.named("kernels.constant-region.4")
    assert not app.success
    app = open_page("practice.py", question="flip.convolution-at.5", score="1-1")
    answer(app, "nonsense")
    assert app.warning
    answer(app)
    assert app.success
    assert metrics(app)["Right at first"] == "1 of 2"


def test_a_reload_keeps_question_answer_and_score(open_page: Callable[..., AppTest]) -> None:
    app = open_page("practice.py", question="kernels.constant-region.4")
    answer(app, "７")
    said = app.warning[0].value
    again = open_page("practice.py", **query(app))
    assert asked(again) == exercises.named("kernels.constant-region.4")
    assert again.text_input(key="typed-kernels.constant-region.4").value == "７"
    assert again.warning[0].value == said
    assert metrics(again)["Right at first"] == "0 of 1"
    answer(again)
    assert metrics(again)["Right at first"] == "0 of 1"


def test_a_choice_is_kept_too(open_page: Callable[..., AppTest]) -> None:
    name = "flip.which-agrees.3"
    question = exercises.of(exercises.named(name))
    app = open_page("practice.py", question=name)
    answer(app)
    assert query(app)["question"] == f"{name}:{question.choices.index(str(question.answer)) + 1}"
    again = open_page("practice.py", **query(app))
    assert again.radio(key=f"choice-{name}").value == question.answer
    assert again.success


def test_practice_begins_with_easy_questions_and_gets_harder(open_page: Callable[..., AppTest]) -> None:
    app = open_page("practice.py")
    for _ in range(5):
        assert exercises.level(asked(app)) == 1
        press(app, "Another question")
    app, levels = open_page("practice.py", score="6-9"), set()
    for _ in range(12):
        press(app, "Another question")
        levels.add(exercises.level(asked(app)))
    assert len(levels) > 1


def test_chapter_lesson_and_difficulty_are_obeyed(open_page: Callable[..., AppTest]) -> None:
    app = open_page("practice.py", question="kernels.constant-region.4")
    app.pills(key="practice-chapters").set_value([3])
    app.pills(key="practice-levels").set_value(["hard"])
    healthy(app.run())
    assert course.BY_SLUG[asked(app).slug].chapter == 3
    assert exercises.level(asked(app)) == 3
    app = open_page("practice.py", **{"practice-lessons": "lenet"})
    for _ in range(3):
        assert asked(app).slug == "lenet"
        press(app, "Another question")


@pytest.mark.parametrize("text", ["kernels", "kernels.constant-region", "no.such.1", "flip.turn-kernel.٣", "a.b.c.d"])
def test_what_is_no_question_is_said(open_page: Callable[..., AppTest], text: str) -> None:
    app = open_page("practice.py", question=text)
    assert app.toast
    assert exercises.of(asked(app)).text in [element.value for element in app.markdown]


def test_a_lesson_opens_with_its_easiest_question_and_keeps_what_was_answered(
    open_lesson: Callable[..., AppTest],
) -> None:
    app = open_lesson("output-size")
    assert asked(app) == exercises.named("output-size.convolution.1")
    answer(app, "1")
    healthy(app.run())
    assert app.warning
    assert query(app)["question"] == "output-size.convolution.1:1"
    seen = [asked(app).kind]
    for _ in range(5):
        press(app, "Another question")
        seen.append(asked(app).kind)
    assert seen == exercises.kinds("output-size")
    assert asked(app).seed != 1 or seen[-1] != seen[0]


def test_a_lesson_asks_for_what_its_page_shows(open_lesson: Callable[..., AppTest]) -> None:
    assert asked(open_lesson("output-size", layer="transposed_convolution")).kind == "transposed"
    assert asked(open_lesson("pooling", pool_kind="average")).kind == "average-pooled"


def test_myths_are_computed_after_the_vote(open_page: Callable[[str], AppTest]) -> None:
    app = open_page("myths.py")
    assert not app.success
    for slug, statement in list(myths.STATEMENTS.items())[:6]:
        holds = statement.examine().holds
        app.segmented_control(key=f"myth-{slug}").set_value("true" if holds else "myth")
        healthy(app.run())
    assert metrics(app) == {"Voted": f"6 of {len(myths.STATEMENTS)}", "Right": "6"}
    assert len(app.success) == 6


@pytest.mark.parametrize("typed", ["[[1 2]] **bold**", "$x$ 1", "![x](//evil)", ":red[x]"])
def test_an_answer_of_a_link_is_shown_letter_by_letter(open_page: Callable[..., AppTest], typed: str) -> None:
    app = open_page("practice.py", question=f"one-value.whole-output.1:{typed}")
    (warning,) = app.warning
    assert re.search(r"stands outside|not a number", warning.value.replace("\\", ""))
    assert not re.search(r"(?<!\\)[*$\[]", warning.value)
