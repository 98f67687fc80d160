"""What runs take of the disk: how much one owner may keep, and which runs are deleted to make room."""

import contextlib
import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from cnnviz import disk, limits
from cnnviz.disk import home
from cnnviz.private import make_folder, mark
from cnnviz.training.runs import store
from cnnviz.words import say

QUIET = 86_400.0  # seconds between two clean-ups that count as time without use; the clock may have jumped over more


def size(folder: Path) -> int:
    """Bytes of all files in a folder and below."""
    return sum(_files(folder).values())


def _files(folder: Path) -> dict[tuple[int, int], int]:
    """Bytes of each file in a folder and below, by device and inode: a branch has the same files as its parent."""
    found = {}
    for where, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                about = os.lstat(os.path.join(where, name))
                found[about.st_dev, about.st_ino] = about.st_size
    return found


def check_owner(owner: str) -> None:
    """Raises ValueError with a sentence if an owner keeps as many runs, or as many bytes, as one may.

    Files that several runs of one owner share, as rewinds do, count once. Those that runs of several owners share count
    for each of them: they stay on the disk as long as one of them keeps them. So nobody has more than CNNVIZ_OWNER_GB
    and one run, whoever's runs they rewind; `clean_up` counts what the disk really holds, each file once for all.
    A script, whose owner is "", may always.
    """
    mine = [folder for folder in store.all_runs() if owner and store.owner_of(folder) == mark(owner)]
    limit = store.setting("CNNVIZ_OWNER_GB", 2.0) * 1e9
    used = sum(_sizes(map(_files, mine)))
    if len(mine) >= limits.OWNER_RUNS:
        raise ValueError(say("You keep {mine:,} runs, the most here: delete some in My runs.", mine=len(mine)))
    if used >= limit:
        raise ValueError(
            say(
                "Your runs take {used:.2f} GB, the most here: delete some in My runs.",
                used=used / 1e9,
            )
        )


def last_used(folder: Path) -> float:
    """Seconds since the epoch when the run was last opened or trained."""
    times = [0.0]
    for name in ("recipe.json", "state.json"):
        with contextlib.suppress(OSError):
            times.append((folder / name).stat().st_mtime)
    return max(times) or folder.stat().st_mtime


def clean_up(*, now: float | None = None) -> list[str]:
    """Delete runs unused for seven days, then runs until the rest fits the disk budget; returns their ids.

    Those of the owner who has most go first, the oldest before the others. Runs that are queued, running or paused on
    an open server stay. now: seconds since the epoch.
    """
    now = time.time() if now is None else now
    budget = store.setting("CNNVIZ_DISK_GB", 5.0) * 1e9
    age = ages(now)
    removed: list[str] = []
    runs: list[tuple[float, Path]] = []
    for folder in store.all_runs():
        with contextlib.suppress(OSError):
            runs.append((last_used(folder), folder))
    left: list[Path] = []
    for used, folder in sorted(runs):
        if age(used) > store.KEPT_DAYS * 86_400 and not store.is_live(folder):
            removed += _removed(folder)
        else:
            left.append(folder)
    removed += _make_room(left, budget)
    for half in _unfinished(age):
        shutil.rmtree(half, ignore_errors=True)
    return removed


def _make_room(folders: list[Path], budget: float) -> list[str]:
    """Delete some of these runs, which are sorted by their last use, until the others fit; returns their ids."""
    files = {folder: _files(folder) for folder in folders}
    sizes = {file: size for its in files.values() for file, size in its.items()}
    total = sum(sizes.values())
    if total <= budget:
        return []
    owners: dict[str, list[Path]] = {}
    for folder in folders:
        owners.setdefault(store.owner_of(folder), []).append(folder)
    holders = Counter(file for its in files.values() for file in its)
    has = {owner: sum(_sizes(files[folder] for folder in mine)) for owner, mine in owners.items()}
    idle = {owner: [folder for folder in mine if not store.is_live(folder)] for owner, mine in owners.items()}
    removed: list[str] = []
    while total > budget and any(idle.values()):
        owner = max((owner for owner in idle if idle[owner]), key=lambda owner: has[owner])
        folder = idle[owner].pop(0)
        owners[owner].remove(folder)
        if not (gone := _removed(folder)):
            continue
        removed += gone
        for file in files[folder]:
            holders[file] -= 1
            total -= sizes[file] if holders[file] == 0 else 0
        has[owner] = sum(_sizes(files[folder] for folder in owners[owner]))
    return removed


def _sizes(files: Iterable[dict[tuple[int, int], int]]) -> Iterable[int]:
    """Bytes of each file, those that several folders share once."""
    return {file: size for its in files for file, size in its.items()}.values()


def _removed(folder: Path) -> list[str]:
    """Delete a run; its id, or nothing where it cannot be deleted."""
    with contextlib.suppress(OSError):
        store.remove(folder)
        return [folder.name]
    return []


def ages(now: float) -> Callable[[float], float]:
    """Tells for how long something has not been used, from the time of its last use; seconds.

    What passed between two clean-ups counts as at most a day: a clock that jumps, or a server that was off, makes
    nothing old. The file clock.json remembers the last clean-up, and the jumps so far.
    """
    path = home() / "clock.json"
    kept = disk.read_json(path)
    try:
        seen = float(kept.get("seen") or _newest(now))
        jumps = [(float(when), float(seconds)) for when, seconds in kept.get("jumps", [])]
    except (TypeError, ValueError):
        seen, jumps = _newest(now), []
    if now - seen > QUIET:
        jumps.append((seen, now - seen - QUIET))
    jumps = [(when, seconds) for when, seconds in jumps if now - when < 365 * 86_400]
    with contextlib.suppress(OSError):
        make_folder(path.parent)
        disk.write_json(path, {"seen": now, "jumps": jumps})
    return lambda used: now - used - sum(seconds for when, seconds in jumps if used <= when)


def _newest(now: float) -> float:
    """The last sign of anybody in the folder of runs; now where there is none."""
    signs = []
    for folder in store.all_runs():
        with contextlib.suppress(OSError):
            signs.append(last_used(folder))
    return max((sign for sign in signs if sign <= now), default=now)


def _unfinished(age: Callable[[float], float]) -> Iterator[Path]:
    """Folders whose making or deleting was cut off an hour ago or more."""
    with contextlib.suppress(OSError):
        for path in store.runs_folder().iterdir():
            if path.name.startswith(".") and age(path.stat().st_mtime) > 3600:
                yield path
