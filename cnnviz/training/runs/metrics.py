"""The rows of metrics.jsonl: appended while others read, and found without reading all of them.

A run may have millions, a page shows some hundreds.
One row a line, `step` ascending, a line that is still being written last. What is damaged counts as not there.
"""

import contextlib
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import fmean
from typing import Any, BinaryIO

from cnnviz import disk

Row = dict[str, Any]

PART = 2**21  # bytes of metrics that are read at a time
_BLOCK = 2**20  # bytes read at a time
_LINE = 1024  # bytes within which a line is expected; longer ones cost another reading
_BACK = 100  # bytes before a guessed place, so that the line that is meant still begins behind it
_SMALL = 2**18  # bytes of a file that is read as a whole: searching would take longer


def parsed(line: bytes) -> Row | None:
    """The row on a line; None for a line cut off by a killed process."""
    with contextlib.suppress(ValueError, RecursionError):
        row = json.loads(line)
        if isinstance(row, dict) and isinstance(row.get("step"), int):
            return row
    return None


def epoch_losses(rows: Iterable[Row]) -> list[float]:
    """Mean training loss of each epoch so far, the first one first."""
    losses: dict[int, list[float]] = {}
    for row in rows:
        losses.setdefault(row["epoch"], []).append(row["loss"])
    return [fmean(losses[epoch]) for epoch in sorted(losses)]


def each(path: Path) -> Iterator[Row]:
    """All rows, one after another, in little memory. No rows where there is no file."""
    with contextlib.suppress(OSError), open(path, "rb", buffering=_BLOCK) as file:
        for line in file:
            if line.endswith(b"\n") and (row := parsed(line)):
                yield row


def backwards(path: Path) -> Iterator[Row]:
    """All rows, the last one first, in little memory."""
    with contextlib.suppress(OSError), open(path, "rb") as file:
        at, rest = file.seek(0, os.SEEK_END), b""
        at = file.seek(_complete(file, at))
        while at > 0:
            begin = max(0, at - _LINE * 64)
            file.seek(begin)
            lines = (file.read(at - begin) + rest).split(b"\n")
            rest, at = (lines[0] if begin else b""), begin
            for line in reversed(lines[1 if begin else 0 :]):
                if row := parsed(line):
                    yield row


def last(path: Path) -> Row | None:
    """The last row."""
    return next(backwards(path), None)


def at_steps(path: Path, steps: Iterable[int]) -> list[Row]:
    """The rows of these steps (ascending), as far as there are some; found by seeking."""
    with contextlib.suppress(OSError), open(path, "rb", buffering=0) as file:
        end = _complete(file, os.fstat(file.fileno()).st_size)
        if end <= _SMALL:
            wanted = set(steps)
            return [row for line in file.read(end).splitlines() if (row := parsed(line)) and row["step"] in wanted]
        final = last(path)
        found, start = [], 0
        for step in steps:
            if final is None or step > final["step"]:
                break
            start, row = _seek(file, step, start, end, final["step"])
            if row and row["step"] == step:
                found.append(row)
        return found
    return []


def spread(path: Path, most: int, every: int = 1) -> list[Row]:
    """At most so many of the rows whose step is a multiple of `every`, evenly spread, the first and last among them."""
    final = last(path)
    count = final["step"] // every if final else 0
    places = range(1, count + 1)
    if count > most:
        places = [1 + round(i * (count - 1) / (most - 1)) for i in range(most)]  # type: ignore[assignment]
    return at_steps(path, [every * place for place in places])


def offset(path: Path, step: int) -> int:
    """Where the rows with a higher step begin, in bytes; the length of the complete lines if there are none."""
    with contextlib.suppress(OSError), open(path, "rb", buffering=0) as file:
        end = _complete(file, os.fstat(file.fileno()).st_size)
        final = last(path)
        if final is None or final["step"] <= step:
            return end
        return _seek(file, step + 1, 0, end, final["step"])[0]
    return 0


def _complete(file: BinaryIO, size: int) -> int:
    """The length of the complete lines."""
    while size > 0:
        begin = max(0, size - _LINE)
        file.seek(begin)
        if (cut := file.read(size - begin).rfind(b"\n")) >= 0:
            file.seek(0)
            return begin + cut + 1
        size = begin
    file.seek(0)
    return 0


def _seek(file: BinaryIO, step: int, start: int, end: int, last_step: int) -> tuple[int, Row | None]:
    """(where it begins, row) of the first row from `start` on with this step or a higher one; (end, None) if none.

    Lines are of nearly equal length, so that the place is guessed from the step; every third guess is the middle.
    """
    low, high, answer = start, end, (end, None)  # all before low is below the step, all from high on is not
    low_step, high_step = None, last_step
    tried = 0
    while low < high:
        tried += 1
        if low_step is None or tried == 1:
            guess = low
        elif tried % 3 == 0:
            guess = (low + high) // 2
        else:
            share = (step - low_step - 1) / max(1, high_step - low_step - 1)
            guess = min(high - 1, max(low, int(low + share * (high - low)) - _BACK))
        begin, after, row = _line(file, guess, low, high)
        if row is None:  # nothing that can be read between the guess and high
            if guess == low:
                break
            high = guess
        elif row["step"] < step:
            low, low_step = after, row["step"]
        else:
            high, high_step, answer = begin, row["step"], (begin, row)  # type: ignore[assignment]
            if row["step"] == step or guess == low:
                break
    return answer


def _line(file: BinaryIO, guess: int, low: int, high: int) -> tuple[int, int, Row | None]:
    """(begin, end, row) of the first readable line that begins at `guess` or behind it, and before `high`."""
    size = _LINE
    while True:
        file.seek(max(low, guess - 1))
        data = file.read(size)
        at = file.tell() - len(data)
        begin = 0 if guess == low else data.find(b"\n") + 1
        while guess == low or begin > 0:
            cut = data.find(b"\n", begin)
            if at + begin >= high:
                return high, high, None
            if cut < 0:
                break
            if row := parsed(data[begin:cut]):
                return at + begin, at + cut + 1, row
            begin = cut + 1
        if len(data) < size:
            return high, high, None
        size *= 4


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
                rows = [row for line in data[:complete].splitlines() if (row := parsed(line))]
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
    path, size = folder / "metrics.jsonl", offset(written, last_step)
    if source is None and size == Rows(folder).unread():
        return  # as after each turn of a run
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open(temporary, "xb", opener=disk.for_me) as new:
            if size:
                with open(written, "rb") as old:
                    while size > 0 and (part := old.read(min(size, 2**20))):
                        new.write(part)
                        size -= len(part)
        disk.replace(temporary, path)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def last_evaluation(folder: Path) -> dict[str, float | None]:
    """val_loss and val_accuracy of the last epoch that was completed; None before that."""
    for row in backwards(folder / "metrics.jsonl"):
        if row.get("val_accuracy") is not None:
            return {"val_loss": row["val_loss"], "val_accuracy": row["val_accuracy"]}
    return {"val_loss": None, "val_accuracy": None}
