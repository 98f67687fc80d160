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
import errno
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from cnnviz import disk, limits, words
from cnnviz.disk import for_me, home, replace
from cnnviz.private import make_folder, mark
from cnnviz.training.runs import metrics, processes
from cnnviz.words import say

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

STATES = ("queued", "running", "paused", "finished", "stopped", "failed")
LIVE = ("queued", "running", "paused")
KEPT_DAYS = 7.0
MOST_SNAPSHOTS = 60
DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) if hasattr(errno, "EDQUOT") else (errno.ENOSPC, errno.EFBIG)
_NUMBERS = (
    *("step", "epoch", "total_steps", "steps_per_epoch", "learning_rate", "examples_per_second", "seconds_left"),
    *("place", "val_loss", "val_accuracy"),
)
_ID = re.compile(r"[a-z0-9]{10}")
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
PART = 2**21  # bytes of metrics that are read at a time
_SILENCE = 60.0  # seconds without a sign of life after which a pool of another machine counts as closed
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
        write_json(growing / "state.json", state | {"updated": time.time()})
        (growing / "reserve").write_bytes(os.urandom(_RESERVE))
        growing.rename(runs / run_id)
    except OSError:
        shutil.rmtree(growing, ignore_errors=True)
        raise
    return runs / run_id


def write_about(folder: Path, about: dict[str, Any]) -> None:
    """Keep what a run is called, whose it is, and where it comes from; `Run.about` reads it."""
    write_json(folder / "about.json", about | {"name": words.packed(about.get("name", ""))})


def all_runs() -> list[Path]:
    """The folders of all runs, in no particular order."""
    try:
        return [path for path in runs_folder().iterdir() if _ID.fullmatch(path.name) and path.is_dir()]
    except OSError:
        return []


def write_json(path: Path, values: dict[str, Any]) -> None:
    disk.write_bytes(path, json.dumps(values, ensure_ascii=False).encode())


def read_json(path: Path) -> dict[str, Any]:
    """The object in a file; {} if it is missing or damaged."""
    for _ in range(3):  # on Windows a file that is being replaced cannot be opened for a moment
        try:
            values = json.loads(path.read_bytes())
            return values if isinstance(values, dict) else {}
        except PermissionError:
            time.sleep(0.01)
        except (OSError, ValueError, RecursionError):
            return {}
    return {}


# ---------------------------------------------------------------------------------------------------- state


def read_state(folder: Path) -> dict[str, Any]:
    return read_json(folder / "state.json")


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the run for one change, so that no other process changes what has just been read. Windows goes without."""
    if fcntl is None:
        yield
        return
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def write_state(folder: Path, by: str | None = None, /, **changes: Any) -> None:
    """Change some entries of the state, also on a full disk: the run's reserve, then the old file, gives the room.

    by: the pool that trains the run; nothing is written where another one has queued it since.
    """
    with _alone(folder):
        old = read_state(folder)
        if by is None or old.get("pool") in (by, None):
            _write_state(folder, old | changes | {"updated": time.time()})


def _write_state(folder: Path, state: dict[str, Any]) -> None:
    path = folder / "state.json"
    state = state | {"message": words.packed(state.get("message", ""))}
    try:
        write_json(path, state)
    except OSError as error:
        if error.errno not in DISK_FULL:
            raise
        with contextlib.suppress(OSError):
            (folder / "reserve").unlink()
        try:
            write_json(path, state)
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
    if state.get("state") not in STATES:
        return {"state": "stopped", "message": "What this run was doing is not readable: press resume to go on."}
    if state["state"] in LIVE and state.get("pool") and not pool_is_open(state["pool"]):
        state |= {"state": "stopped", "message": interrupted(folder), "place": 0, "seconds_left": None}
    return state


def interrupted(folder: Path) -> str:
    """One sentence for a run whose server was closed."""
    steps = snapshots(folder)
    if not steps:
        return "The server was closed before this run was done: press resume to begin."
    return say(
        "The server was closed before this run was done: press resume to go on from step {step:,}.", step=steps[-1]
    )


# ---------------------------------------------------------------------------------------------------- pools


def _pool_file(pool: str) -> Path:
    return home() / "pools" / f"{pool}.json"


def open_pool() -> str:
    """Register a pool of this process; returns its name."""
    name = secrets.token_hex(8)
    make_folder(_pool_file(name).parent)
    write_json(_pool_file(name), processes.identity())
    return name


def pool_is_open(pool: str) -> bool:
    """Whether the pool of that name may still train, as far as can be told from here."""
    path = _pool_file(pool)
    process = read_json(path)
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
    write_json(mine / "holder.json", {"pool": pool, "worker": worker})
    for _ in range(2):
        with contextlib.suppress(OSError):
            mine.rename(folder / "claim")  # fails where one is there that is not empty
            return True
        holder = read_json(folder / "claim" / "holder.json")
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


# -------------------------------------------------------------------------------------------------- metrics


class Rows:
    """The rows of metrics.jsonl; each reading goes on where the last one ended.

    began: which file that is, as a word. It is another one when the run went on from an earlier snapshot.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "metrics.jsonl"
        self.rows: list[dict[str, Any]] = []
        self.began = ""
        self._offset = 0

    def read(self) -> list[dict[str, Any]]:
        """All rows so far. A last line that is still being written is left for the next reading."""
        more = True
        while more:
            anew, rows, more = self.some()
            if anew:
                self.rows = []
            self.rows += rows
        return self.rows

    def some(self) -> tuple[bool, list[dict[str, Any]], bool]:
        """Whether all earlier rows are void, some more rows, which are not kept here, and whether there are still more.

        At most PART bytes are read, so that a long run never lies in memory as a whole.
        """
        anew = False
        try:
            with open(self.path, "rb") as file:
                about = os.fstat(file.fileno())
                if str(about.st_ino) != self.began or about.st_size < self._offset:
                    anew, self._offset, self.began = True, 0, str(about.st_ino)
                file.seek(self._offset)
                data = file.read(PART)
                complete = data.rfind(b"\n") + 1
                if not complete and len(data) == PART:  # a line that long is none
                    complete = len(data)
                self._offset += complete
                rows = [row for line in data[:complete].splitlines() if (row := metrics.parsed(line))]
                return anew, rows, bool(complete) and self._offset < about.st_size
        except OSError:
            return anew, [], False

    def unread(self) -> int:
        """Bytes that are still to be read."""
        try:
            about = self.path.stat()
        except OSError:
            return 0
        return about.st_size - (self._offset if str(about.st_ino) == self.began else 0)

    def skip(self, size: int) -> None:
        """Go on reading behind so many bytes of the file that is there now."""
        self.began, self._offset = str(self.path.stat().st_ino), size


