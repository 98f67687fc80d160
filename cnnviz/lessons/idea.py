"""The idea of a lesson: what it is about, for whoever missed the lecture. It lies in `cnnviz.lessons.<stem>.idea`.

Where a drawing says it better, `cnnviz.lessons.<stem>.drawing` has a function `draw` that makes it.
"""

import importlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cnnviz.drawing.svg import Drawing

_TERM = re.compile(r"\[\[([^\[\]|]+)(?:\|([^\[\]|]+))?\]\]")


@dataclass(frozen=True)
class Idea:
    """What a lesson is about.

    text: 60 to 150 words of Markdown; terms of the glossary as `[[padding]]` or `[[kernel|kernels]]`, term and what is
        shown
    formula: LaTeX, or ""
    letters: each letter of the formula, as it stands there, and what it means in plain words
    """

    text: str
    formula: str = ""
    letters: Mapping[str, str] = field(default_factory=dict)


def of(stem: str) -> Idea | None:
    """The idea of the lesson with this stem; None if it has none."""
    room = _room(stem, "idea")
    found: Idea | None = room and room.IDEA
    return found


@cache
def drawing(stem: str) -> Drawing | None:
    """The drawing that goes with the idea of this lesson; None if it has none."""
    room = _room(stem, "drawing")
    found: Drawing | None = room and room.draw()
    return found


def _room(stem: str, what: str) -> Any:
    name = f"cnnviz.lessons.{stem}.{what}"
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return None


def terms(text: str) -> list[str]:
    """The terms of the glossary in a text, as they are written.

    >>> terms("[[padding]] and [[kernel|kernels]]")
    ['padding', 'kernel']
    """
    return [found[1] for found in _TERM.finditer(text)]


def with_terms(text: str, link: Callable[[str, str], str]) -> str:
    """The text with each term replaced by what `link` makes of the term and of what is shown for it.

    >>> with_terms("two [[kernel|kernels]]", lambda term, shown: f"[{shown}]({term})")
    'two [kernels](kernel)'
    """
    return _TERM.sub(lambda found: link(found[1], found[2] or found[1]), text)
