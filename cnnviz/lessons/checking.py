"""Checking what a student types, in many notations; known slips and near misses get their own sentence."""

import re
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from cnnviz.lessons.question import Question, Typed, format_answer, same
from cnnviz.words import joined, say, several
from cnnviz.writing.matrices import parse_matrix

NOT_YET = "Not yet: work it through once more, or look at the worked solution."
LONGEST = 100  # characters; a longer number would not fit a float

MINUS_SIGNS = "−–—‐‑﹣-"
PLAIN = str.maketrans(dict.fromkeys(MINUS_SIGNS, "-") | {"⁄": "/"})

SIZE = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
DECIMAL = re.compile(r"[+-]?([0-9]+[.,]?[0-9]*|[.,][0-9]+)")
GROUPED = re.compile(
    r"[+-]?[1-9][0-9]{0,2}(?P<mark>[ ,.'’_])[0-9]{3}((?P=mark)[0-9]{3})*"
    r"(?P<decimals>(?!(?P=mark))[.,][0-9]+)?"
)
BETWEEN_SIZES = re.compile(r" ?[x×✕*·,;] ?| ")


class Verdict(NamedTuple):
    """Whether the answer is right, and the sentence for the student."""

    correct: bool
    message: str


def check(question: Question, text: str) -> Verdict:
    """Judge what a student typed or chose. Never raises: what cannot be read gets the form to use."""
    if question.choices:
        return _check_choice(question, text)
    try:
        readings = read(question, text)
    except ValueError as error:
        return Verdict(False, str(error))
    if any(same(reading, question.answer) for reading in readings):
        return Verdict(True, say("Correct: {format_answer}.", format_answer=format_answer(question.answer)))
    for reading in readings:
        for value, sentence in question.wrong.items():
            if same(reading, value):
                return Verdict(False, sentence)
    return Verdict(False, _near_miss(question, readings[0]) or NOT_YET)


def expected_form(question: Question) -> str:
    """The sentence for an answer that cannot be read."""
    answer = question.answer
    if question.choices:
        return say("Choose one of the answers: {answers}.", answers=joined(question.choices, "; "))
    if not isinstance(answer, tuple):
        example = "0.25 or 1/4" if isinstance(answer, float) else "12 or -3"
        return say("Type one number, such as {example}.", example=example)
    if isinstance(answer[0], tuple):
        return "Type the numbers row by row with a semicolon between the rows, such as 1 2; 3 4."
    example = " × ".join(str(size) for size in (64, 32, 16, 8)[: len(answer)])
    return say(
        "Type {answer} numbers with a × or x between them, such as {example}.", answer=len(answer), example=example
    )


def read(question: Question, text: str) -> Sequence[Typed]:
    """Every way to read the text as this kind of answer, the likeliest first.

    Raises ValueError that says which form is expected.
    """
    text = text.translate(PLAIN).strip().removeprefix("=")
    if isinstance(question.answer, tuple) and isinstance(question.answer[0], tuple):
        try:
            return [tuple(map(tuple, parse_matrix(text).tolist()))]
        except ValueError as error:
            raise ValueError(joined([str(error), expected_form(question)], " ")) from None
    if len(text) > LONGEST:
        raise ValueError(expected_form(question))
    readings = (
        read_sizes(text) if isinstance(question.answer, tuple) else read_number(_without_unit(text, question.unit))
    )
    if not readings:
        raise ValueError(expected_form(question))
    return readings


def read_number(text: str) -> Sequence[Typed]:
    """A number such as -3, 2.5, 2,5, 1/9, 1 000 or 1,000, which is both a thousand and 1.000."""
    above, slash, below = text.partition("/")
    if slash:
        return [top / bottom for top in _decimals(above) for bottom in _decimals(below) if bottom]
    return _decimals(text)


def _decimals(text: str) -> list[Fraction]:
    """Every way to read a number without a fraction bar."""
    text = re.sub(r"^([+-]) ", r"\1", " ".join(text.split()))
    readings = []
    if match := GROUPED.fullmatch(text):
        decimals = match["decimals"] or ""
        thousands = text.removesuffix(decimals).replace(match["mark"], "")
        readings.append(Fraction(thousands + decimals.replace(",", ".")))
    if DECIMAL.fullmatch(text):
        readings.append(Fraction(text.replace(",", ".")))
    return readings


def read_sizes(text: str) -> Sequence[Typed]:
    """Sizes such as 4x4, 4 × 4, (4, 4), 4,4 or torch.Size([4, 4])."""
    text = text.removeprefix("torch.Size").strip(" ()[]{},;")
    parts = BETWEEN_SIZES.split(" ".join(text.casefold().split()))
    return [tuple(map(Fraction, parts))] if all(SIZE.fullmatch(part) for part in parts) else []


def _without_unit(text: str, unit: str) -> str:
    """A unit counts in one number as in another, so its beginning will do: 1 pixel."""
    word = re.sub(r".*[0-9.,]", "", text, flags=re.DOTALL).strip()
    if word and unit.casefold().startswith(word.casefold()):
        return text[: len(text) - len(word)].strip()
    return text


def _check_choice(question: Question, text: str) -> Verdict:
    choice = text.strip()
    if choice not in question.choices:
        return Verdict(False, expected_form(question))
    if choice == question.answer:
        return Verdict(True, "Correct.")
    return Verdict(False, question.wrong.get(choice, NOT_YET))


def _near_miss(question: Question, typed: Typed) -> str:
    """A sentence for an answer that is nearly right, or nothing."""
    answer = question.answer
    if isinstance(typed, Fraction):
        return _near_number(typed, answer) if isinstance(answer, int | float) else ""
    assert isinstance(answer, tuple)
    if isinstance(answer[0], tuple):
        return _near_matrix(typed, answer)
    if len(typed) != len(answer):
        return say("The answer has {answer} numbers, yours {typed}.", answer=len(answer), typed=len(typed))
    if Counter(typed) == Counter(answer):
        return "Those are the right numbers, but in another order than the question asks for."
    right = sum(one == other for one, other in zip(typed, answer, strict=True))
    if not right:
        return ""
    return several("{n} of the {all} numbers is right.", "{n} of the {all} numbers are right.", right, all=len(answer))


def _near_number(typed: Fraction, answer: float) -> str:
    if same(-typed, answer):
        return "The size is right, but the sign is not."
    gap = abs(float(typed) - answer)
    if isinstance(answer, int):
        return "Off by one: count again." if gap == 1 else ""
    return "Close: type a fraction, or three significant digits." if gap <= 0.05 * abs(answer) else ""


def _near_matrix(typed: Any, answer: Any) -> str:
    rows, columns = len(answer), len(answer[0])
    if len(typed) != rows or len(typed[0]) != columns:
        found = f"{len(typed)} × {len(typed[0])}"
        return say(
            "The answer has {rows} × {columns} numbers (rows × columns), yours {found}.",
            rows=rows, columns=columns, found=found,
        )  # fmt: skip
    if typed == tuple(zip(*answer, strict=True)):
        return "Rows and columns are exchanged."
    if typed == tuple(row[::-1] for row in answer[::-1]):
        return "Those are the right numbers, but turned by 180°."
    places = [(r, c) for r in range(rows) for c in range(columns) if typed[r][c] != answer[r][c]]
    right = rows * columns - len(places)
    if not right:
        return ""
    row, column = places[0]
    return several(
        "{n} of {all} numbers is right. Look again at row {row}, column {column} (counted from 0).",
        "{n} of {all} numbers are right. Look again at row {row}, column {column} (counted from 0).",
        right, all=rows * columns, row=row, column=column,
    )  # fmt: skip
