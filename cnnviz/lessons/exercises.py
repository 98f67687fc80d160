"""Exercises for "Check yourself": questions with fresh numbers, worked solutions, and checking.

A generator is a function (rng) -> Question, and each lesson's `questions` lists its own in GENERATORS.
"""

import importlib
import random
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from cnnviz.lessons import course
from cnnviz.lessons.checking import Verdict, check, expected_form
from cnnviz.lessons.question import Answer, Question, format_answer
from cnnviz.words import joined, say

__all__ = [
    "FITTING", "GENERATORS", "LEVELS", "Answer", "Named", "Question", "Verdict", "check", "expected_form",
    "format_answer", "kinds", "level", "make", "named", "of", "pick",
]  # fmt: skip

LEVELS = {1: "easy", 2: "medium", 3: "hard"}
LARGEST_SEED = 10**9


class Named(NamedTuple):
    """One question by its name. slug: of its lesson; kind: of its generator; seed: of its numbers.

    >>> str(Named("output-size", "convolution", 17))
    'output-size.convolution.17'
    """

    slug: str
    kind: str
    seed: int

    def __str__(self) -> str:
        return f"{self.slug}.{self.kind}.{self.seed}"


def _room(stem: str) -> Any:
    return importlib.import_module(f"cnnviz.lessons.{stem}.questions")


def generators(stem: str) -> tuple[Callable[[random.Random], Question], ...]:
    """What the lesson of this stem asks, the easiest first."""
    found: tuple[Callable[[random.Random], Question], ...] = _room(stem).GENERATORS
    return found


GENERATORS = {lesson.slug: generators(lesson.stem) for lesson in course.LESSONS}
"""Lesson slug -> its generators, the easiest first."""

FITTING: Mapping[str, Mapping[str, Collection[str]]] = {
    lesson.slug: getattr(_room(lesson.stem), "FITS", {}) for lesson in course.LESSONS
}
"""Lesson slug -> what its page can show -> the kinds of questions on that."""


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


def kinds(slug: str, view: str = "") -> list[str]:
    """The kinds of questions of a lesson by difficulty, but first those on what its page shows now.

    view: what it shows, by a name that the lesson's `questions.FITS` knows.

    >>> kinds("output-size", "transposed_convolution")[:2]
    ['transposed', 'convolution']
    """
    fitting = FITTING.get(slug, {}).get(view, ())
    names = [generator.__name__.replace("_", "-") for generator in GENERATORS[slug]]
    return sorted(names, key=lambda name: name not in fitting)


def named(text: str) -> Named:
    """The question of this name. Raises ValueError that says what a name is."""
    slug, _, rest = text.partition(".")
    kind, _, seed = rest.partition(".")
    if slug in GENERATORS and kind in kinds(slug) and seed.isascii() and seed.isdigit() and len(seed) < 11:
        return Named(slug, kind, int(seed) % LARGEST_SEED)
    raise ValueError("a lesson, one of its kinds of questions and a number, with points between them")


def of(asked: Named) -> Question:
    """The question of this name, always the same."""
    return make(asked.slug, asked.seed, kinds(asked.slug).index(asked.kind))


def level(asked: Named) -> int:
    """How difficult it is, 1 to 3; the same for all questions of a kind."""
    return of(asked._replace(seed=0)).difficulty


def pick(slugs: Sequence[str], levels: Collection[int], seed: int | str) -> Named:
    """A question of these lessons and levels, the same for the same seed.

    Raises ValueError if there is none.
    """
    if not slugs or not levels:
        raise ValueError("Choose at least one lesson and one difficulty.")
    rng = random.Random(seed)
    for slug in rng.sample(slugs, len(slugs)):
        fitting = [kind for kind in kinds(slug) if level(Named(slug, kind, 0)) in levels]
        if fitting:
            return Named(slug, rng.choice(fitting), rng.randrange(1_000_000))
    raise ValueError("These lessons have no question of that difficulty: choose another one as well.")
