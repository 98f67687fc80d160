"""Sentences keep what they were made from, and another language is made from that."""

import ast
import copy
import json
import pickle
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from cnnviz.words import IN_FORMULA, Mock, Sentence, joined, languages, listed, messages, say, several, translate
from cnnviz.writing.tex import aligned, said


@pytest.fixture(autouse=True)
def _mock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_MOCK_LANGUAGE", "1")


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A catalogue of four messages in place of the mock one."""
    known = {"{n} picture": "{n} Bild", "{a} before {b}": "{b} nach {a}", "{first} and {last}": "{first} und {last}"}
    monkeypatch.setattr(Mock, "__init__", lambda self: None)
    monkeypatch.setattr(Mock, "gettext", lambda self, text: known.get(text, {"red": "rot"}.get(text, text)))
    monkeypatch.setattr(Mock, "ngettext", lambda self, one, many, n: "{n} Bild" if n == 1 else "{n:,} Bilder")
    from cnnviz import words

    words._translation.cache_clear()
    yield
    words._translation.cache_clear()


def test_a_sentence_is_today_s_english() -> None:
    sentence = say("The kernel of {kernel:,} is {share:.1%} of {name!r}.", kernel=1234, share=0.5, name="a")
    assert sentence == "The kernel of 1,234 is 50.0% of 'a'."
    assert json.loads(json.dumps({sentence: [sentence]})) == {str(sentence): [sentence]}


@pytest.mark.parametrize("passed", [lambda s: pickle.loads(pickle.dumps(s)), copy.deepcopy, str, lambda s: s])
def test_it_keeps_its_template_on_the_way(passed: object) -> None:
    got = passed(say("{n} of {whole}", n=1, whole=several("{n} picture", "{n} pictures", 3)))  # type: ignore[operator]
    assert isinstance(got, Sentence)
    assert (got.template, got.values["n"], got) == ("{n} of {whole}", 1, "1 of 3 pictures")
    assert got.values["whole"].plural == ("{n} pictures", 3)


def test_an_error_still_carries_it() -> None:
    error = ValueError(say("{n} is too large", n=3))
    assert isinstance(str(error), Sentence)
    assert isinstance(error.args[0], Sentence)


@pytest.mark.parametrize(
    ("n", "english"), [(0, "0 pictures"), (1, "1 picture"), (2, "2 pictures"), (1000, "1,000 pictures")]
)
def test_counting(n: int, english: str) -> None:
    assert several("{n} picture", "{n:,} pictures", n) == english


@pytest.mark.parametrize(
    ("items", "english"), [([], ""), (["a"], "a"), (["a", 2], "a and 2"), (["a", "b", "c", "d"], "a, b, c and d")]
)
def test_lists(items: list[object], english: str) -> None:
    assert listed(items) == english
    assert listed(items, last="{first} or {last}") == english.replace(" and ", " or ")
    assert joined(items, " · ") == " · ".join(map(str, items))
    assert joined(items, "{}") == "{}".join(map(str, items))


def test_another_order_other_plurals_and_what_has_no_translation(german: None) -> None:
    sentence = say("{a} before {b}", a=several("{n} picture", "{n:,} pictures", 2000), b=listed(["red", "blue"]))
    assert translate(sentence, "mock") == "rot und blue nach 2,000 Bilder"
    assert translate(sentence, "en") is sentence
    assert translate("", "mock") == ""
    error = ValueError(several("{n} picture", "{n:,} pictures", 1))
    assert translate(say("{a} before {b}", a=error, b=1.5), "mock") == "1.5 nach 1 Bild"


def test_the_messages_are_those_of_the_sources(tmp_path: Path) -> None:
    source = tmp_path / "a.py"
    source.write_text(
        '"""No message."""\nx = "one " "text"\ny = f"glued {x} {\'inside\'}"\n'
        'z = say("a {b}" if x else "c {b}", b=x)\nw = words.several("{n} d", "{n} e", 3)\n'
    )
    texts, templates = messages([source])
    assert templates >= {"a {b}", "c {b}", "{n} d", "{n} e"}
    assert {"one text", "inside"} <= texts
    assert not texts & {"No message.", "glued ", "one "}


def test_the_mock_language_leaves_bare_what_is_no_message() -> None:
    known = "The predicted value is {value}."  # stands in no source
    assert translate(say(known, value=3), "mock") == "The predicted value is 3."
    mock = Mock()
    mock.templates |= {"{n} of {{a}}: {k:.1f}"}
    mock.texts |= {"plain {text}"}
    assert mock.gettext("{n} of {{a}}: {k:.1f}").format(n="bare", k=2) == "bare⟪ of {a}: ⟫2.0"
    assert mock.gettext("plain {text}") == "⟪plain {text}⟫"


def test_the_mock_language_is_there_for_tests_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "mock" in languages()
    monkeypatch.delenv("CNNVIZ_MOCK_LANGUAGE")
    assert "mock" not in languages()


GLUED = re.compile(r"( |[,;.:)] )[A-Za-z{]|[,;] ")  # how a clause begins that another is put before
ROOT = Path(__file__).parents[2]
SOURCES = [*(ROOT / "cnnviz").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]


@cache
def calls() -> list[tuple[Path, ast.Call]]:
    """Every call in the sources, with its file."""
    return [
        (path, node)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
    ]


def test_no_message_begins_in_the_middle_of_a_sentence() -> None:
    _, templates = messages(SOURCES)
    assert {template for template in templates if GLUED.match(template)} == set()


def test_what_is_joined_without_a_space_is_no_clause() -> None:
    glued = [
        (path.name, node.lineno, part.value)
        for path, node in calls()
        if getattr(node.func, "id", "") == "joined" and len(node.args) == 2
        if isinstance(node.args[0], ast.List) and ast.unparse(node.args[1]) == "''"
        for part in node.args[0].elts
        if isinstance(part, ast.Constant) and re.search("[a-z]{2} [a-z]{2}", str(part.value))
    ]
    assert glued == []


def test_the_words_of_a_formula_are_messages(tmp_path: Path) -> None:
    source = tmp_path / "a.py"
    source.write_text('x = r"\\text{hits}"\ny = rf"{x} = \\textbf{{ right ones }} {x}"\nz = r"Of $\\text{one}$"\n')
    texts, _ = messages([source])
    assert texts == {"hits", "right ones", r"Of $\text{one}$", "one"}
    formula = r"\text{multiply-adds} = \text{ mean }\,2 \cdot \text{never said} \text{}"
    assert translate(formula, "en") == formula
    assert translate(formula, "mock") == (
        r"\text{⟪multiply-adds⟫} = \text{ ⟪mean⟫ }\,2 \cdot \text{never said} \text{}"
    )
    lines = aligned([joined(["x &= 2 + ", said(say("{count} more", count=3))], ""), r"\sum"])
    assert lines == r"\begin{aligned} x &= 2 + \text{3 more} \\ \sum \end{aligned}"
    assert translate(lines, "mock") == lines.replace(" more", "⟪ more⟫")


def f_strings() -> Iterator[tuple[str, str]]:
    """Every one in the sources, by its place; ∎ where a value stands in it."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [part.value if isinstance(part, ast.Constant) else "∎" for part in node.values]
                yield f"{path.relative_to(ROOT)} {node.lineno}", "".join(map(str, parts))


