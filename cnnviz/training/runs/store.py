"""Runs on disk: a folder for each, written so that whoever reads while somebody writes never sees half of anything.

    $CNNVIZ_HOME/runs/<id>/
        recipe.json                   what is trained, and how
        about.json                    name, owner, created, parent, parent_step
        state.json                    state, message, step, epoch, total_steps, … : replaced, never edited
        metrics.jsonl                 one row per step, appended
        commands/<time>-<kind>.json   what the student asks for; the trainer removes what it has done
        snapshots/<step>.safetensors  weights, optimiser and counters, and what was read off the network then
        claim/holder.json             the processes that train it now
        steer.json                    a word with which others may change it; see `rights`
        pictures.json                 whether its private pictures are shown with it; see `rights`
        log.txt                       tracebacks

Settings come from environment variables: CNNVIZ_HOME (default ~/.cnnviz), CNNVIZ_DISK_GB (all runs together, 5),
CNNVIZ_OWNER_GB (all runs of one owner, 2), CNNVIZ_RUN_MB (one run, 200), CNNVIZ_RUN_MINUTES (training time of one run,
20), CNNVIZ_TURN_SECONDS (training of one run while others wait, 10), CNNVIZ_WORKERS (training processes, the number of
cores), CNNVIZ_MEMORY_MB (one training process, its share of four fifths of the memory). CNNVIZ_PRIORITY=normal lets
training take the processor from others; without it they come first.
"""

import contextlib
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cnnviz import disk, words
from cnnviz.disk import home
from cnnviz.private import make_folder, mark
from cnnviz.training import pace
from cnnviz.training.runs import claims, endings
from cnnviz.words import say

STATES = ("queued", "running", "paused", "finished", "stopped", "failed")
LIVE = ("queued", "running", "paused")
KEPT_DAYS = 7.0
MOST_SNAPSHOTS = 60
_NUMBERS = (
    *("step", "epoch", "total_steps", "steps_per_epoch", "learning_rate", "examples_per_second", "seconds_left"),
    *("place", "val_loss", "val_accuracy"),
)
_ID = re.compile(r"[a-z0-9]{10}")
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
_RESERVE = 16_384  # bytes; given up when the disk is full, so that the reason can still be written down


