"""Page by page in a language whose every message stands in brackets: what stands bare could not be translated."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.proto.Markdown_pb2 import Markdown
from streamlit.testing.v1 import AppTest

from cnnviz.kernels import PRESETS
from cnnviz.lessons import course, experiment
from cnnviz.lessons.exercises import GENERATORS, expected_form, make
from cnnviz.ui.frame import language  # noqa: F401 – replaces functions of Streamlit when it is imported
from cnnviz.words import IN_FORMULA, MOCK, translate
from tests.pages.conftest import healthy, tester

FILES = ["home.py", *(lesson.file for lesson in course.LESSONS), "my_runs.py", "practice.py", "myths.py", "glossary.py"]
SHOWN = {  # fields of Streamlit's messages
    *("body", "label", "help", "placeholder", "caption", "captions", "alt", "text", "delta", "options", "content"),
}
MESSAGE = re.compile(r"⟪[^⟪⟫]*⟫")
NO_WORDS = re.compile(
    r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`"  # formulas, code
    r"|\\\w+(\{\w+\})?|rgba?\([^)]*\)|(?<=\d )([kMG]?B|ms|px)\b"  # parts of formulas, colours, units
    r"|\b\w+(\.\d+)+\b"  # layers
    r"|:material/\w+:|\]\([^)]*\)|https?://\S+",  # icons, addresses
    re.DOTALL,
)
WORD = re.compile(r"\b[^\W\d_]{2,}\b")
PLOTLY = ("hovermode", "xref", "yref", "fillcolor")
PLACES = re.compile(r"%\{[^}]*\}|</?extra>|<br>")  # in what Plotly says to the pointer
KERNELS = {name.replace("_", " ") for name in PRESETS}  # identifiers, as scripts write them
# Pages that still show words which are no message. It must shrink: a page that has none fails as long as it is here.
BARE: set[str] = set()


def texts(message: Any) -> Iterator[str]:
    """Every text that this message of Streamlit's shows, with those inside it, and a component's with several words."""
    if message.DESCRIPTOR.name == "BidiComponent" and message.bytes:
        size = int.from_bytes(message.bytes[:4], "little")
        yield from (text for text in strings(json.loads(message.bytes[4 : 4 + size])) if " " in text)
    if message.DESCRIPTOR.name == "PlotlyChart":
        yield from (text for text in strings(json.loads(message.spec)) if " " in text)
    if message.DESCRIPTOR.name in ("Code", "Html"):
        return
    if getattr(message, "element_type", None) == Markdown.Type.LATEX:
        yield message.body
        return
    for field, value in message.ListFields():
        for one in value if field.is_repeated else [value]:
            if field.message_type is not None and not field.message_type.GetOptions().map_entry:
                yield from texts(one)
            elif field.name in SHOWN and isinstance(one, str):
                yield one


def strings(data: Any) -> Iterator[str]:
    """Every text in what JSON gave, but for Plotly's options."""
    if isinstance(data, dict):
        yield from (text for name, inner in data.items() if name not in PLOTLY for text in strings(inner))
    elif isinstance(data, list):
        yield from (text for inner in data for text in strings(inner))
    elif isinstance(data, str):
        yield PLACES.sub(" ", data)


def elements(block: Any) -> Iterator[Any]:
    for child in block.children.values():
        if getattr(child, "proto", None) is not None and hasattr(child.proto, "DESCRIPTOR"):
            yield child.proto
        if hasattr(child, "children"):
            yield from elements(child)


def bare(app: AppTest) -> list[str]:
    """What stands outside of the brackets and has a word, with what surrounds it."""
    shown = [text for message in elements(app._tree) for text in texts(message)]
    return [text for text in shown if has_words(text)]


def has_words(text: str) -> bool:
    """Whether a word stands outside of all brackets; formulas are looked for in what is left of them."""
    while text != (text := MESSAGE.sub(" ", text)):  # a message may stand inside another, as a term's definition does
        pass
    if any(WORD.search(part[2]) for part in IN_FORMULA.finditer(text)):
        return True
    return text not in KERNELS and bool(WORD.search(NO_WORDS.sub(" ", text)))


@pytest.mark.parametrize("file", FILES)
def test_every_word_on_a_page_is_a_message(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_MOCK_LANGUAGE", "1")
    assert translate("Sources", MOCK) == "⟪Sources⟫"  # reads all sources, before the clock of the page runs
    app = tester(None if file == "home.py" else file)
    app.query_params["lang"] = "mock"
    stem = Path(file).stem
    if any(lesson.stem == stem for lesson in course.LESSONS):  # so that the claim is measured
        app.session_state[f"{stem.replace('_', '-')}-guess"] = next(iter(experiment.of(stem)[0].choices))
    healthy(app.run())
    assert any("⟪" in text for message in elements(app._tree) for text in texts(message))
    found = bare(app)
    assert bool(found) == (file in BARE), found


MARKS = re.compile(r"<(math|style)\b.*?</\1>|\\\\\(.*?\\\\\)|\\\\\[.*?\\\\\]|<[^>]*>|::.*?::|\[html\]|\\n", re.DOTALL)


def test_a_set_is_taken_away_in_the_language_of_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_MOCK_LANGUAGE", "1")
    translate("Sources", MOCK)  # reads all sources, before the clock of the page runs
    made: dict[str, str] = {}
    monkeypatch.setattr(st, "download_button", lambda label, make, *_, **__: made.update({label: make()}))
    app = tester("practice.py")
    app.query_params["lang"] = "mock"
    app.session_state["set-count"], app.session_state["set-solutions"] = 30, True
    healthy(app.run())
    assert set(made) == {"Moodle GIFT", "A page to print"}
    for file in made.values():
        assert "⟪" in file
        text = MARKS.sub(lambda mark: re.sub("[^⟪⟫]", " ", mark[0]), file)
        lines = MESSAGE.sub(" ", html.unescape(text)).splitlines()
        assert not [line for line in lines if has_words(line)]


@pytest.mark.parametrize("slug", GENERATORS)
def test_every_word_of_a_question_is_a_message(slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_MOCK_LANGUAGE", "1")
    for seed in range(8):
        question = make(slug, seed)
        texts = (question.text, question.solution, *question.wrong.values(), *question.choices, question.unit)
        assert not [text for text in texts if has_words(translate(text, MOCK))]
        assert not has_words(translate(expected_form(question), MOCK))
