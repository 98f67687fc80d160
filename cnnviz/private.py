"""What belongs to one student: whose it is, and that no other user of this computer reads it."""

import contextlib
import hashlib
import os
import re
import stat
from pathlib import Path

OURS = ("runs", "comparisons", "pools", "data/own")  # below the home; downloads are everybody's
MOST = 200_000  # folders and files that one start looks through: some seconds on a slow disk
_WORD = re.compile(r"[0-9a-f]{32}")  # of a cookie


def mark(owner: str) -> str:
    """What is kept of an owner: of a cookie's word only its hash, with which nobody becomes that owner.

    Any other text, a script's name or a hash, stays as it is.

    >>> mark("ada"), len(mark("0" * 32)), mark(mark("0" * 32)) == mark("0" * 32)
    ('ada', 64, True)
    """
    return hashlib.sha256(owner.encode()).hexdigest() if _WORD.fullmatch(owner) else owner


def make_folder(path: Path) -> None:
    """Make a folder, and those above it that are missing, for the user of this process alone."""
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)


def close_folder(path: Path, most: int = MOST) -> int:
    """Take away what other users may do with a folder that was made earlier, and with what lies in it.

    Of folders and files together at most so many are looked at, the folder itself first: once that is closed, nobody
    comes to what is left. Links are left as they are, and so is what belongs to another user. Returns how many were
    looked at.
    """
    seen = 0
    for where, _, names in os.walk(path):
        for place in (where, *(os.path.join(where, name) for name in names)):
            if seen == most:
                return seen
            seen += 1
            with contextlib.suppress(OSError):
                mode = os.lstat(place).st_mode
                if mode & 0o077 and not stat.S_ISLNK(mode):
                    os.chmod(place, stat.S_IMODE(mode) & 0o700)
    return seen


def close_all(home: Path) -> None:
    """Close what belongs to students below the home of this app; earlier versions made it for everybody to read."""
    for name in OURS:
        close_folder(home / name)
