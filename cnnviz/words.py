"""Sentences as data: today's English, and what another language is made from.

    raise ValueError(say("The kernel of {kernel} is larger than the input of {size}.", kernel=5, size=3))

What `say` gives is a str, so that a notebook, a test or a file reads English; it also carries its template and its
values. The screen translates when it shows something: a Sentence by its template, every other text as a whole.
The messages are the templates and the texts as they stand in the sources; translations are gettext's, in `locale/`.
"""

import ast
import gettext
import os
import re
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, reduce
from pathlib import Path
from typing import Any

ENGLISH = "en"
MOCK = "mock"  # every message in brackets, for tests: what stands bare has no translation
LOCALE = Path(__file__).parent / "locale"
SAYERS = {"say": 1, "several": 2}  # how many of the first arguments are templates
IN_FORMULA = re.compile(r"(\\text(?:bf)?\{\s*)([^{}\\\s](?:[^{}\\]|\\.)*?)(\s*\})")  # words of a formula
COUNTED = 200  # no language's plural looks at more than the last two digits, but for what is below 100


class Sentence(str):
    """A text with what it was made from.

    template    in the syntax of str.format; with `several`, the one for a single thing
    values      by the names in the template; may be Sentences themselves
    plural      the template for several things, and how many there are; None if nothing is counted
    """

    template: str
    values: Mapping[str, Any]
    plural: tuple[str, int] | None

    def __str__(self) -> str:
        return self  # so that str(error) still carries its template

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (self.template, self.values, self.plural)


def _made(template: str, values: Mapping[str, Any], plural: tuple[str, int] | None = None) -> Sentence:
    english = template if plural is None or plural[1] == 1 else plural[0]
    sentence = Sentence(english.format_map(values))
    sentence.template, sentence.values, sentence.plural = template, values, plural
    return sentence


def say(template: str, /, **values: object) -> str:
    """The Sentence with these values, for the type checker a str like any other.

    >>> say("{count:,} parameters", count=61706)
    '61,706 parameters'
    """
    return _made(template, values)


def several(one: str, many: str, /, n: int, **values: object) -> str:
    """The Sentence that counts: `one` where n is 1, else `many`; both may name n.

    >>> several("{n} picture", "{n:,} pictures", n=1), several("{n} picture", "{n:,} pictures", n=2000)
    ('1 picture', '2,000 pictures')
    """
    return _made(one, {"n": n, **values}, (many, n))


def listed(items: Iterable[object], *, last: str = "{first} and {last}") -> str:
    """Things in a row, with a word before the last; nothing gives an empty text.

    >>> listed(["red", "green", "blue"]), listed([3, 5], last="{first} or {last}")
    ('red, green and blue', '3 or 5')
    """
    items = list(items)
    if len(items) < 2:
        return joined(items)
    return say(last, first=joined(items[:-1]), last=items[-1])


def linked(items: Iterable[object], *, by: str = "{first} and {last}") -> str:
    """Things in a row, with the word between all of them.

    >>> linked(["(H, W)", "(C, H, W)", "(N, C, H, W)"], by="{first} or {last}")
    '(H, W) or (C, H, W) or (N, C, H, W)'
    """
    return reduce(lambda first, last: say(by, first=first, last=last), map(joined, ([item] for item in items)))


def joined(items: Iterable[object], between: str = ", ") -> str:
    """Sentences one after another, as str.join would have them, each still with its template.

    >>> joined([say("{n} filters", n=6), "ReLU"], ", ")
    '6 filters, ReLU'
    """
    items = list(items)
    if len(items) < 2:
        return say("{only}", only=items[0]) if items else ""
    names = [f"item{place}" for place in range(len(items))]
    marks = between.replace("{", "{{").replace("}", "}}").join(f"{{{name}}}" for name in names)
    return _made(marks, dict(zip(names, items, strict=True)))


def packed(text: str) -> Any:
    """A text as JSON keeps it: a Sentence by its template and values, so that no file holds a finished one.

    >>> packed(say("{n} of {whole}", n=1, whole=say("{m} steps", m=3)))
    {'template': '{n} of {whole}', 'values': {'n': 1, 'whole': {'template': '{m} steps', 'values': {'m': 3}}}}
    """
    if not isinstance(text, Sentence):
        return text
    values = {name: packed(_plain(value)) for name, value in text.values.items()}
    kept = {"template": text.template, "values": values}
    return kept if text.plural is None else kept | {"plural": list(text.plural)}


def _plain(value: object) -> Any:
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def unpacked(kept: Any) -> str:
    """The text that `packed` gave; "" for what it cannot have given, as a damaged file holds it.

    >>> unpacked({"template": "{n:,} steps", "values": {"n": 1000}}), unpacked({"template": "{n}"}), unpacked(3)
    ('1,000 steps', '', '')
    """
    if isinstance(kept, str):
        return kept
    try:
        values = {name: unpacked(v) if isinstance(v, dict) else v for name, v in kept["values"].items()}
        return _made(kept["template"], values, tuple(kept["plural"]) if "plural" in kept else None)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return ""


Phrases = dict[str, str | tuple[str, str]]


def phrases(**templates: str | tuple[str, str]) -> Phrases:
    """What a browser fills in: templates by their ids, with names and nothing else in braces; a pair counts, for one
    thing and for many.

    >>> phrases(play="Play", strokes=("{n} stroke", "{n} strokes"))
    {'play': 'Play', 'strokes': ('{n} stroke', '{n} strokes')}
    """
    return templates


