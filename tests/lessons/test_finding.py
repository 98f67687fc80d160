"""The search over lessons, terms and networks."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from cnnviz.lessons import course, finding, glossary, pace


def names(text: str) -> tuple[list[str], list[str], list[str]]:
    found = finding.search(text)
    return (
        [lesson.stem for lesson in found.lessons],
        [term.term for term in found.terms],
        [entry.name for entry in found.networks],
    )


def test_a_search_finds_lessons_terms_and_networks() -> None:
    lessons, terms, _ = names("Padding")
    assert lessons[0] == "padding"
    assert terms[0] == "padding"
    assert names("resnet18")[2] == ["resnet18"]
    assert names("4.6")[0] == ["residual"]
    assert "kernels" in names("camera")[0]


def test_nothing_is_found_for_nothing_and_little_for_much() -> None:
    assert names("  ") == ([], [], [])
    assert names("no such thing") == ([], [], [])
    assert all(len(found) <= finding.MOST for found in names("a"))


ROOMS = Path(__file__).parents[2] / "cnnviz" / "lessons"
LABELLED = re.compile(r"\[\[([^\[\]|]+)")


@pytest.mark.parametrize("stem", [lesson.stem for lesson in course.LESSONS])
def test_a_lesson_builds_on_those_whose_terms_its_idea_uses(stem: str) -> None:
    """Read from the sources: what stands in double brackets, and the first lesson that the term names."""
    source = (ROOMS / stem / "idea.py").read_text("utf-8").replace('"\n        "', "")
    used = {glossary.by_name()[name].term for name in LABELLED.findall(source)}
    order = [lesson.stem for lesson in course.LESSONS]
    for before, terms in glossary.builds_on(stem).items():
        assert order.index(before) < order.index(stem)
        assert {term.term for term in terms} <= used
        assert all(term.stems[0] == before for term in terms)
    known = {term.term for terms in glossary.builds_on(stem).values() for term in terms}
    own_or_later = {one.term for one in glossary.TERMS if order.index(one.stems[0]) >= order.index(stem)}
    assert used == known | (used & own_or_later)


@pytest.mark.parametrize("stem", [lesson.stem for lesson in course.LESSONS])
def test_a_lesson_takes_what_its_parts_take(stem: str) -> None:
    """Counted in the sources: at least two minutes for each experiment, one for each question, and at most ten more."""
    experiments = (ROOMS / stem / "experiments.py").read_text("utf-8")
    count = len(re.findall(r"^    Experiment\(", experiments, re.MULTILINE))
    minutes = pace.minutes(stem)
    assert minutes % 5 == 0
    assert 2 * count <= minutes <= 40


def test_the_map_of_the_course_needs_no_torch() -> None:
    code = (
        "import sys; from cnnviz.lessons import glossary as g; g.builds_on('lenet'); assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
