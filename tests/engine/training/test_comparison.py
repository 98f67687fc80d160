"""Comparisons: what is begun and when, what is read off finished runs, and that the script says the same."""

import contextlib
import io
import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from cnnviz.data import load
from cnnviz.training import Recipe, Run
from cnnviz.training.comparison import comparison, results
from cnnviz.training.comparison.comparison import LOST, WAITING, Comparison, Plan, open_comparison
from cnnviz.training.comparison.listing import comparison_script
from cnnviz.training.comparison.presets import CONTRASTS, PRESETS
from cnnviz.training.runs import starting, store
from tests.engine.training.fake_runs import FakePool, finish
from tests.engine.training.training_runs import opened_pool, until

TINY = Recipe(network="mlp", examples=20, epochs=2)
PLAN = Plan(TINY, "dropout", (0.0, 0.5), seeds=3)
NAN = math.nan


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def fake(home: Path, monkeypatch: pytest.MonkeyPatch) -> FakePool:
    pool_ = FakePool()
    monkeypatch.setattr(starting, "start", pool_.start)
    return pool_


def test_runs_are_begun_as_others_finish(fake: FakePool) -> None:
    begun = comparison.start(PLAN, owner="ada")
    assert [run.recipe for run in fake.runs] == [PLAN.recipe(0, 0), PLAN.recipe(1, 0), PLAN.recipe(0, 1)]
    assert {run.owner for run in fake.runs} == {"ada"}
    begun.advance()
    assert len(fake.runs) == comparison.AT_ONCE
    finish(fake.runs[0], [0.5, 0.6])
    open_comparison(begun.id).advance()
    assert len(fake.runs) == comparison.AT_ONCE + 1
    assert list(begun.states().values()) == ["finished", "queued", "queued", "queued", WAITING, WAITING]
    while begun.is_live():
        for run in fake.runs:
            if run.state == "queued":
                finish(run, [0.5, 0.6])
        begun.advance()
    assert [run.recipe for run in fake.runs] == [PLAN.recipe(*cell) for cell in PLAN.cells]
    assert {recipe.seed for recipe in (run.recipe for run in fake.runs)} == {0, 1, 2}


def test_a_full_queue_is_said_and_nothing_is_lost(fake: FakePool) -> None:
    fake.most = 1
    begun = comparison.start(PLAN)
    assert begun.advance() == "You have enough."
    assert list(begun.states().values()) == ["queued", *[WAITING] * 5]
    fake.most = 7
    assert begun.advance() == ""
    assert len(fake.runs) == 3


