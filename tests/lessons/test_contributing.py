"""The steps in CONTRIBUTING.md are followed to the letter, and the lesson that comes out of them is opened."""

import random
import re
import shutil
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import cnnviz.lessons
from cnnviz.lessons import course, exercises
from cnnviz.lessons.question import format_answer
from tests.engine.test_house import no_lesson

ROOT = Path(__file__).parents[2]
FILES = dict(re.findall(r"^```python\n# (\S+)\n(.*?)^```", (ROOT / "CONTRIBUTING.md").read_text(), re.M | re.S))
STEM, SLUG = "thrown_away", "thrown-away"


def test_the_lesson_of_the_steps_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "pages", tmp_path / "pages")
    for path, text in FILES.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    monkeypatch.setattr(cnnviz.lessons, "__path__", [*cnnviz.lessons.__path__, str(tmp_path / "cnnviz" / "lessons")])
    for name in ("", ".idea", ".experiments", ".questions", ".formulas", ".claim"):
        monkeypatch.delitem(sys.modules, f"cnnviz.lessons.{STEM}{name}", raising=False)

    lessons = (*course.LESSONS, course.lesson(STEM, "3.10"))
    monkeypatch.setattr(course, "LESSONS", lessons)
    monkeypatch.setattr(course, "BY_SLUG", {lesson.slug: lesson for lesson in lessons})
    monkeypatch.setitem(exercises.GENERATORS, SLUG, exercises.generators(STEM))
    monkeypatch.setattr(exercises, "FITTING", {**exercises.FITTING, SLUG: {}})
    for generate in exercises.generators(STEM):
        question = generate(random.Random(0))
        assert exercises.check(question, format_answer(question.answer)).correct

    page = AppTest.from_file(tmp_path / "pages" / "_main.py", default_timeout=120).run()
    page.switch_page(f"chapter_3/{STEM}.py").run()
    assert not page.exception
    assert page.title[0].value == "3.10 Thrown away"
    assert page.metric[0].value == "4"
    assert page.latex[1].value.endswith("= 4\n$$")
    page.segmented_control(key="thrown-away-guess").set_value("fails").run()
    assert "**4** of 16 are left" in page.success[0].value
    assert "how far the window moves" in " ".join(text.value for text in page.markdown)
    page.query_params["experiment"] = "count"
    page.run()
    page.text_input(key="thrown-away-count-guess").set_value("5").run()
    assert page.warning[0].value.startswith("**4 values.** You predicted 5, which is too large.")
    page.slider(key="away-s").set_value(8).run()
    assert not page.exception
    assert page.metric[0].value == "2"


def test_the_page_of_the_steps_reads_like_a_lesson() -> None:
    assert not no_lesson(FILES["pages/chapter_3/thrown_away.py"])
