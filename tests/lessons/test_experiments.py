"""Experiments of every lesson: enough of them, with names and words that a link and a list can hold."""

import re

import pytest

from cnnviz.lessons import course, experiment

EXPERIMENTS = {lesson.stem: experiment.of(lesson.stem) for lesson in course.LESSONS}

each_lesson = pytest.mark.parametrize("stem", EXPERIMENTS)


@each_lesson
def test_a_lesson_has_three_to_five(stem: str) -> None:
    assert 3 <= len(EXPERIMENTS[stem]) <= 5


@each_lesson
def test_a_claim_is_one_statement_that_one_can_vote_on(stem: str) -> None:
    for one in EXPERIMENTS[stem]:
        if isinstance(one.sentence, str) and one.choices == experiment.HOLDS and not one.number:
            assert not re.search(r", (so|since|as it|because|therefore|and so)\b|[.;] [A-Z]|^As ", one.sentence), one.id


def test_there_are_enough_of_them() -> None:
    assert sum(map(len, EXPERIMENTS.values())) >= 150


@each_lesson
def test_a_link_and_a_list_can_hold_them(stem: str) -> None:
    ids = [one.id for one in EXPERIMENTS[stem]]
    assert len(set(ids)) == len(ids)
    for one in EXPERIMENTS[stem]:
        assert one.id.replace("-", "").isalnum() and one.id.islower()
        assert "experiment" not in one.settings
        assert all(isinstance(value, str) for value in one.settings.values())
        if isinstance(one.sentence, str):
            assert not set(one.sentence) & set("$\\*`[]<>"), "the list shows it as it is"
            assert one.sentence[-1] in ".?)"
        assert one.number or len(one.choices) > 1


def test_a_measure_gets_what_it_names() -> None:
    values = {"size": 3, "image": None}
    one = experiment.Experiment("a", "It is 4.", lambda size: (size == 4, "It is not."))
    assert experiment.measure(one, values) == ("fails", "It is not.")
    one = experiment.Experiment("a", "How many?", lambda size, image: (2.0 * size, ""), number=experiment.Number())
    assert experiment.measure(one, values) == (6.0, "")
    assert experiment.sentence(one, values) == "How many?"
    asked = experiment.Experiment("a", lambda size: f"Size {size}?", lambda: (None, "Wait."))
    assert experiment.sentence(asked, values) == "Size 3?"
    assert experiment.measure(asked, values) == (None, "Wait.")


def test_a_measure_that_settings_make_impossible_says_what_to_change() -> None:
    def refused(size: int) -> tuple[bool, str]:
        raise ValueError(f"The size is {size}: use *more*.")

    one = experiment.Experiment("a", "It is 4.", refused)
    answer, said = experiment.measure(one, {"size": 3})
    assert answer is None and r"\*more\*" in said


@pytest.mark.parametrize("answer", [float("nan"), float("inf")])
def test_a_share_of_nothing_is_not_compared_with_a_prediction(answer: float) -> None:
    one = experiment.Experiment("a", "How many?", lambda: (answer, "Nothing is there."), number=experiment.Number())
    assert experiment.measure(one, {}) == (None, "Nothing is there.")