def test_two_pages_that_look_at_once_begin_no_run_twice(fake: FakePool, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = comparison.start(PLAN)
    plain = fake.start

    def while_another_looks(*args: Any, **settings: Any) -> Run:
        monkeypatch.setattr(starting, "start", plain)
        Comparison(begun.folder).advance()
        return plain(*args, **settings)

    finish(fake.runs[0], [0.5, 0.6])
    monkeypatch.setattr(starting, "start", while_another_looks)
    begun.advance()
    begun.advance()
    started = [run.recipe for run in fake.runs]
    assert len(set(started)) == len(started)


def test_what_is_lost_or_failed_is_said_and_trained_again(fake: FakePool) -> None:
    begun = comparison.start(PLAN)
    finish(fake.runs[0], [0.5, 0.6])
    store.remove(fake.runs[0].folder)
    store.write_state(fake.runs[1].folder, state="failed", message="The loss is no longer a number.")
    assert list(begun.states().values())[:2] == [LOST, "failed"]
    assert begun.failures() == ["The loss is no longer a number."]
    begun.go_on()
    assert list(begun.states().values())[:3] == ["queued", "queued", "queued"]


def test_a_comparison_opens_again_and_nonsense_gets_a_sentence(fake: FakePool) -> None:
    begun = comparison.start(PLAN, owner="ada")
    again = open_comparison(begun.id)
    assert (again.plan, again.owner) == (PLAN, "ada")
    assert [one.id for one in comparison.list_comparisons("ada")] == [begun.id]
    assert comparison.list_comparisons("bob") == []
    again.delete()
    for text in (begun.id, "../../etc", "", "x" * 400):
        with pytest.raises(ValueError, match="comparison"):
            open_comparison(text)
    assert not store.all_runs()


def test_a_damaged_comparison_gets_a_sentence(fake: FakePool) -> None:
    begun = comparison.start(PLAN)
    for text in ("", "[]", "{}", json.dumps({"base": 1, "setting": "x", "values": 3, "seeds": "many"})):
        (begun.folder / "plan.json").write_text(text)
        with pytest.raises(ValueError, match=r"\.$"):
            open_comparison(begun.id)
    assert comparison.list_comparisons() == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"values": (0.5, 0.5)}, "Two recipes have the same dropout"),
        ({"values": (0.5,)}, "2 to 8 recipes, not 1"),
        ({"values": (0.5, 2.0)}, "The dropout cannot be “2.0”"),
        ({"seeds": 11}, "1 to 10 seeds, not 11"),
        ({"setting": "seed", "values": (1, 2)}, "choose another setting"),
        ({"setting": "colour"}, "choose another setting"),
        ({"setting": "pooling", "values": ("max", "stride")}, "mlp is built without pooling"),
    ],
)
def test_a_plan_that_compares_nothing_gets_a_sentence(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(PLAN, **changes)


def test_curves_are_those_of_the_runs(fake: FakePool) -> None:
    begun = comparison.start(PLAN)
    finish(fake.runs[0], [0.5, 0.6])
    finish(fake.runs[1], [0.7], "running")
    curves = results.by_epoch(begun)
    assert curves["val_accuracy"].shape == (2, 3, 2)
    np.testing.assert_array_equal(curves["val_accuracy"][:, 0], [[0.5, 0.6], [0.7, NAN]])
    np.testing.assert_allclose(curves["accuracy"][:, 0], [[0.3, 0.3], [0.3, NAN]])
    np.testing.assert_allclose(curves["loss"][0, 0], [1.5, 1.5])
    assert np.isnan(curves["val_loss"][:, 2]).all()
    np.testing.assert_array_equal(results.last(begun)["val_accuracy"][:, 0], [0.6, NAN])


@pytest.mark.parametrize("count", range(2, 11))
def test_spread_and_interval_are_those_of_scipy(count: int) -> None:
    rng = np.random.default_rng(count)
    a, b = rng.normal(0.8, 0.1, count), rng.normal(0.9, 0.1, count)
    found = results.difference([*a, NAN], [*b, 0.5])
    assert found.spread.mean == pytest.approx((b - a).mean())
    assert found.spread.std == pytest.approx(np.std(b - a, ddof=1))
    assert found.spread[2:] == (min(b - a), max(b - a), count)
    interval = stats.ttest_rel(b, a).confidence_interval(0.95)
    assert found.half_width == pytest.approx((interval.high - interval.low) / 2, rel=1e-4)
    if count >= 3:
        said = results.verdict(a.tolist(), b.tolist(), ("a", "b"))
        assert (said.better is not None) == (stats.ttest_rel(b, a).pvalue < 0.05)


@pytest.mark.parametrize(
    ("a", "b", "better", "sentence"),
    [
        ([0.9, 0.91, 0.92], [0.95, 0.97, 0.96], 1, "**with** has the higher validation accuracy, by +5.0 points"),
        ([0.95, 0.97, 0.96], [0.9, 0.91, 0.92], 0, "**without** has the higher validation accuracy, by +5.0 points"),
        ([0.9, 0.8, 0.95], [0.85, 0.95, 0.9], None, "No difference to be seen"),
        ([0.9, 0.9, 0.9], [0.9, 0.9, 0.9], None, "No difference to be seen"),
        ([0.1, 0.1, NAN], [0.9, 0.9, 0.9], None, "needs at least 3 seeds. So far it is +80.0 points"),
        ([NAN], [NAN], None, "needs at least 3 seeds."),
    ],
)
def test_the_sentence_says_what_was_measured(a: list[float], b: list[float], better: int | None, sentence: str) -> None:
    said = results.verdict(a, b, ("without", "with"))
    assert said.better == better
    assert sentence in said.sentence


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_fits_its_data(name: str) -> None:
    from cnnviz.networks import small

    preset = PRESETS[name]
    dataset = load(preset.plan.base.dataset)
    channels, *native = dataset.shape
    for value in (0, 1):
        recipe = preset.plan.recipe(value, 0)
        assert small.stack(recipe, channels, small.input_size(recipe, (native[0], native[1])), len(dataset.classes))
    assert set(CONTRASTS) >= {preset.plan.setting for preset in PRESETS.values()}


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Comparison, list[list[float]]]]:
    """A comparison that has really been trained, and its validation accuracies [seed][value]."""
    with opened_pool(tmp_path_factory.mktemp("home")):
        begun = comparison.start(replace(PLAN, seeds=2), owner="ada")

        def is_done() -> bool:
            assert begun.advance() == ""
            return not begun.is_live()

        until(is_done, "the comparison")
        yield begun, results.last(begun)["val_accuracy"].T.tolist()


def test_a_real_comparison_trains_and_its_script_gives_the_same(
    measured: tuple[Comparison, list[list[float]]], one_thread: None
) -> None:
    begun, expected = measured
    assert set(begun.states().values()) == {"finished"}
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(comparison_script(begun.plan, [load("digits")] * 2), "script", "exec"), names)
    assert names["results"] == expected
    assert f"dropout 0.5: mean {np.mean([row[1] for row in expected]):.2%}" in printed.getvalue()


@pytest.mark.parametrize(
    ("setting", "values"),
    [
        ("network", ("mlp", "lenet5")),
        ("augmentation", ("none", "shift")),
        ("examples", (10, 20, 0)),
        ("optimizer", ("sgd", "momentum", "adam")),
    ],
)
def test_the_script_of_other_settings(setting: str, values: tuple[Any, ...], one_thread: None) -> None:
    from cnnviz.training.loop import Trainer

    plan = Plan(replace(TINY, epochs=1), setting, values, seeds=1)
    dataset = load("digits")
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(comparison_script(plan, [dataset] * len(values)), "script", "exec"), names)
    expected = []
    for value in range(len(values)):
        trainer = Trainer(plan.recipe(value, 0), dataset, device="cpu")
        while not trainer.finished:
            trainer.train_step()
        expected.append(trainer.evaluate()["val_accuracy"])
    assert names["results"] == [expected]
