"""The pace of a run: the numbers are the same, the processor is left to others, and it can be changed on the way."""

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import torch

from cnnviz.training import Recipe, Run, start
from cnnviz.training.pace import LONGEST, PACES, WATCHED, seconds_per_step
from cnnviz.training.recipe import total_steps
from cnnviz.training.runs import pool, store
from cnnviz.training.runs.job import Job
from cnnviz.training.runs.trainers import TOGETHER, TrainingProcess
from tests.engine.training.kept_runs import kept_run
from tests.engine.training.training_runs import SMALL, begun, done, opened_pool, until, worker_of

# 23 steps, with dropout and augmentation: at the pace for a hall they take 23 times LONGEST
WATCHABLE = replace(SMALL, epochs=1)


@pytest.fixture(scope="module", autouse=True)
def training(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pool.Pool]:
    with opened_pool(tmp_path_factory.mktemp("home"), WORKERS=1) as mine:
        yield mine


def test_the_run_of_the_lecture_takes_as_long_as_a_hall_watches() -> None:
    recipe = Recipe()
    steps = total_steps(1438, recipe.batch_size, recipe.epochs)
    assert 30 <= steps * seconds_per_step("hall", steps) <= 60
    for steps in (1, 10, 225, 10_000):
        assert seconds_per_step("fast", steps) == 0
        assert seconds_per_step("hall", steps) == pytest.approx(min(LONGEST, WATCHED / steps))


def test_the_numbers_are_the_same_at_both_paces_and_one_process_trains_both() -> None:
    slow = begun(start(WATCHABLE, pace="hall"))
    fast = start(WATCHABLE)
    done(fast)  # though there is one process only, and the other run has it
    assert slow.state == "running"
    assert slow.progress()["pace"] == "hall"
    assert fast.progress()["pace"] == "fast"
    done(slow)
    assert slow.metrics() == fast.metrics()
    ours, theirs = slow.snapshot(), fast.snapshot()
    weights = [name for name in ours if name.startswith(("network.", "optimizer."))]
    assert weights
    assert all(torch.equal(ours[name], theirs[name]) for name in weights)
    assert len(slow.snapshots()) >= len(fast.snapshots())


def processor(pid: int) -> float:
    """Seconds of the processor that a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def test_it_waits_without_the_processor_and_changes_on_the_way() -> None:
    run = begun(start(WATCHABLE, pace="hall"), 2)
    pid = worker_of(run)
    used, since, step = processor(pid), time.monotonic(), run.progress()["step"]
    begun(run, step + 8)
    took = time.monotonic() - since
    assert took >= 7 * LONGEST
    assert processor(pid) - used < 0.5 * took
    run.set_pace("fast")
    since, left = time.monotonic(), run.progress()["total_steps"] - run.progress()["step"]
    done(run)
    assert time.monotonic() - since < left * LONGEST
    assert run.progress()["pace"] == "fast"


def test_a_branch_and_a_run_that_goes_on_keep_the_pace() -> None:
    run = begun(start(WATCHABLE, pace="hall"), 3)
    run.stop()
    branch = run.rewind(run.snapshots()[-1])
    assert branch.progress()["pace"] == "hall"
    run.set_pace("fast")  # nobody trains it
    run.resume()
    done(run)
    whole = done(start(WATCHABLE))
    assert run.metrics() == whole.metrics()
    branch.set_pace("fast")
    branch.resume()
    done(branch)
    assert branch.metrics() == whole.metrics()


def test_a_pace_that_nobody_knows_is_a_sentence(training: pool.Pool) -> None:
    with pytest.raises(ValueError, match="There is no pace called “quick”: use one of fast, hall"):
        start(WATCHABLE, pace="quick")
    run = kept_run(Recipe(network="mlp", epochs=1), 0)
    with pytest.raises(ValueError, match="no pace"):
        run.set_pace("")
    store.write_state(run.folder, pace=["damaged"])
    assert run.progress()["pace"] == PACES[0]


def test_slow_runs_share_a_process_and_give_way_only_where_it_is_full() -> None:
    process: Any = None
    of = TrainingProcess(process, "cpu", ready=True)
    for name in "abcd"[:TOGETHER]:
        assert of.has_room()
        of.jobs[name] = "running"
        of.slow.add(name)
    assert not of.has_room()
    assert of.is_in_the_way("a")
    of.jobs["a"] = "paused"
    assert of.has_room()
    assert not of.is_in_the_way("b")
    of.jobs["a"] = "running"
    of.slow.discard("a")
    of.jobs["b"] = "paused"
    assert not of.has_room()  # one trains as fast as it can
    assert of.is_in_the_way("a")
    assert not of.is_in_the_way("c")


def test_steps_of_a_watched_run_are_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    run = kept_run(WATCHABLE, 0)
    store.write_state(run.folder, pace="hall")
    job = Job(run.folder, "cpu")
    job.load()
    now = 100.0
    monkeypatch.setattr("cnnviz.training.runs.job.time.monotonic", lambda: now)
    begins: list[float] = []
    while len(begins) < 6:
        before = job.trainer.step
        job.advance(0.02)
        if job.trainer.step > before:
            assert job.trainer.step == before + 1
            begins.append(now)
        now += 0.01
    assert all(LONGEST <= later - earlier < LONGEST + 0.02 for earlier, later in pairwise(begins))
    assert until(lambda: Run(run.folder).progress()["step"] == 6)
