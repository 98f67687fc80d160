"""Files that outlive the server: where they lie, and how one is replaced while others read it."""

import contextlib
import os
import secrets
import time
from pathlib import Path


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
