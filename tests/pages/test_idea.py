"""The idea stands at the head of its lesson, but not on a projector; its terms lead to the glossary."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from streamlit.testing.v1 import AppTest

from cnnviz.lessons import glossary
from tests.pages.conftest import healthy, tester

Open = Callable[..., AppTest]


def ideas(app: AppTest) -> list[str]:
    return [box.label for box in app.expander if box.label == "The idea"]


def test_a_lesson_says_its_idea_with_links_that_the_glossary_answers(open_lesson: Open) -> None:
    app = open_lesson("kernels")
    assert ideas(app) == ["The idea"]
    [text] = [element.value for element in app.markdown if "](glossary?" in element.value]
    kernel = glossary.by_name()["kernel"]
    assert f'"{kernel.definition}")' in text
    address = text.split("](")[1].split(" ")[0]
    page = tester(f"{urlsplit(address).path}.py")
    page.query_params["term"] = parse_qs(urlsplit(address).query)["term"][0]
    healthy(page.run())
    names = [element.value for element in page.markdown]
    assert names[0] == "**kernel**"
    assert kernel.definition in names


def test_a_projector_leaves_the_idea_out(open_lesson: Open) -> None:
    app = open_lesson("kernels")
    assert not ideas(healthy(app.toggle(key="projector").set_value(True).run()))


def test_a_search_for_nothing_says_what_to_change() -> None:
    page = tester("glossary.py").run()
    assert len(page.latex) == sum(bool(term.formula) for term in glossary.TERMS)
    page.text_input(key="term").set_value("*no* such thing").run()
    assert "shorter word" in healthy(page).info[0].value
    assert "*no*" not in page.info[0].value.replace("\\*", "")