def test_no_word_stands_beside_a_value_in_a_formula() -> None:
    """`tex.said(say(…))` says words with values; what stands in a formula is a message only as it is."""
    found = list(f_strings())
    assert sum(r"\text{" in text for _, text in found) > 30
    inside = [(place, part[2]) for place, text in found for part in IN_FORMULA.finditer(text)]
    assert [(place, said) for place, said in inside if "∎" in said and re.search(r"[^\W\d_∎]", said)] == []


OTHER_LETTERS = re.compile(r"\\(mathrm|operatorname|mathit|mathbf|textit|textsf|mbox|textrm)\b")


def test_words_of_formulas_stand_where_they_are_looked_for() -> None:
    """In \\text{…}: other commands for upright letters are for names of functions."""
    names = {r"\mathrm{softmax}"}
    texts = [
        str(node.value)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert {part for text in texts for part in re.findall(r"\\\w+\{\w+\}", text) if OTHER_LETTERS.match(part)} <= names


UNREADABLE = re.compile(r"\d|_$|_(over|plus|times|minus)_")
WRITERS = {  # functions that write: what they wrote is named after what it is, not after them
    node.name
    for path in [
        *(ROOT / "cnnviz/writing").glob("*.py"),
        ROOT / "cnnviz/words.py",
        ROOT / "cnnviz/lessons/small_matrices.py",
    ]
    for node in ast.parse(path.read_text("utf-8")).body
    if isinstance(node, ast.FunctionDef)
} | {"getattr", "fspath", "prod"}


def test_the_values_of_a_message_have_names_that_a_translator_can_read() -> None:
    named = [
        (path.name, call.lineno, word.arg)
        for path, call in calls()
        if getattr(call.func, "id", "") in ("say", "several")
        for word in call.keywords
        if UNREADABLE.search(word.arg or "") or (word.arg in WRITERS and word.arg == made_by(word.value))
    ]
    assert named == []


def made_by(code: ast.expr) -> str:
    """The function that gives a value."""
    return ast.unparse(code.func).rpartition(".")[2] if isinstance(code, ast.Call) else ""
