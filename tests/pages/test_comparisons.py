"""Lessons 5.2 and 5.3: what is on the screen is what the runs say, and the address opens it again."""

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz import disk
from cnnviz.training import Recipe
from cnnviz.training.comparison import comparison
from cnnviz.training.comparison.comparison import Comparison, Plan
from cnnviz.training.comparison.presets import PRESETS
from cnnviz.training.runs import pool, rights, starting, store
from tests.engine.training.fake_runs import FakePool, finish
from tests.pages.conftest import healthy

Open = Callable[..., AppTest]
DROPOUT = Plan(Recipe(network="mlp", examples=20, epochs=2), "dropout", (0.0, 0.5), seeds=3)
ENDS = [[0.50, 0.60], [0.54, 0.62], [0.55, 0.67]]  # [seed][recipe]: B is better by 10, 8 and 12 points


@pytest.fixture(autouse=True)
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakePool:
    """Nothing is trained here: the tests write what the runs have measured."""
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    runs = FakePool()
    monkeypatch.setattr(starting, "start", runs.start)
    monkeypatch.setattr(pool, "pool", lambda: None)
    return runs


def finished(plan: Plan, fake: FakePool, ends: list[list[float]]) -> Comparison:
    begun = comparison.start(plan, owner="ada")
    while begun.is_live():
        for run in fake.runs:
            if run.state == "queued":
                value = plan.values.index(getattr(run.recipe, plan.setting))
                end = ends[run.recipe.seed][value]
                finish(run, [0.1] * (plan.base.epochs - 1) + [end])
        begun.advance()
    return begun


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def test_the_address_opens_a_comparison_and_the_form_shows_its_plan(open_lesson: Open, fake: FakePool) -> None:
    begun = finished(DROPOUT, fake, ENDS)
    app = open_lesson("two-recipes", comparison=begun.id)
    assert metrics(app) == {"A: dropout 0": "53.0 %", "B: dropout 0.5": "63.0 %", "B − A, seed by seed": "+10.0 points"}
    assert any("higher validation accuracy, by +10.0 points over 3 seeds" in text.value for text in app.markdown)
    assert not [text for text in app.info if "others than those" in text.value]
    assert app.selectbox(key="two-network").value == "mlp"
    assert app.number_input(key="two-b-dropout").value == 0.5
    assert "**63.00 %**" in app.success[0].value
    assert "**3.61 %**" in app.success[0].value
    assert "**10.00** points" in app.success[0].value
    app.segmented_control(key="two-recipes-dropout-guess").set_value("fails")
    assert "It holds here.** You predicted otherwise" in healthy(app.run()).warning[0].value
    app.number_input(key="two-epochs").set_value(9)
    assert any("others than those" in text.value for text in healthy(app.run()).info)


def test_start_begins_runs_of_the_student_and_the_prediction_waits(open_lesson: Open, fake: FakePool) -> None:
    app = open_lesson("two-recipes")
    app.selectbox(key="two-claim").set_value("Dropout")
    healthy(app.run())
    preset = PRESETS["Dropout"]
    assert preset.claim in " ".join(text.value for text in app.markdown)
    assert "210 steps" not in app.success[0].value
    assert f"**{30 * 7:,}** steps" in app.success[0].value  # 200 pictures in batches of 32
    app.segmented_control(key="two-recipes-dropout-guess").set_value("holds")
    assert any("Press Start" in text.value for text in healthy(app.run()).info)
    app.button(key="two-start").click()
    healthy(app.run())
    assert [run.recipe for run in fake.runs] == [preset.plan.recipe(*cell) for cell in preset.plan.cells[:3]]
    assert {run.owner for run in fake.runs} == {app.session_state["owner"]}
    assert any("when all runs are done" in text.value for text in app.info)
    app.button(key="two-stop").click()
    healthy(app.run())
    assert [one.halted for one in comparison.list_comparisons()] == [True]
    app.button(key="two-go-on").click()
    healthy(app.run())
    assert [one.halted for one in comparison.list_comparisons()] == [False]


