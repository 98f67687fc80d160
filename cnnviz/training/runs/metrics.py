"""The rows of metrics.jsonl without reading all of them: a run may have millions, a page shows some hundreds.

One row a line, `step` ascending, a line that is still being written last. What is damaged counts as not there.
"""

import contextlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import fmean
from typing import Any, BinaryIO

Row = dict[str, Any]

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
