"""Is a process still there? A number alone does not say, for the system gives numbers out again."""

import contextlib
import os
import platform
from pathlib import Path
from typing import Any


def identity(pid: int | None = None) -> dict[str, Any]:
    """What tells a process from every other: machine, number and, where the system tells, when it started."""
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
    if os.name == "nt":
        return _alive_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return _started(pid) == process.get("started") and not _is_zombie(pid)


def _stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat behind the name, which may hold spaces; [] where there is none."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return []


def _started(pid: int) -> int:
    """Clock ticks after boot; 0 where the system does not tell."""
    fields = _stat(pid)
    return int(fields[19]) if len(fields) > 19 else 0


def _is_zombie(pid: int) -> bool:
    return _stat(pid)[:1] == ["Z"]


def _alive_on_windows(pid: int) -> bool:
    """os.kill ends a process there, whatever the signal."""
    import ctypes

    kernel: Any = ctypes.windll.kernel32  # type: ignore[attr-defined, unused-ignore]
    handle = kernel.OpenProcess(0x00100000, False, pid)  # SYNCHRONIZE
    if not handle:
        return False
    alive = kernel.WaitForSingleObject(handle, 0) == 0x102  # WAIT_TIMEOUT: it has not ended
    kernel.CloseHandle(handle)
    return bool(alive)


def memory() -> int:
    """Bytes of memory of this machine; 0 where the system does not tell."""
    with contextlib.suppress(ValueError, OSError, AttributeError):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return 0


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(len(os.sched_getaffinity(0)), 1)
    return max(os.cpu_count() or 1, 1)
