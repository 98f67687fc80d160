"""Every lesson runs, every control can be moved, and nonsense gets a sentence."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import SLUGS, healthy, tester

Open = Callable[..., AppTest]
STEPS = ["The lab", "In your numbers", "Experiments", "Check yourself", "The same in PyTorch", "Sources"]


def test_home_shows_every_lesson() -> None:
    from cnnviz.lessons import course

    app = healthy(tester().run())
    text = " ".join(element.value for element in [*app.markdown, *app.caption])
    for lesson in course.LESSONS:
        assert lesson.question in text
        assert lesson.try_first in text


@pytest.mark.parametrize("slug", SLUGS)
def test_every_lesson_has_a_card_and_questions(slug: str) -> None:
    from cnnviz.lessons import exercises
    from cnnviz.ui.frame import browser

    assert (browser.ASSETS / "cards" / f"{slug.replace('-', '_')}.png").exists(), "run: make pictures"
    assert len(exercises.GENERATORS[slug]) >= 3


@pytest.mark.parametrize("slug", SLUGS)
def test_lesson_has_every_step(open_lesson: Open, slug: str) -> None:
    app = open_lesson(slug)
    assert [step for step in (heading.value for heading in app.subheader) if step in STEPS] == STEPS
    assert not app.error


@pytest.mark.parametrize(
    ("slug", "query"),
    [
        ("connections", {}), ("output-size", {}), ("output-size", {"padding": "sides", "each": "true"}),
        ("output-size", {"layer": "transposed_convolution"}), ("output-size", {"layer": "max_pool"}),
    ],
)  # fmt: skip
def test_every_control_says_what_it_is_for(open_lesson: Open, slug: str, query: dict[str, str]) -> None:
    app = open_lesson(slug, **query)
    groups = ("selectbox", "segmented_control", "toggle", "slider", "number_input")
    controls = [widget for group in groups for widget in getattr(app, group) if not widget.key.endswith("guess")]
    assert len(controls) > 6
    assert not [widget.label for widget in controls if not widget.proto.help]


def other_values(widget: Any) -> list[Any]:
    """A few values that the widget can take, other than its own."""
    match widget.type:
        case "selectbox":
            return [index for index, _ in enumerate(widget.options)][:3]
        case "radio" | "segmented_control" | "button_group" | "pills":
            return list(widget.options)
        case "toggle" | "checkbox":
            return [not widget.value]
        case "slider":
            return [widget.min, widget.max]
        case "number_input":
            return [0, 1, 4, -1]
    return []


@pytest.mark.parametrize("slug", SLUGS)
def test_every_control_moves(open_lesson: Open, slug: str) -> None:
    app = open_lesson(slug)
    moved = 0
    groups = ("selectbox", "segmented_control", "toggle", "slider", "number_input", "radio")
    for group in groups:
        for key in [widget.key for widget in getattr(app, group, [])]:
            if (widget := control(app, group, key)) is None:
                app = open_lesson(slug)
                widget = control(app, group, key)
            first = widget.value
            for value in [*other_values(widget), first]:
                widget = control(app, group, key)
                if widget is None:
                    break  # the value before has taken this control away
                if group == "selectbox" and isinstance(value, int):
                    if value >= len(widget.options):
                        break  # the value before has taken this one away
                    widget.select_index(value)
                else:
                    widget.set_value(value)
                healthy(app.run())
                moved += 1
    assert moved > 3


def control(app: AppTest, group: str, key: str | None) -> Any:
    """The widget with this key, if it is on the page."""
    return next((widget for widget in getattr(app, group, []) if widget.key == key), None)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_button_answers(open_lesson: Open, slug: str) -> None:
    app = open_lesson(slug)
    for key in [button.key for button in app.button]:
        if key:
            healthy(app.button(key=key).click().run())


NONSENSE = ["", "   ", "abc", "1 2; 3", "1/0", "1e999", "nan", "__import__('os')", "🙂", "1 " * 400, "; ; ;", "[[", "-"]


@pytest.mark.parametrize("slug", SLUGS)
def test_nonsense_in_every_text_gets_a_sentence(open_lesson: Open, slug: str) -> None:
    app = open_lesson(slug)
    kernels = [field.key for field in app.text_input if field.key and "typed" not in field.key]
    if not kernels:
        pytest.skip("this lesson has no text to type into")
    for key in kernels:
        for text in NONSENSE:
            app.text_input(key=key).set_value(text)
            healthy(app.run())
            if text.strip() not in ("-",):
                assert app.error, (key, text)
        app.text_input(key=key).set_value("1 0; 0 1")
        healthy(app.run())
