"""Which pools are open, and which training process has a run: of several servers and scripts only one trains it."""

import contextlib
import os
import secrets
import shutil
import time
from pathlib import Path
from typing import Any

from cnnviz import disk
from cnnviz.private import make_folder
from cnnviz.training.runs import processes

_SILENCE = 60.0  # seconds without a sign of life after which a pool of another machine counts as closed


def _pool_file(pool: str) -> Path:
    return disk.home() / "pools" / f"{pool}.json"


def open_pool() -> str:
    """Register a pool of this process; returns its name."""
    name = secrets.token_hex(8)
    make_folder(_pool_file(name).parent)
    disk.write_json(_pool_file(name), processes.identity())
    return name


def pool_is_open(pool: str) -> bool:
    """Whether the pool of that name may still train, as far as can be told from here."""
    path = _pool_file(pool)
    process = disk.read_json(path)
    if processes.is_here(process):
        return processes.is_alive(process)
    try:
        return bool(process) and time.time() - path.stat().st_mtime < _SILENCE
    except OSError:
        return False


def pool_lives(pool: str) -> None:
    """A sign of life, for readers on other machines."""
    with contextlib.suppress(OSError):
        os.utime(_pool_file(pool))


def close_pool(pool: str) -> None:
    with contextlib.suppress(OSError):
        _pool_file(pool).unlink()


def claim(folder: Path, pool: str, worker: dict[str, Any]) -> bool:
    """Take a run for one training process, so that no other takes it; False if another has it and lives."""
    mine = folder / f".claim-{secrets.token_hex(4)}"
    mine.mkdir()
    disk.write_json(mine / "holder.json", {"pool": pool, "worker": worker})
    for _ in range(2):
        with contextlib.suppress(OSError):
            mine.rename(folder / "claim")  # fails where one is there that is not empty
            return True
        holder = disk.read_json(folder / "claim" / "holder.json")
        if processes.is_alive(holder.get("worker", {})) or pool_is_open(holder.get("pool", "")):
            break
        release(folder)
    shutil.rmtree(mine, ignore_errors=True)
    return False


def release(folder: Path) -> None:
    """Give a run back."""
    gone = folder / f".claim-{secrets.token_hex(4)}"
    with contextlib.suppress(OSError):
        (folder / "claim").rename(gone)
        shutil.rmtree(gone, ignore_errors=True)
