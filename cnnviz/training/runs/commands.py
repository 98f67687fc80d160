"""What is asked of a run: a file for each command, which its training process removes when it has obeyed.

Whoever asks need not be in the process that trains, nor in the one that began the run.
"""

import os
import time
from pathlib import Path
from typing import Any

from cnnviz import disk, limits
from cnnviz.training.runs import store
from cnnviz.words import say


def give(folder: Path, kind: str, value: Any = None) -> Path:
    """Ask the trainer of a run for something; the file is gone when it is done.

    Asked again for what is asked for already, it replaces that; steps and epochs add up. Raises ValueError where too
    many commands wait, and OSError.
    """
    commands = folder / "commands"
    commands.mkdir(exist_ok=True)
    with disk.alone(folder):
        asked = sorted(entry.name for entry in os.scandir(commands) if not entry.name.startswith("."))
        again = asked[-1:] if kind not in ("step", "epoch") and asked[-1:] and _kind(asked[-1]) == kind else []
        if len(asked) - len(again) >= limits.COMMANDS:
            raise ValueError(
                say(
                    "This run has {waiting} commands to obey: wait until it has done some of them.",
                    waiting=len(asked),
                )
            )
        path = commands / f"{time.time_ns():020d}-{kind}.json"
        try:
            disk.write_json(path, {"kind": kind, "value": value})
        except OSError as error:
            if error.errno not in disk.FULL:
                raise
            (folder / "reserve").unlink(missing_ok=True)  # gives the room to be told to stop
            disk.write_json(path, {"kind": kind, "value": value})
        for name in again:
            (commands / name).unlink(missing_ok=True)
    return path


def _kind(name: str) -> str:
    """What a command's file asks for."""
    return name.partition("-")[2].removesuffix(".json")


def waiting(folder: Path) -> list[tuple[Path, str, Any]]:
    """What is asked for, oldest first: (file, kind, value)."""
    try:
        names = sorted(entry.name for entry in os.scandir(folder / "commands") if entry.name.endswith(".json"))
    except OSError:
        return []
    wanted = []
    for name in names:
        if not name.startswith("."):
            path = folder / "commands" / name
            values = disk.read_json(path)
            wanted.append((path, str(values.get("kind", "")), values.get("value")))
    return wanted


def ask(folder: Path, kind: str, value: Any = None, *, patience: float) -> None:
    """Give a command, and wait so many seconds at most until it is obeyed, or nobody is there to obey it."""
    path = give(folder, kind, value)
    deadline = time.monotonic() + patience
    while path.exists() and time.monotonic() < deadline and _is_heard(folder, kind):
        time.sleep(0.005)


def _is_heard(folder: Path, kind: str) -> bool:
    """Whether somebody obeys a command now: a trainer that has the run loaded; the pool ends what waits."""
    state = store.current_state(folder)
    live = state["state"] in store.LIVE and bool(state.get("pool"))
    return live and (bool(state.get("worker")) or kind in ("pause", "stop"))