def test_what_cannot_be_compared_or_opened_gets_a_sentence(open_lesson: Open, fake: FakePool) -> None:
    app = open_lesson("two-recipes", comparison="abc")
    assert "not the address of a comparison" in app.error[0].value
    app.selectbox(key="two-b-activation").set_value("sigmoid")
    assert any("Two recipes have the same activation" in text.value for text in healthy(app.run()).error)
    assert app.button(key="two-start").disabled
    few = finished(Plan(DROPOUT.base, "examples", (10, 20, 0), seeds=1), fake, [[0.3, 0.4, 0.5]])
    assert "belongs to another lesson" in open_lesson("two-recipes", comparison=few.id).error[0].value
    assert "no comparison" in open_lesson("overfitting", comparison="aaaaaaaaaa").error[0].value


def test_failed_runs_are_left_out_and_said(open_lesson: Open, fake: FakePool) -> None:
    begun = finished(DROPOUT, fake, ENDS)
    run = begun.run((1, 2))
    assert run
    store.write_state(run.folder, state="failed", message="The loss is no longer a number since step 3.")
    app = open_lesson("two-recipes", comparison=begun.id)
    assert "1 of 6 runs failed" in app.warning[0].value
    assert metrics(app)["B: dropout 0.5"] == "61.0 %"
    assert any("needs at least 3 seeds" in text.value for text in app.markdown)


def test_overfitting_shows_the_gap_and_measures_the_claim(open_lesson: Open, fake: FakePool) -> None:
    plan = Plan(replace(DROPOUT.base, examples=10, dropout=0.0), "examples", (10, 20, 0), seeds=3)
    begun = finished(plan, fake, [[0.10, 0.15, 0.2], [0.12, 0.15, 0.25], [0.14, 0.15, 0.24]])
    app = open_lesson("overfitting", comparison=begun.id, over_which="20 examples")
    assert "**15.00** points" in app.success[0].value  # 30 % in training, 15 % in validation
    app.segmented_control(key="overfitting-guess").set_value("holds")
    said = healthy(app.run()).success[1].value
    assert "It holds here.** Your prediction was right." in said
    assert "+18.0 points with 10 examples and +7.0 points with all examples" in said


def test_all_examples_are_among_the_recipes(open_lesson: Open, fake: FakePool) -> None:
    app = open_lesson("overfitting", over_dataset="faces")
    assert app.segmented_control(key="over-which").options == [
        "10 examples", "20 examples", "50 examples", "100 examples", "all examples",
    ]  # fmt: skip
    app.button(key="over-start").click()
    healthy(app.run())
    assert [run.recipe.examples for run in fake.runs] == [10, 20, 50]


def test_who_only_looks_neither_stops_a_comparison_nor_begins_its_runs(open_lesson: Open, fake: FakePool) -> None:
    begun = comparison.start(DROPOUT, owner="ada")
    finish(fake.runs[0], [0.5, 0.6])
    app = open_lesson("two-recipes", comparison=begun.id)
    keys = {str(button.key) for button in app.button}
    assert "two-start" in keys
    assert not {"two-stop", "two-go-on", "two-lend"} & keys
    assert any("Somebody else started this comparison" in text.value for text in app.caption)
    assert len(fake.runs) == comparison.AT_ONCE
    word = rights.lend(begun.folder)
    app.query_params["steer"] = word
    healthy(app.run())
    assert len(fake.runs) == comparison.AT_ONCE + 1  # the next one begins while somebody looks who may change it
    app.button(key="two-stop").click()
    healthy(app.run())
    assert begun.halted
    rights.take_back(begun.folder)
    app.button(key="two-go-on").click()
    healthy(app.run())
    assert begun.halted


def test_what_cannot_be_stopped_says_why(open_lesson: Open, fake: FakePool, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = comparison.start(DROPOUT, owner="ada")
    app = open_lesson("two-recipes")
    app.session_state["owner"] = "ada"
    app.query_params["comparison"] = begun.id
    healthy(app.run())
    assert "two-lend" in {str(button.key) for button in app.button}

    def cannot(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "touch", cannot)
        app.button(key="two-stop").click()
        healthy(app.run())
        assert any("cannot be stopped (Read-only file system)" in error.value.replace("\\", "") for error in app.error)
        patch.setattr(disk, "write_bytes", cannot)
        app.button(key="two-lend").click()
        healthy(app.run())
        assert any("cannot be written down (Read-only" in error.value.replace("\\", "") for error in app.error)
    assert begun.is_live()
