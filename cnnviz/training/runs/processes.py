"""Is a process still there? A number alone does not say, for the system gives numbers out again."""

import contextlib
import os
import platform
from pathlib import Path
from typing import Any

import psutil


def identity(pid: int | None = None) -> dict[str, Any]:
    """What tells a process from every other: machine, number and when it started."""
    pid = os.getpid() if pid is None else pid
    return {"host": platform.node(), "pid": pid, "started": _started(pid)}


def is_here(process: dict[str, Any]) -> bool:
    """Whether the process ran on this machine, so that `is_alive` can tell."""
    return process.get("host") == platform.node()


def is_alive(process: dict[str, Any]) -> bool:
    """Whether a process of this machine is still running."""
    pid = process.get("pid")
    if not isinstance(pid, int) or pid <= 0 or not is_here(process):
        return False
    try:
        ended = psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except (psutil.NoSuchProcess, OverflowError):
        return False
    except psutil.AccessDenied:
        ended = False
    return not ended and _started(pid) == process.get("started")


def _started(pid: int) -> int:
    """When a process started: clock ticks after boot on Linux, seconds since 1970 elsewhere; 0 where it has ended.

    Linux' own number, because psutil adds the time of boot, which moves whenever the clock is set.
    """
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])  # a name may hold spaces
    with contextlib.suppress(psutil.Error):
        return int(psutil.Process(pid).create_time())
    return 0


def memory() -> int:
    """Bytes of memory of this machine."""
    return int(psutil.virtual_memory().total)


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(len(os.sched_getaffinity(0)), 1)
    return max(os.cpu_count() or 1, 1)
