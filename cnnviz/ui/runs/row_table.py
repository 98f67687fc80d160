"""The rows of a run's metrics as numbers for a chart, kept between two readings."""

import math
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz import kept

if TYPE_CHECKING:
    from numpy.typing import NDArray

COLUMNS = ("step", "loss", "accuracy", "learning_rate", "val_loss", "val_accuracy")
MOST_ROWS = 10_000  # of a run's steps, and as many of the ends of its epochs: a chart has fewer pixels
MOST_UNREAD = 2**22  # bytes of metrics; more are not read through but sought in


class Table:
    """The rows of a run as numbers, thinned out where there are more than a chart can show.

    Behind COLUMNS stand the terms of its loss.

    An hour of training as dictionaries would fill the memory: of a long run every second, fourth, … step is kept, and
    likewise of the ends of its epochs. What is behind on opening a long run is found by seeking.
    """

    grows_to = 2 * MOST_ROWS * len(COLUMNS) * np.dtype(np.float32).itemsize

    def __init__(self, folder: Path) -> None:
        from cnnviz.training.recipe import TERMS
        from cnnviz.training.runs import metrics
        from cnnviz.training.runs.run import Run

        self._folder = folder
        self._rows = metrics.Rows(folder)
        self._columns = (*COLUMNS, *TERMS[Run(folder).recipe.task])
        self._numbers = np.empty((0, len(self._columns)), dtype=np.float32)
        self._last, self._every = 0, (1, 0)
        self._lock = threading.Lock()

    def since(self, start: int, began: str) -> "tuple[str, int, NDArray[np.float32]]":
        """Rows from number `start` on, float32 (n, columns), NaN for what a row lacks: (began, start, rows).

        All rows, and start 0, if `began` is not what they come from: the file, and how it is thinned out.
        """
        with self._lock:
            if self._rows.unread() > MOST_UNREAD:
                self._catch_up()
            more = True
            while more:
                anew, rows, more = self._rows.some()
                if anew:
                    self._numbers, self._last, self._every = self._numbers[:0], 0, (1, 0)
                self._add(rows)
            now = f"{self._rows.began}-{self._every[0]}-{self._every[1]}"
            if began != now or not 0 <= start <= len(self._numbers):
                start = 0
            return now, start, self._numbers[start:]

    def _catch_up(self) -> None:
        from cnnviz.training.runs import metrics

        path = self._folder / "metrics.jsonl"
        size = path.stat().st_size
        final = metrics.last(path)
        self._last = final["step"] if final else 0
        self._every = self._thinned()
        steps, ends = self._every
        wanted = {
            *range(steps, self._last + 1, steps),
            *(range(ends, self._last + 1, ends) if ends else ()),
            self._last,
        }
        self._rows.skip(min(size, metrics.offset(path, self._last)))
        self._numbers = self._as_numbers(metrics.at_steps(path, sorted(wanted)))

    def _add(self, rows: list[dict[str, Any]]) -> None:
        if not rows:
            return
        self._last = max(self._last, int(rows[-1]["step"]))
        added = self._as_numbers(rows)
        if (every := self._thinned()) != self._every:
            self._every = every
            self._numbers = self._kept(np.concatenate([self._numbers, added]))
        else:
            self._numbers = np.concatenate([self._numbers, self._kept(added)])

    def _thinned(self) -> tuple[int, int]:
        """Every how many steps a row is kept, and every how many steps one with a validation, 0 for none besides."""
        from cnnviz.training.runs import store

        steps = 1
        while self._last // steps > MOST_ROWS:
            steps *= 2
        ends = int(store.read_state(self._folder).get("steps_per_epoch") or 0) if steps > 1 else 0
        while ends and self._last // ends > MOST_ROWS:
            ends *= 2
        return steps, ends

    def _kept(self, numbers: "NDArray[np.float32]") -> "NDArray[np.float32]":
        every, ends = self._every
        if every == 1:
            return numbers
        step = numbers[:, 0].astype(np.int64)
        return numbers[(step % every == 0) | ((step % ends == 0) if ends else False) | (step == self._last)]

    def _as_numbers(self, rows: list[dict[str, Any]]) -> "NDArray[np.float32]":
        numbers = [[_number(row.get(column)) for column in self._columns] for row in rows]
        return np.array(numbers, dtype=np.float32).reshape(-1, len(self._columns))


@kept.keep
def table(folder: Path) -> Table:
    """The rows of a run, kept between two readings."""
    return Table(folder)


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else math.nan
