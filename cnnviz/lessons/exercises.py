"""Exercises for "Check yourself": questions with fresh numbers, worked solutions, and checking.

A generator is a function (rng) -> Question, and each lesson's `questions` lists its own in GENERATORS.
"""

import importlib
import random
from collections.abc import Callable

from cnnviz.lessons import course
from cnnviz.lessons.checking import Verdict, check, expected_form
from cnnviz.lessons.question import Answer, Question, format_answer
from cnnviz.words import joined, say

__all__ = ["GENERATORS", "Answer", "Question", "Verdict", "check", "expected_form", "format_answer", "make"]


def generators(stem: str) -> tuple[Callable[[random.Random], Question], ...]:
    """What the lesson of this stem asks, the easiest first."""
    found: tuple[Callable[[random.Random], Question], ...] = importlib.import_module(
        f"cnnviz.lessons.{stem}.questions"
    ).GENERATORS
    return found


GENERATORS = {lesson.slug: generators(lesson.stem) for lesson in course.LESSONS}
"""Lesson slug -> its generators, the easiest first."""


def make(slug: str, seed: int, index: int | None = None) -> Question:
    """One question of a lesson; the same seed and index always give the same one.

    index chooses the generator, and counts on from the first one when it is past the last; without it the
    seed chooses. Raises ValueError for a lesson that has no questions.
    """
    if slug not in GENERATORS:
        raise ValueError(
            say(
                "There are no questions for the lesson {slug!r}: use one of {GENERATORS}.",
                slug=slug,
                GENERATORS=joined(GENERATORS),
            )
        )
    rng = random.Random(seed)
    generators = GENERATORS[slug]
    generate = rng.choice(generators) if index is None else generators[index % len(generators)]
    return generate(rng)
