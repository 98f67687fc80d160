"""Checking what a student types, in many notations; a known slip gets its own sentence, all else says what is wrong."""

import re
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from cnnviz.lessons.question import Answer, Question, Typed, format_answer, same
from cnnviz.words import joined, say, several
from cnnviz.writing.matrices import parse_matrix
from cnnviz.writing.typed import plain

LONGEST = 100  # characters; a longer number would not fit a float

SMALL = 10  # a difference up to this is told as it is, a larger one in relation to the answer

SIZE = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
DECIMAL = re.compile(r"[+-]?([0-9]+[.,]?[0-9]*|[.,][0-9]+)")
GROUPED = re.compile(
    r"[+-]?[1-9][0-9]{0,2}(?P<mark>[ ,.'’_])[0-9]{3}((?P=mark)[0-9]{3})*"
    r"(?P<decimals>(?!(?P=mark))[.,][0-9]+)?"
)
BETWEEN_SIZES = re.compile(r" ?[x×✕*·,;] ?| ")


class Verdict(NamedTuple):
    """Whether the answer is right, and the sentence for the student.

    quotes: the sentence may repeat what was typed, so that it is shown letter by letter.
    """

    correct: bool
    message: str
    quotes: bool = False


def check(question: Question, text: str) -> Verdict:
    """Judge what a student typed or chose. Never raises: what cannot be read gets the form to use."""
    if question.choices:
        return _check_choice(question, text)
    try:
        readings = read(question, text)
    except ValueError as error:
        return Verdict(False, str(error), quotes=True)
    if any(same(reading, question.answer) for reading in readings):
        return Verdict(True, say("Correct: {answer}.", answer=format_answer(question.answer)))
    for reading in readings:
        for value, sentence in question.wrong.items():
            if same(reading, value):
                return Verdict(False, sentence)
    return Verdict(False, _what_is_wrong(question.answer, readings[0]))


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
    text = plain(text).strip().removeprefix("=").lstrip()
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
    return Verdict(False, question.wrong.get(choice, "Another answer is right: work it through once more."))


def _what_is_wrong(answer: Answer, typed: Typed) -> str:
    """The sentence for an answer that no known slip explains: which part of it is wrong, and by how much."""
    if isinstance(typed, Fraction):
        assert isinstance(answer, int | float)
        return _wrong_number(typed, answer)
    assert isinstance(answer, tuple)
    if isinstance(answer[0], tuple):
        return _wrong_matrix(typed, answer)
    if len(typed) != len(answer):
        return say("The answer has {answer} numbers, yours {typed}.", answer=len(answer), typed=len(typed))
    if Counter(typed) == Counter(answer):
        return "Those are the right numbers, but in another order than the question asks for."
    if said := _wrong_alike(typed, answer):
        return said
    places = [place for place, (one, other) in enumerate(zip(typed, answer, strict=True)) if one != other]
    right, place = len(answer) - len(places), places[0]
    found: Any = typed[place]
    return joined(
        [
            several(
                "{n} of the {all} numbers is right.", "{n} of the {all} numbers are right.", right, all=len(answer)
            ),
            say("Look again at number {place}.", place=place + 1),
            _how_far(Fraction(found), Fraction(answer[place])),
        ],
        " ",
    )


def _wrong_number(typed: Fraction, answer: float) -> str:
    if same(-typed, answer):
        return "The size is right, but the sign is not."
    gap = abs(float(typed) - answer)
    if isinstance(answer, int) and gap == 1:
        return "Off by one: count again."
    if isinstance(answer, float) and gap <= 0.05 * abs(answer):
        return "Close: type a fraction, or three significant digits."
    return _how_far(typed, Fraction(answer))


def _how_far(typed: Fraction, answer: Fraction) -> str:
    """Whether a number is too large or too small, and by how much."""
    if typed * answer < 0:
        sign = "The sign is not right: the answer is below 0."
        if answer > 0:
            sign = "The sign is not right: the answer is above 0."
        if abs(typed) == abs(answer):
            return sign
        return joined([sign, "Its size is wrong as well.", _how_far(abs(typed), abs(answer))], " ")
    if typed < 0 and answer < 0:
        return joined(["The sign is right, the size is not.", _how_far(-typed, -answer)], " ")
    gap = typed - answer
    if not typed or not answer:
        return "It is too large." if gap > 0 else "It is too small."
    larger, smaller = max(abs(typed), abs(answer)), min(abs(typed), abs(answer))
    times = larger / smaller
    if times >= 2:
        about = _written(times)
        if times.denominator == 1 and gap > 0:
            return say("It is too large, {times} times the answer.", times=about)
        if times.denominator == 1:
            return say("It is too small: the answer is {times} times as large.", times=about)
        if gap > 0:
            return say("It is too large, about {times} times the answer.", times=about)
        return say("It is too small: the answer is about {times} times as large.", times=about)
    if gap.denominator == 1 and abs(gap) <= SMALL:
        by = int(abs(gap))
        return say("It is too large by {by}.", by=by) if gap > 0 else say("It is too small by {by}.", by=by)
    share = f"{float(100 * abs(gap) / abs(answer)):.2g}"
    if gap > 0:
        return say("It is too large by about {share} % of the answer.", share=share)
    return say("It is too small by about {share} % of the answer.", share=share)


def _written(times: Fraction) -> str:
    """A factor of 2 or more: whole if it is, else with about two digits."""
    if times.denominator == 1 or times >= 100:
        return f"{round(times):,}"
    return f"{float(times):.2g}"


def _wrong_alike(typed: Sequence[Any], answer: Sequence[Any]) -> str:
    """The sentence where all numbers are wrong in the same way, else nothing."""
    pairs = [(Fraction(one), Fraction(other)) for one, other in zip(typed, answer, strict=True)]
    if len(pairs) < 2:
        return ""
    if all(one == -other for one, other in pairs):
        return "The sizes are right, but every sign is not."
    gaps = {one - other for one, other in pairs}
    if len(gaps) == 1:
        gap = gaps.pop()
        by = f"{int(abs(gap)):,}" if gap.denominator == 1 else f"{float(abs(gap)):.3g}"
        if gap > 0:
            return say("Every number is too large by the same, {by}.", by=by)
        return say("Every number is too small by the same, {by}.", by=by)
    if all(one * other > 0 for one, other in pairs) and len({one / other for one, other in pairs}) == 1:
        return joined(["Every number is wrong by the same factor.", _how_far(*map(abs, pairs[0]))], " ")
    return ""


def _wrong_matrix(typed: Any, answer: Any) -> str:
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
    if said := _wrong_alike([one for row in typed for one in row], [one for row in answer for one in row]):
        return said
    places = [(r, c) for r in range(rows) for c in range(columns) if typed[r][c] != answer[r][c]]
    row, column = places[0]
    return joined(
        [
            several(
                "{n} of {all} numbers is right.", "{n} of {all} numbers are right.",
                rows * columns - len(places), all=rows * columns,
            ),
            say("Look again at row {row}, column {column} (counted from 0).", row=row, column=column),
            _how_far(Fraction(typed[row][column]), Fraction(answer[row][column])),
        ],
        " ",
    )  # fmt: skip