# ------------------------------------------------------------------------------------------ other languages


def languages() -> tuple[str, ...]:
    """What a session may ask for. The mock language only where CNNVIZ_MOCK_LANGUAGE=1 is set, as tests do."""
    mock = (MOCK,) if os.environ.get("CNNVIZ_MOCK_LANGUAGE") == "1" else ()
    return (ENGLISH, *_translated_into(), *mock)


@cache
def _translated_into() -> tuple[str, ...]:
    return tuple(sorted(path.parts[-3] for path in LOCALE.glob("*/LC_MESSAGES/cnnviz.mo")))


def translate(text: str, language: str) -> str:
    """The text in this language, one of `languages()`. What has no translation stays as it is."""
    return text if language == ENGLISH else _translate(text, _translation(language))


def vocabulary(templates: Phrases, language: str) -> dict[str, Any]:
    """The phrases in this language, as `assets/shared/words.js` learns them: those that count with all their forms, and
    which of the forms goes with 0, 1, 2 and so on.

    >>> found = vocabulary(phrases(play="Play", strokes=("{n} stroke", "{n} strokes")), ENGLISH)
    >>> found["words"], found["counting"][:4]
    ({'play': 'Play', 'strokes': ['{n} stroke', '{n} strokes']}, '1011')
    """
    known = _translation(language)
    rule = getattr(known, "plural", lambda n: int(n != 1))
    counting = [rule(n) for n in range(COUNTED)]
    forms = [counting.index(form) for form in range(max(counting) + 1)]  # a number that each of them goes with
    found = {
        name: known.gettext(one) if isinstance(one, str) else [known.ngettext(*one, n) for n in forms]
        for name, one in templates.items()
    }
    return {"language": language, "counting": "".join(map(str, counting)), "words": found}


def _translate(value: Any, known: gettext.NullTranslations) -> Any:
    """Texts, and errors by their sentence; a number is left to the template's format."""
    if isinstance(value, BaseException):
        value = str(value)
    if isinstance(value, Sentence):
        if value.plural is None:
            template = known.gettext(value.template) if value.template else ""
        else:
            template = known.ngettext(value.template, *value.plural)
        return template.format_map({name: _translate(inner, known) for name, inner in value.values.items()})
    if isinstance(value, str):
        found = known.gettext(value) if value else ""  # gettext has the catalogue's head under ""
        return (
            IN_FORMULA.sub(lambda part: part[1] + known.gettext(part[2]) + part[3], value) if found == value else found
        )
    return value


@cache
def _translation(language: str) -> gettext.NullTranslations:
    if language == ENGLISH:
        return gettext.NullTranslations()
    return Mock() if language == MOCK else gettext.translation("cnnviz", LOCALE, [language])


class Mock(gettext.NullTranslations):
    """Brackets around every message of the sources, such as formulas can show as well. They are closed around the
    values of a template, so that a word which is no message shows."""

    def __init__(self) -> None:
        super().__init__()
        root = Path(__file__).parents[1]
        self.texts, self.templates = messages([*(root / "cnnviz").rglob("*.py"), *(root / "pages").rglob("*.py")])

    def gettext(self, message: str) -> str:
        """The message in brackets, if it is one and has a letter."""
        if message in self.templates:
            return "".join(_bracketed(message))
        return f"⟪{message}⟫" if message in self.texts and any(map(str.isalpha, message)) else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The message for so many things in brackets."""
        return self.gettext(msgid1 if n == 1 else msgid2)


def _bracketed(template: str) -> Iterator[str]:
    text = ""
    for letters, name, spec, conversion in [*string.Formatter().parse(template), ("", "", "", None)]:
        text += letters.replace("{", "{{").replace("}", "}}")
        if name is not None:  # None after a brace that stands for itself
            yield f"⟪{text}⟫" if any(map(str.isalpha, text)) else text
            text = ""
        if name:
            yield "{" + name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "") + "}"


def messages(files: Sequence[Path]) -> tuple[set[str], set[str]]:
    """The messages in these sources: texts that stand there as a whole, and templates. Docstrings are none, and of a
    formula only the words that it has in \\text{…}."""
    texts, templates, in_formulas = {}, {"{first} and {last}"}, set[str]()
    for path in files:
        parts_only: list[ast.AST] = []
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts[id(node), path] = node.value
                in_formulas |= {part[2] for part in IN_FORMULA.finditer(node.value)}
            elif isinstance(node, ast.JoinedStr):
                parts_only += node.values
            elif isinstance(node, ast.Expr):
                parts_only.append(node.value)
            elif isinstance(node, ast.Call):
                templates |= set(_templates(node))
        for part in parts_only:
            texts.pop((id(part), path), None)
    formulas = {text for text in texts.values() if re.search(r"\\[a-zA-Z]{2}", text) and "$" not in text}
    return (set(texts.values()) - formulas) | in_formulas, templates


def _templates(call: ast.Call) -> Iterator[str]:
    """The templates that a call of `say` and its like writes down."""
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    if name == "phrases":
        parts = (part for word in call.keywords for part in ast.walk(word.value))
        yield from (part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))
    given = call.args[: SAYERS.get(name, 0)] + [word.value for word in call.keywords if word.arg in ("last", "by")]
    for part in given:
        for choice in (part.body, part.orelse) if isinstance(part, ast.IfExp) else (part,):
            if isinstance(choice, ast.Constant) and isinstance(choice.value, str):
                yield choice.value
