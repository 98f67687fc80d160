"""Practice: which question comes next, and the score, which stands in the address, `?score=3-5`."""

import secrets
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from cnnviz.ui.controls import echo
from cnnviz.ui.frame import questions, shell

if TYPE_CHECKING:
    from cnnviz.lessons.exercises import Named

SCORE = "score"
MEDIUM_AFTER, HARD_AFTER = 3, 6  # right answers, where no difficulty is chosen


def question(slugs: list[str], difficulties: list[int]) -> "Named":
    """The question that the address names, if it is one of these lessons and difficulties, else one of today's.

    difficulties: none for those that the score calls for. Raises ValueError where these lessons have no such question.
    """
    from cnnviz.lessons import exercises

    asked = questions.linked()
    if asked and asked.slug in slugs and (not difficulties or exercises.level(asked) in difficulties):
        return asked
    return exercises.pick(slugs, difficulties or levels(), str(date.today()))


def level(asked: "Named") -> int:
    """How difficult it is, 1 to 3."""
    from cnnviz.lessons import exercises

    return exercises.level(asked)


def levels() -> list[int]:
    """Easy questions, and harder ones after some right answers."""
    right = score()[0]
    return [1, *([2] if right >= MEDIUM_AFTER else []), *([3] if right >= HARD_AFTER else [])]


def ask(asked: "Named", slugs: list[str], difficulties: list[int]) -> None:
    """Show the question; its first answer counts."""

    def another() -> None:
        from cnnviz.lessons import exercises

        questions.put(exercises.pick(slugs, difficulties or levels(), secrets.token_hex(8)))

    verdict = questions.ask(asked, another=another, first=partial(_counted, *score()[:2]))
    if verdict and verdict.correct:
        shell.answered(asked.slug, f"{asked.kind}.{asked.seed}")


def score() -> tuple[int, int, float]:
    """How many questions were answered rightly at first, how many were answered, and the share."""
    right, _, answered = echo.asked(SCORE).partition("-")
    if not (right.isdecimal() and answered.isdecimal() and len(right + answered) < 10):
        return 0, 0, 0.0
    return int(right), int(answered), int(right) / max(1, int(answered))


def _counted(right: int, answered: int, correct: bool) -> dict[str, str]:
    return {SCORE: f"{right + correct}-{answered + 1}"}
