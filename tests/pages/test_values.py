"""Whatever a link asks of a control, the page answers: the default takes the place of what cannot be and says so."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import PAGES, healthy

Open = Callable[..., AppTest]


def sentences(app: AppTest) -> list[str]:
    return [toast.value for toast in app.toast]


@pytest.mark.parametrize("value", ["1e309", "-1e309", "nan", "9" * 400, "", "2.5", "0", "x", "2\x00", "99999999"])
def test_a_number_that_cannot_be_gives_way_to_the_default(open_lesson: Open, value: str) -> None:
    app = open_lesson("pooling-shifts", shift_k=value)
    assert app.number_input(key="shift-k").value == 2
    (said,) = sentences(app)
    assert "“Window k”" in said
    assert "a whole number from 2 to 8" in said
    assert said.endswith(": 2 is used.")


def test_a_number_that_can_be_is_taken_without_a_word(open_lesson: Open) -> None:
    app = open_lesson("pooling-shifts", shift_k="3", shift="4")
    assert app.number_input(key="shift-k").value == 3
    assert app.slider(key="shift").value == 4
    assert not sentences(app)


@pytest.mark.parametrize("value", ["1e309", "nan", "10.5", "9", "x"])
def test_a_slider_takes_what_lies_on_its_steps(open_lesson: Open, value: str) -> None:
    app = open_lesson("activations", act_width=value)
    assert app.slider(key="act-width").value == 64
    assert "steps of 8" in sentences(app)[0]


def test_an_option_that_is_not_offered_is_named_with_those_that_are(open_lesson: Open) -> None:
    app = open_lesson("effective-receptive-field", erf_k="4", erf_networks="many")
    assert app.selectbox(key="erf-k").value == 3
    assert sentences(app)[0] == "The link’s “Kernel k” was 4; it has to be one of 3, 5, 7: 3 is used."
    assert "one of 20, 5, 1: 20 is used." in sentences(app)[1]


def test_a_switch_is_true_or_false(open_lesson: Open) -> None:
    app = open_lesson("alexnet", alex_lrn="maybe", alex_drop="true")
    assert app.toggle(key="alex-lrn").value is True
    assert app.toggle(key="alex-drop").value is True
    (said,) = sentences(app)
    assert said == "The link’s “local response normalisation” was maybe; it has to be true or false: true is used."


def test_what_the_link_says_is_never_markdown(open_lesson: Open) -> None:
    said = sentences(open_lesson("pooling-shifts", shift_k="![x](http://example.org)"))[0]
    assert "![x]" not in said
    assert "\\[x\\]" in said


def test_a_lecturer_opens_a_page_with_projector_1() -> None:
    app = AppTest.from_file(PAGES / "_main.py", default_timeout=60)
    app.query_params["projector"] = "1"
    healthy(app.run())
    assert app.toggle(key="projector").value is True
    assert not sentences(app)