def setting(name: str, default: float) -> float:
    """A number from an environment variable; the default if it is unset. Raises ValueError if it is no number."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    with contextlib.suppress(ValueError):
        if 0 < (value := float(text)) < float("inf"):
            return value
    raise ValueError(
        say(
            "{name} is “{text}”: set it to a number above zero, or remove it for {default:g}.",
            name=name, text=text[:40], default=default,
        )
    )  # fmt: skip


@contextlib.contextmanager
def written(what: str) -> Iterator[None]:
    """A file that cannot be written, or deleted, is a ValueError that says what is not done, why, and what helps."""
    try:
        yield
    except OSError as error:
        raise ValueError(
            say(
                "{what} ({why}): delete runs that nobody needs any more."
                if error.errno in disk.FULL
                else "{what} ({why}): tell whoever runs this server.",
                what=what,
                why=error.strerror or type(error).__name__,
            )
        ) from None


def runs_folder() -> Path:
    return home() / "runs"


def run_folder(run_id: str) -> Path:
    """The folder of a run. Raises ValueError for anything that is not the name of a run that is there."""
    if not isinstance(run_id, str) or not _ID.fullmatch(run_id):
        raise ValueError("This is not the address of a run: it has ten small letters and digits.")
    folder = runs_folder() / run_id
    if not (folder / "recipe.json").is_file():
        raise ValueError(
            say(
                "There is no run {run_id}: it was deleted, or cleaned up after {KEPT_DAYS:g} days without use.",
                run_id=run_id,
                KEPT_DAYS=KEPT_DAYS,
            )
        )
    return folder


def new_id() -> str:
    """A name that nobody can guess, as part of an address: letters and digits that look different from each other."""
    return "".join(secrets.choice(_LETTERS) for _ in range(10))


def create(recipe: str, about: dict[str, Any], state: dict[str, Any]) -> Path:
    """Make the folder of a new run; it appears complete or not at all. Raises OSError, on a full disk too."""
    runs = runs_folder()
    make_folder(runs)
    run_id = new_id()
    growing = runs / f".{run_id}"
    try:
        growing.mkdir(mode=0o700)
        (growing / "snapshots").mkdir()
        (growing / "commands").mkdir()
        (growing / "recipe.json").write_text(recipe, encoding="utf-8")
        write_about(growing, about)
        disk.write_json(growing / "state.json", state | {"updated": time.time()})
        (growing / "reserve").write_bytes(os.urandom(_RESERVE))
        growing.rename(runs / run_id)
    except OSError:
        shutil.rmtree(growing, ignore_errors=True)
        raise
    return runs / run_id


@contextlib.contextmanager
def filled(what: str, recipe: str, about: dict[str, Any], state: dict[str, Any]) -> Iterator[Path]:
    """The folder of a new run, to be filled: what cannot be written takes all of it away, and is a ValueError."""
    with written(what):
        folder = create(recipe, about, state)
        try:
            yield folder
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)
            raise


def write_about(folder: Path, about: dict[str, Any]) -> None:
    """Keep what a run is called, whose it is, and where it comes from; `Run.about` reads it."""
    disk.write_json(folder / "about.json", about | {"name": words.packed(about.get("name", ""))})


def all_runs() -> list[Path]:
    """The folders of all runs, in no particular order."""
    try:
        return [path for path in runs_folder().iterdir() if _ID.fullmatch(path.name) and path.is_dir()]
    except OSError:
        return []


# ---------------------------------------------------------------------------------------------------- state


def read_state(folder: Path) -> dict[str, Any]:
    return disk.read_json(folder / "state.json")


def write_state(folder: Path, by: str | None = None, /, **changes: Any) -> None:
    """Change some entries of the state, also on a full disk: the run's reserve, then the old file, gives the room.

    by: the pool that trains the run; nothing is written where another one has queued it since.
    """
    with disk.alone(folder):
        old = read_state(folder)
        if by is None or old.get("pool") in (by, None):
            _write_state(folder, old | changes | {"updated": time.time()})


def _write_state(folder: Path, state: dict[str, Any]) -> None:
    path = folder / "state.json"
    state = state | {"message": words.packed(state.get("message", ""))}
    try:
        disk.write_json(path, state)
    except OSError as error:
        if error.errno not in disk.FULL:
            raise
        with contextlib.suppress(OSError):
            (folder / "reserve").unlink()
        try:
            disk.write_json(path, state)
        except OSError:
            data = json.dumps(state, ensure_ascii=False).encode()
            with open(path, "r+b", buffering=0) as file:
                file.write(data)
                file.truncate(len(data))


def current_state(folder: Path) -> dict[str, Any]:
    """The state as it is true now: a run whose server is gone is stopped, whatever was written last."""
    state = read_state(folder)
    for name in _NUMBERS:  # a damaged file may hold anything
        value = state.get(name)
        if name in state and (isinstance(value, bool) or not isinstance(value, (int, float)) or abs(value) > 1e15):
            state[name] = None
    state["message"] = words.unpacked(state.get("message", ""))
    state["pace"] = pace.known(state.get("pace"))
    if state.get("state") not in STATES:
        return {"state": "stopped", "message": "What this run was doing is not readable: press resume to go on."}
    if state["state"] in LIVE and state.get("pool") and not claims.pool_is_open(state["pool"]):
        state |= {
            "state": "stopped",
            "message": endings.interrupted(snapshots(folder)),
            "place": 0,
            "seconds_left": None,
        }
    return state


# ------------------------------------------------------------------------------------------------ snapshots


def snapshot_path(folder: Path, step: int) -> Path:
    return folder / "snapshots" / f"{step:08d}.safetensors"


def snapshots(folder: Path) -> list[int]:
    """The steps at which there is a snapshot, ascending."""
    try:
        names = [entry.name for entry in os.scandir(folder / "snapshots")]
    except OSError:
        return []
    return sorted(int(name[:-12]) for name in names if name.endswith(".safetensors") and name[:-12].isdigit())


def most_crowded(steps: list[int]) -> int:
    """The snapshot whose loss is felt least: its neighbours are near in proportion to how far learning has got.

    The first and the last are never chosen, nor is the second: it shows the first step. Needs four or more.
    """
    gaps = {steps[i]: (steps[i + 1] - steps[i - 1]) / (steps[i + 1] + 20) for i in range(2, len(steps) - 1)}
    return min(gaps, key=lambda step: gaps[step])


# ------------------------------------------------------------------------------------------- as a whole


def owner_of(folder: Path) -> str:
    """Whose run it is; "" for one of a script."""
    return mark(str(disk.read_json(folder / "about.json").get("owner", "")))


def touch(folder: Path) -> None:
    """Note that somebody uses the run."""
    with contextlib.suppress(OSError):
        os.utime(folder / "recipe.json")


def remove(folder: Path) -> None:
    """Delete a run; it disappears from every list at once. Raises OSError where it cannot be deleted."""
    gone = folder.with_name(f".gone-{folder.name}-{secrets.token_hex(2)}")
    try:
        folder.rename(gone)
    except FileNotFoundError:
        return
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            raise
        return
    shutil.rmtree(gone, ignore_errors=True)


def is_live(folder: Path) -> bool:
    """Whether a pool that is open trains the run, has it in its queue, or holds it paused."""
    state = read_state(folder)
    return state.get("state") in LIVE and bool(state.get("pool")) and claims.pool_is_open(state["pool"])