def append_rows(folder: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Append rows in one write."""
    data = "".join(json.dumps(row) + "\n" for row in rows).encode()
    with open(folder / "metrics.jsonl", "ab", buffering=0) as file:
        file.write(data)


def keep_rows(folder: Path, last_step: int, *, source: Path | None = None) -> None:
    """Drop the rows behind a step, which will be trained again; or copy the others from the folder of another run."""
    written = (source or folder) / "metrics.jsonl"
    path, size = folder / "metrics.jsonl", metrics.offset(written, last_step)
    if source is None and size == Rows(folder).unread():
        return  # as after each turn of a run
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open(temporary, "xb", opener=for_me) as new:
            if size:
                with open(written, "rb") as old:
                    while size > 0 and (part := old.read(min(size, 2**20))):
                        new.write(part)
                        size -= len(part)
        replace(temporary, path)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def last_evaluation(folder: Path) -> dict[str, float | None]:
    """val_loss and val_accuracy of the last epoch that was completed; None before that."""
    for row in metrics.backwards(folder / "metrics.jsonl"):
        if row.get("val_accuracy") is not None:
            return {"val_loss": row["val_loss"], "val_accuracy": row["val_accuracy"]}
    return {"val_loss": None, "val_accuracy": None}


# ------------------------------------------------------------------------------------------------- commands


def write_command(folder: Path, kind: str, value: Any = None) -> Path:
    """Ask the trainer of a run for something; the file is gone when it is done.

    Asked again for what is asked for already, it replaces that; steps and epochs add up. Raises ValueError where too
    many commands wait, and OSError.
    """
    commands = folder / "commands"
    commands.mkdir(exist_ok=True)
    with _alone(folder):
        waiting = sorted(entry.name for entry in os.scandir(commands) if not entry.name.startswith("."))
        again = waiting[-1:] if kind not in ("step", "epoch") and waiting[-1:] and _kind(waiting[-1]) == kind else []
        if len(waiting) - len(again) >= limits.COMMANDS:
            raise ValueError(
                say(
                    "This run has {waiting} commands to obey: wait until it has done some of them.",
                    waiting=len(waiting),
                )
            )
        path = commands / f"{time.time_ns():020d}-{kind}.json"
        try:
            write_json(path, {"kind": kind, "value": value})
        except OSError as error:
            if error.errno not in DISK_FULL:
                raise
            (folder / "reserve").unlink(missing_ok=True)  # gives the room to be told to stop
            write_json(path, {"kind": kind, "value": value})
        for name in again:
            (commands / name).unlink(missing_ok=True)
    return path


def _kind(name: str) -> str:
    """What a command's file asks for."""
    return name.partition("-")[2].removesuffix(".json")


def commands(folder: Path) -> list[tuple[Path, str, Any]]:
    """What is asked for, oldest first: (file, kind, value)."""
    try:
        names = sorted(entry.name for entry in os.scandir(folder / "commands") if entry.name.endswith(".json"))
    except OSError:
        return []
    wanted = []
    for name in names:
        if not name.startswith("."):
            path = folder / "commands" / name
            values = read_json(path)
            wanted.append((path, str(values.get("kind", "")), values.get("value")))
    return wanted


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
    return mark(str(read_json(folder / "about.json").get("owner", "")))


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
    return state.get("state") in LIVE and bool(state.get("pool")) and pool_is_open(state["pool"])
