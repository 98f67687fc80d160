"""Runs on scenes in real processes: pause, resume, stop and rewind, to the last digit."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import torch

from cnnviz.data import load
from cnnviz.data.scene_sets import SHOWN
from cnnviz.training import Run, start
from cnnviz.training.loop import Trainer
from cnnviz.training.recipe import TERMS
from cnnviz.training.runs import pool
from cnnviz.training.scene_recipes import DETECTION
from tests.engine.training.training_runs import begun, done, opened_pool

RECIPE = replace(DETECTION, epochs=2, batch_size=128)  # 12 steps each


@pytest.fixture(scope="module", autouse=True)
def training(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pool.Pool]:
    with opened_pool(tmp_path_factory.mktemp("home"), WORKERS=1) as mine:
        yield mine


def uninterrupted() -> list[dict[str, float]]:
    trainer = Trainer(RECIPE, load(RECIPE.dataset), device="cpu")
    rows: list[dict[str, float]] = []
    while not trainer.finished:
        trainer.train_step()
        rows += trainer.flush()
        if trainer.step % trainer.steps_per_epoch == 0:
            rows[-1].update(trainer.evaluate())
    return rows


@pytest.fixture(scope="module")
def run() -> Run:
    """Paused after a few steps, resumed, finished."""
    mine = begun(start(RECIPE), 2)
    mine.pause()
    paused = mine.metrics()
    mine.resume()
    done(mine)
    assert mine.metrics()[: len(paused)] == paused
    return mine


def test_a_run_that_was_paused_gives_the_rows_of_one_that_was_not(run: Run) -> None:
    torch.set_num_threads(1)
    assert run.metrics() == uninterrupted()
    assert set(TERMS["detection"]) <= set(run.metrics()[0])
    assert run.metrics_csv().splitlines()[0].endswith("val_loss,val_accuracy,box,confidence,class")


def test_every_snapshot_says_what_is_found(run: Run) -> None:
    for step in run.snapshots():
        assert run.snapshot(step)["scenes.scores"].shape == (SHOWN, 11, 8, 8)
    first, last = (run.snapshot(step)["scenes.scores"] for step in (run.snapshots()[0], run.snapshots()[-1]))
    assert not torch.equal(first, last)


def test_a_branch_goes_on_from_an_earlier_step_as_the_run_did(run: Run) -> None:
    step = run.snapshots()[1]
    branch = run.rewind(step)
    branch.resume()
    done(branch)
    assert branch.metrics() == run.metrics()


def test_a_stopped_run_keeps_what_it_has(run: Run) -> None:
    other = begun(start(replace(RECIPE, epochs=400)), 2)
    other.stop()
    done(other, "stopped")
    assert other.snapshots()[-1] == other.progress()["step"]
    with pytest.raises(ValueError, match="no script that trains on scenes"):
        other.script()
