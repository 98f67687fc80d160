"""What the tests of runs share: a home of their own with a pool, and patience instead of speed."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cnnviz.training import Recipe, Run
from cnnviz.training.runs import pool

PATIENCE = 120.0  # seconds; other tests may keep both cores busy
SMALL = Recipe(network="mlp", batch_size=64, epochs=2, dropout=0.2, augmentation="shift", learning_rate=0.003)
LONG = Recipe(network="mlp", batch_size=16, epochs=1000)


@contextmanager
def opened_pool(home: Path, **settings: object) -> Iterator[pool.Pool]:
    """A pool with its runs in `home`; settings are environment variables without CNNVIZ_."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNVIZ_HOME", str(home))
        for name, value in settings.items():
            patch.setenv(f"CNNVIZ_{name}", str(value))
        mine = pool.pool()
        try:
            yield mine
        finally:
            mine.close()


def until(condition: Callable[[], Any], what: str = "it") -> Any:
    """Wait until something is true."""
    deadline = time.monotonic() + PATIENCE
    while not (value := condition()):
        assert time.monotonic() < deadline, f"waited too long for {what}"
        time.sleep(0.01)
    return value


def begun(run: Run, step: int = 1) -> Run:
    """Wait until a run has come that far."""

    def has_come() -> bool:
        assert run.state not in ("failed", "stopped"), run.message
        return run.progress()["step"] >= step

    until(has_come, f"step {step} of {run}")
    return run


def worker_of(run: Run) -> int:
    """The number of the process that trains a run."""
    return int(until(lambda: run.progress().get("worker"), "a training process"))


def done(run: Run, state: str = "finished") -> Run:
    """Wait for a run to end so."""
    assert run.wait(PATIENCE) == state, (run.state, run.message)
    return run


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False
