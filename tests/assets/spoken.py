"""The words of the components, as they stand in the sources: what Python declares, what the modules say."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cnnviz.words import ENGLISH, Phrases, vocabulary

ROOT = Path(__file__).parents[2]
ASSETS = ROOT / "assets"
SOURCES = sorted((ROOT / "cnnviz" / "ui").rglob("*.py"))
REGULAR = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\\\[\n])+/")


class Component(NamedTuple):
    """One that Python registers: the module with its default export, and its words without the shared ones; None where
    it says nothing."""

    name: str
    module: Path
    words: Phrases | None


def _named(tree: ast.Module) -> dict[str, Phrases]:
    """Phrases that are given a name at the top of a module."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and _calls(node.value, "phrases") and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = _written(node.value)
    return found


def _calls(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and name in (getattr(node.func, "id", ""), getattr(node.func, "attr", ""))


def _together(given: ast.expr, here: str, named: dict[tuple[str, str], Phrases]) -> Phrases | None:
    """What a component is given: phrases, a name of some, in this module or another, or some of them joined by |."""
    if _calls(given, "phrases"):
        return _written(given)
    if isinstance(given, ast.Name):
        return named[here, given.id]
    if isinstance(given, ast.Attribute) and isinstance(given.value, ast.Name):
        return named[given.value.id.removeprefix("views_"), given.attr]
    if isinstance(given, ast.BinOp):
        left, right = (_together(part, here, named) for part in (given.left, given.right))
        return (left or {}) | (right or {})
    return None


def _written(call: ast.AST) -> Phrases:
    assert isinstance(call, ast.Call)
    return {str(word.arg): ast.literal_eval(word.value) for word in call.keywords}


@cache
def declared() -> tuple[Phrases, tuple[Component, ...]]:
    """The shared words, and all components."""
    trees = {path: ast.parse(path.read_text("utf-8")) for path in SOURCES}
    named = {(path.stem, name): words for path, tree in trees.items() for name, words in _named(tree).items()}
    components = []
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _calls(node, "component") and len(node.args) > 1:
                name, module = (ast.literal_eval(argument) for argument in node.args[:2])
                words: Phrases | None = None
                for given in node.args[3:]:
                    words = _together(given, path.stem, named)
                components.append(Component(name, ASSETS / module, words))
    return named["browser", "SHARED"], tuple(components)


def english() -> dict[str, object]:
    """What `learn` in words.js gets for all components at once."""
    shared, components = declared()
    together = dict(shared)
    for component in components:
        together |= component.words or {}
    return vocabulary(together, ENGLISH)


class Literal(NamedTuple):
    """A text in a module; in a template `{}` stands for what is put in."""

    line: int
    text: str


def literals(source: str) -> tuple[list[Literal], str]:
    """The texts of a module, and its code with all of them, comments and regular expressions blanked out."""
    found: list[Literal] = []
    code = list(source)

    def blank(start: int, end: int) -> None:
        for place in range(start, end):
            if code[place] != "\n":
                code[place] = " "

    def line(place: int) -> int:
        return source.count("\n", 0, place) + 1

    def template(start: int) -> int:
        place, text = start + 1, ""
        while source[place] != "`":
            if source.startswith("${", place):
                text += "{}"
                blank(place, place + 2)
                place = statements(place + 2, inside=True)
                blank(place - 1, place)
                continue
            step = 2 if source[place] == "\\" else 1
            text += source[place : place + step]
            blank(place, place + step)
            place += step
        found.append(Literal(line(start), text))
        return place + 1

    def statements(place: int, *, inside: bool) -> int:
        depth = 0
        while place < len(source):
            letter = source[place]
            if source.startswith(("//", "/*"), place):
                ending = "\n" if source[place + 1] == "/" else "*/"
                end = source.find(ending, place + 2)
                end = len(source) if end < 0 else end + len(ending) - (ending == "\n")
                blank(place, end)
                place = end
            elif letter in "\"'":
                end = place + 1
                while source[end] != letter:
                    end += 2 if source[end] == "\\" else 1
                found.append(Literal(line(place), source[place + 1 : end]))
                blank(place + 1, end)
                place = end + 1
            elif letter == "`":
                place = template(place)
            elif letter == "/" and re.search(r"[(,=:\[!&|?{};>]\s*$", source[max(0, place - 8) : place]):
                match = REGULAR.match(source, place)
                assert match, source[place : place + 40]
                blank(place + 1, match.end() - 1)
                place = match.end()
            elif letter == "}" and inside and not depth:
                return place + 1
            else:
                depth += (letter == "{") - (letter == "}")
                place += 1
        return place

    statements(0, inside=False)
    return sorted(found), "".join(code)


IMPORTED = re.compile(r"""(?:from|import)\s*\(?\s*"(\.[^"]+)\"""")


@cache
def reached(module: Path) -> frozenset[Path]:
    """The module with all that it imports."""
    found, waiting = {module}, [module]
    while waiting:
        here = waiting.pop()
        for name in IMPORTED.findall(here.read_text("utf-8")):
            other = (here.parent / name).resolve()
            if other not in found:
                found.add(other)
                waiting.append(other)
    return frozenset(found)


class Said(NamedTuple):
    """A call of `word`: its id, and the names of the values it gives; None where they are not written there."""

    line: int
    name: str
    values: frozenset[str] | None


def said(source: str) -> Iterator[Said]:
    """Every call of `word` with an id that is written there."""
    _, code = literals(source)
    for match in re.finditer(r'\bword\("( +)"', code):
        start = match.start(1)
        name = source[start : match.end(1)]
        yield Said(source.count("\n", 0, start) + 1, name, _names(code, match.end()))


def _names(code: str, place: int) -> frozenset[str] | None:
    """The names at the top of an object that follows a comma; nothing where the call ends, None for any other thing."""
    rest = code[place:].lstrip()
    if rest.startswith(")"):
        return frozenset()
    opened = re.match(r",\s*\{", rest)
    if not opened:
        return None
    depth, text = 1, ""
    for letter in rest[opened.end() :]:
        depth += (letter in "{([") - (letter in "})]")
        if not depth:
            break
        text += letter if depth == 1 else " "
    parts = [part.split(":")[0].strip() for part in text.split(",")]
    return None if any(part.startswith("...") for part in parts) else frozenset(filter(None, parts))
