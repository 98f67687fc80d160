"""One list, from which everything follows: numbers, addresses, pages, questions, cards, and the README's table."""

import re
from pathlib import Path

import pytest

from cnnviz.lessons import course
from cnnviz.lessons.course import LESSONS, Lesson
from tests.lessons import readme

ROOT = Path(__file__).parents[2]
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.stem)


@each_lesson
def test_a_lesson_has_one_stem_in_every_folder(lesson: Lesson) -> None:
    assert (ROOT / "pages" / lesson.file).is_file()
    assert Path(lesson.file).stem == lesson.stem
    assert (ROOT / "cnnviz" / "lessons" / lesson.stem / "questions.py").is_file()
    assert (ROOT / "assets" / "cards" / f"{lesson.stem}.py").is_file()
    assert (ROOT / "assets" / "cards" / f"{lesson.stem}.png").is_file()


def test_every_page_room_figure_and_card_belongs_to_a_lesson() -> None:
    stems = {lesson.stem for lesson in LESSONS}
    assert {path.stem for path in (ROOT / "pages").glob("chapter_*/*.py")} == stems
    assert {path.parent.name for path in (ROOT / "cnnviz" / "lessons").glob("*/questions.py")} == stems
    assert {path.stem for path in (ROOT / "assets" / "cards").glob("*.png")} == stems
    assert {path.name for path in (ROOT / "cnnviz" / "ui" / "labs").iterdir() if path.is_dir()} - {
        "__pycache__"
    } <= stems
    assert {path.name for path in (ROOT / "assets" / "labs").iterdir()} <= stems


def test_numbers_are_places() -> None:
    assert [lesson.number for lesson in LESSONS if lesson.chapter == 2] == [
        f"2.{place}" for place in range(1, len(course.COURSE[1].stems) + 1)
    ]
    assert course.neighbours("one-value") == (course.BY_SLUG["history"], course.BY_SLUG["flip"])
    assert course.neighbours(LESSONS[0].slug)[0] is None
    assert course.neighbours(LESSONS[-1].slug)[1] is None


def test_the_table_in_the_readme_is_the_course() -> None:
    text = readme.README.read_text()
    assert readme.with_table(text) == text, "run make pictures, which writes it, too"
    rows = re.findall(r"^\| (\d+\.\d+) \| (.+) \| .+ \|$", text, re.M)
    assert rows == [(lesson.number, lesson.title) for lesson in LESSONS]
