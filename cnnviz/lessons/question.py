"""What a question is, how its answer is written, and when a number that a student types is that answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from cnnviz.words import joined, say

Matrix = tuple[tuple[int, ...], ...]
Answer = int | float | str | tuple[int, ...] | Matrix
Typed = Fraction | tuple[Fraction, ...] | tuple[tuple[float, ...], ...]

RELATIVE_TOLERANCE = 0.005  # three significant digits
ABSOLUTE_TOLERANCE = 0.05  # so that 112 is not taken for 112.5
FLOAT_ERROR = 1e-9  # 12.25 - 12.2 is a little more than 0.05


@dataclass(frozen=True)
class Question:
    """One question with its own numbers.

    text        Markdown with $LaTeX$; all that a student needs
    answer      a number, a choice, a shape (tuple of ints) or a matrix (tuple of rows)
    solution    Markdown: the working in these numbers, ending in the answer
    wrong       common wrong answers, each with the sentence that names the slip
    choices     what to choose from; empty if the answer is typed
    unit        what the number counts; may be typed behind it
    difficulty  1, 2 or 3
    says_how    whether the text says in which form the answer is typed
    given       the numbers of the question by name, for checking it and for exporting it
    """

    text: str
    answer: Answer
    solution: str
    wrong: Mapping[Answer, str]
    choices: tuple[str, ...] = ()
    unit: str = ""
    difficulty: int = 1
    given: Mapping[str, Any] = field(default_factory=dict)
    says_how: bool = False


def ask(
    text: str,
    answer: Answer,
    working: str,
    slips: Iterable[tuple[Answer, str]],
    *,
    choices: tuple[str, ...] = (),
    unit: str = "",
    difficulty: int = 1,
    says_how: bool = False,
    given: Mapping[str, Any],
) -> Question:
    """A Question whose solution closes with the answer.

    Of slips that lead to the same number, or to one that cannot be told from it as typed, the first is kept; one that
    leads to the right answer is dropped.
    """
    wrong: dict[Answer, str] = {}
    for value, sentence in slips:
        if not any(same(value, known) for known in (answer, *wrong)):
            wrong[value] = sentence
    closing = say("Answer: **{answer}**", answer=format_answer(answer))
    if unit:
        closing = say("Answer: **{answer}** {unit}", answer=format_answer(answer), unit=unit)
    if working.startswith("\n"):  # it begins with a formula
        working = working.lstrip()
    solution = joined([working, closing], "" if working.endswith("\n\n") else "\n\n")
    return Question(text, answer, solution, wrong, choices, unit, difficulty, given, says_how)


def format_answer(answer: Answer) -> str:
    """An answer as a student may type it: 1,234, 0.1111, 16 × 4 × 4, or 19 25; 37 43."""
    if isinstance(answer, str):
        return answer
    if isinstance(answer, tuple):
        rows = [row for row in answer if isinstance(row, tuple)]
        if rows:
            return "; ".join(" ".join(str(value) for value in row) for row in rows)
        return " × ".join(str(size) for size in answer)
    return f"{answer:,}" if isinstance(answer, int) else f"{answer:.4g}"


def same(typed: Typed | Answer, answer: Answer) -> bool:
    """Whether what was typed is this answer. Only answers that are floats are compared with a tolerance."""
    if isinstance(answer, float) and isinstance(typed, int | float | Fraction):
        gap = abs(float(typed) - answer)
        return gap <= min(RELATIVE_TOLERANCE * abs(answer), ABSOLUTE_TOLERANCE) + FLOAT_ERROR
    return typed == answer
