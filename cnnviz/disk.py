"""Files that outlive the server: where they lie, and how one is replaced while others read it."""

import contextlib
import errno
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) if hasattr(errno, "EDQUOT") else (errno.ENOSPC, errno.EFBIG)


def home() -> Path:
    """The folder of everything that outlives the server."""
    return Path(os.environ.get("CNNVIZ_HOME") or Path.home() / ".cnnviz").expanduser().absolute()


def replace(temporary: Path, path: Path) -> None:
    """os.replace; on Windows a reader may hold the old file open for a moment."""
    for _ in range(50):
        try:
            return os.replace(temporary, path)
        except PermissionError:
            if os.name != "nt":
                raise
            time.sleep(0.01)
    os.replace(temporary, path)


def for_me(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def write_bytes(path: Path, data: bytes) -> None:
    """Replace a file in one go: readers see the old or the new content."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with open(temporary, "xb", opener=for_me) as file:
            file.write(data)
        replace(temporary, path)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def write_json(path: Path, values: dict[str, Any]) -> None:
    """Replace a file in one go, as `write_bytes`; `read_json` reads it."""
    write_bytes(path, json.dumps(values, ensure_ascii=False).encode())


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


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a folder for one change, so that no other process changes what has just been read. Windows goes without."""
    if fcntl is None:
        yield
        return
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def copy(source: Path, target: Path) -> None:
    """A second name for the same bytes, which nobody changes; a copy where the file system has no such names."""
    with contextlib.suppress(OSError, NotImplementedError):
        os.link(source, target)
        return
    shutil.copyfile(source, target)
