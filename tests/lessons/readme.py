"""The README's table of lessons, made from the course: `python -m tests.lessons.readme` writes it."""

import re
from pathlib import Path

from cnnviz.lessons.course import LESSONS

README = Path(__file__).parents[2] / "README.md"


def with_table(text: str) -> str:
    """The README with today's lessons in its table."""
    tries = [f"{lesson.try_first[0].lower()}{lesson.try_first[1:].removesuffix('.')}" for lesson in LESSONS]
    rows = [f"| {lesson.number} | {lesson.title} | {what} |\n" for lesson, what in zip(LESSONS, tries, strict=True)]
    return re.sub(r"(?:^\| \d+\.\d+ \|.*\n)+", lambda _: "".join(rows), text, flags=re.M)


if __name__ == "__main__":
    README.write_text(with_table(README.read_text()))
