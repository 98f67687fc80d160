"""Components have no words of their own: Python declares them, and a language changes nothing else."""

import re
import string
from pathlib import Path

import pytest

from cnnviz.words import Phrases
from tests.assets.spoken import ASSETS, Component, declared, literals, reached, said

# what looks like words, and is none
KEYS = {*("Enter", "Escape", "Home", "End", "Delete", "Backspace", "PageUp", "PageDown"),
        *(f"Arrow{way}" for way in ("Up", "Down", "Left", "Right"))}  # fmt: skip
CLASSES = {*("picture input", "picture target", "picture response", "kernel learnt", "kernel theirs"),
           *("kernel difference", "thumbs examples", "thumbs picker", "bar time", "bar common")}  # fmt: skip
FORMATS = {"PNG", "SVG"}  # names of files
CODE = re.compile(
    r"[\w-]+:[^ ].*;|\{\};.*|(auto ?)+|\{\}px .*|.*\[(role|data-testid)=.*"  # styles and selectors
    r"|<(svg|path) .*|M[\d.]+ .*|\(prefers-color-scheme: dark\)| \{ content: .*"
    r"|Content-Type|Accept-Language|cnnviz: options have ids"
)
SEVERAL = re.compile(r"[^\W\d_]{2,}\S* (\S* )*[^\W\d_]{2,}")  # two words
LABEL = re.compile(r"(^|\W)[A-Z][a-z]")
SHOWN = re.compile(  # a literal where a person reads it; in code whose literals are blank
    r'(\btext: |\btitle: |textContent = |\.title = |"aria-label"[:,] |fillText\(|\bappend\(|legendEntry\(\w+, '
    r'|figcaption", "", \w+, \{ text: |\.label\w* = )["`]([^"`]+)["`]'
)

MODULES = sorted(ASSETS.rglob("*.js"))
SHARED, COMPONENTS = declared()


def brought(source: str) -> list[str]:
    """Words in a module that are its own."""
    found, code = literals(source)
    own = [text for _, text in found if SEVERAL.search(text) or LABEL.search(text)]
    shown = [source[match.start(2) : match.end(2)] for match in SHOWN.finditer(code)]
    own += [text for text in shown if re.search(r"[^\W\d_]{2,}", re.sub(r"\$\{[^}]*(\}|$)", "", text))]
    return [text for text in own if text not in KEYS | CLASSES | FORMATS and not CODE.fullmatch(text)]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(ASSETS)))
def test_a_module_brings_no_words(module: Path) -> None:
    assert not brought(module.read_text("utf-8")), "declare these with `phrases` in Python, and say them by `word`"


@pytest.mark.parametrize(
    "source",
    [
        'const title = "Train for one step";',
        'const title = on ? "Pause" : "Play";',
        'el("p", { text: "together" });',
        "figure.textContent = `layer ${n}`;",
        "const label = `${a} of ${b} is ${sum(`value ${c}`)} now`;",
        'ctx.fillText("step", 3, 4); // "a comment is none"',
    ],
)
def test_words_are_found(source: str) -> None:
    assert brought(source)


def fields(template: str | tuple[str, str]) -> set[str]:
    """What is filled in."""
    templates = [template] if isinstance(template, str) else template
    return {name for text in templates for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.name)
def test_a_component_says_what_is_declared_for_it(component: Component) -> None:
    """Every word that its modules say is declared with it, with the values that are put in, and none besides."""
    known: Phrases = {} if component.words is None else SHARED | component.words
    used: set[str] = set()
    for module in reached(component.module):
        source = module.read_text("utf-8")
        used |= set(re.findall(r"\w+", source))
        for call in said(source):
            where = f"{module.relative_to(ASSETS)}:{call.line}"
            assert call.name in known, f"{where} says {call.name!r}, which has no words"
            wanted = fields(known[call.name])
            assert call.values is None or call.values == wanted, f"{where}: {call.name} takes {wanted}"
    assert not set(component.words or ()) - used, "words that nobody says"
    assert not set(component.words or ()) & set(SHARED)


def test_equal_ids_are_equal_words_and_places_are_plain_names() -> None:
    """The components of a page share one table."""
    together: Phrases = dict(SHARED)
    for component in COMPONENTS:
        for name, text in (component.words or {}).items():
            assert together.setdefault(name, text) == text, name
    for name, text in together.items():
        for one in [text] if isinstance(text, str) else text:
            assert "{{" not in one and "}}" not in one, name
            assert all(re.fullmatch(r"\w+", field) for field in fields(one)), name
            assert re.sub(r"\{\w+\}", "", one).count("{") == 0, name
    assert set(SHARED) <= {literal.text for module in MODULES for literal in literals(module.read_text("utf-8"))[0]}
