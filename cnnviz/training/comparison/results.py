"""What a comparison has measured: curves over epochs with their spread, paired differences, and a sentence."""

import math
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cnnviz.training.comparison.comparison import Comparison
from cnnviz.training.runs import metrics
from cnnviz.words import joined, say, several

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

MEASURES = ("loss", "accuracy", "val_loss", "val_accuracy")
FEWEST = 3  # pairs for a verdict
T_95 = (12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622)
"""Student's t for a two-sided interval of 95 % with 1, 2, … degrees of freedom (W. S. Gosset 1908).

Nine numbers, and no scipy.stats: importing that takes longer than all else on the page.
"""


class Spread(NamedTuple):
    """Mean, standard deviation (of a sample: n − 1 in the denominator; nan for one), least, largest, and how many."""

    mean: float
    std: float
    low: float
    high: float
    n: int


class Difference(NamedTuple):
    """Paired differences b − a: their spread, and the half width of the 95 % interval of their mean."""

    values: tuple[float, ...]
    spread: Spread
    half_width: float


@dataclass(frozen=True)
class Verdict:
    """better: which of two recipes, 0 or 1; None if no difference is to be seen, or too little is measured.

    done: whether there are pairs enough to say so.
    """

    better: int | None
    done: bool
    sentence: str


class _Epochs:
    """Of each completed epoch the MEASURES; each reading goes on where the last one ended, and keeps no rows."""

    def __init__(self, path: Path) -> None:
        self._rows = metrics.Rows(path.parent)
        self._lock = threading.Lock()
        self._begin()

    def _begin(self) -> None:
        self._found: list[tuple[float, float, float, float]] = []
        self._count, self._loss, self._accuracy = 0, 0.0, 0.0

    def read(self) -> list[tuple[float, float, float, float]]:
        with self._lock:
            more = True
            while more:
                anew, rows, more = self._rows.some()
                if anew:
                    self._begin()
                for row in rows:
                    self._add(row)
            return list(self._found)

    def _add(self, row: dict[str, Any]) -> None:
        self._count += 1
        self._loss += _number(row.get("loss"))
        self._accuracy += _number(row.get("accuracy"))
        if row.get("val_accuracy") is not None:
            means = self._loss / self._count, self._accuracy / self._count
            self._found.append((*means, _number(row.get("val_loss")), _number(row["val_accuracy"])))
            self._count, self._loss, self._accuracy = 0, 0.0, 0.0


@lru_cache(maxsize=512)
def _epochs(path: Path) -> _Epochs:
    return _Epochs(path)


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else math.nan


def by_epoch(comparison: Comparison) -> "dict[str, Array]":
    """Each of MEASURES as (values, seeds, epochs); nan where it is not trained yet, or failed.

    loss and accuracy are means over the batches of the epoch, before each step; val_loss and val_accuracy are those of
    all validation pictures at its end. Accuracies are shares in [0, 1].
    """
    import numpy as np

    plan = comparison.plan
    most = max(plan.recipe(value, 0).epochs for value in range(len(plan.values)))
    table = np.full((len(MEASURES), len(plan.values), plan.seeds, most), np.nan)
    for value, seed in plan.cells:
        if run := comparison.run((value, seed)):
            epochs = _epochs(run.folder / "metrics.jsonl").read()[:most]
            if epochs:
                table[:, value, seed, : len(epochs)] = np.array(epochs).T
    return dict(zip(MEASURES, table, strict=True))


def last(comparison: Comparison) -> "dict[str, Array]":
    """Each of MEASURES at the end of the runs that are finished: (values, seeds), nan for the others."""
    import numpy as np

    plan, curves, states = comparison.plan, by_epoch(comparison), comparison.states()
    table = {name: np.full((len(plan.values), plan.seeds), np.nan) for name in MEASURES}
    for value, seed in plan.cells:
        if states[value, seed] == "finished":
            for name in MEASURES:
                table[name][value, seed] = curves[name][value, seed, plan.recipe(value, seed).epochs - 1]
    return table


def spread(values: Iterable[float]) -> Spread:
    """Of some numbers; nan among them are left out.

    >>> spread([0.5, 0.25, 0.75, float("nan")])
    Spread(mean=0.5, std=0.25, low=0.25, high=0.75, n=3)
    """
    kept = [float(value) for value in values if math.isfinite(value)]
    if not kept:
        return Spread(math.nan, math.nan, math.nan, math.nan, 0)
    mean = math.fsum(kept) / len(kept)
    std = math.nan
    if len(kept) > 1:
        std = math.sqrt(math.fsum((value - mean) ** 2 for value in kept) / (len(kept) - 1))
    return Spread(mean, std, min(kept), max(kept), len(kept))


def difference(a: Sequence[float], b: Sequence[float]) -> Difference:
    """Of two recipes, seed by seed, where both are measured: b − a."""
    pairs = [y - x for x, y in zip(a, b, strict=True) if math.isfinite(x) and math.isfinite(y)]
    result = spread(pairs)
    half = math.nan
    if result.n > 1:
        half = T_95[min(result.n - 1, len(T_95)) - 1] * result.std / math.sqrt(result.n)
    return Difference(tuple(pairs), result, half)


def verdict(a: Sequence[float], b: Sequence[float], labels: Sequence[str]) -> Verdict:
    """Which of two recipes has the higher accuracy, seed by seed; a and b are shares in [0, 1].

    One is called better if the 95 % interval of the mean paired difference does not hold 0, and at least three seeds
    are measured.
    """
    pair = difference(a, b)
    mean, count = pair.spread.mean, pair.spread.n
    seeds = several("{n} seed", "{n} seeds", count)
    if count < FEWEST:
        said = say("A single run can be luck: a verdict needs at least {fewest} seeds.", fewest=FEWEST)
        if count:
            so_far = say(
                "So far it is {points} for **{label}** over {seeds}.", points=points(mean), label=labels[1], seeds=seeds
            )
            said = joined([said, so_far], " ")
        return Verdict(None, False, said)
    interval = say(
        "95 % interval {signed} to {points}",
        signed=_signed(mean - pair.half_width),
        points=points(mean + pair.half_width),
    )
    if abs(mean) <= pair.half_width or mean == 0:
        return Verdict(
            None,
            True,
            say(
                "No difference to be seen between **{first}** and **{second}** over {seeds}: {points} on "
                "average for {second} ({interval}, which holds 0).",
                first=labels[0], second=labels[1], seeds=seeds, points=points(mean), interval=interval,
            ),
        )  # fmt: skip
    better = int(mean > 0)
    sign = 1 if better else -1
    low, high = sorted((sign * (mean - pair.half_width), sign * (mean + pair.half_width)))
    return Verdict(
        better,
        True,
        say(
            "**{recipe}** has the higher validation accuracy, by {points} over {seeds} "
            "(95 % interval {low} to {high}).",
            recipe=labels[better], points=points(sign * mean), seeds=seeds, low=_signed(low), high=points(high),
        ),
    )  # fmt: skip


def points(value: float) -> str:
    """A difference of shares in percentage points.

    >>> points(0.0512), points(-0.01)
    ('+5.1 points', '−1.0 points')
    """
    return say("{signed} points", signed=_signed(value))


def _signed(value: float) -> str:
    number = round(100 * value, 1) + 0.0
    return f"{'−' if number < 0 else '+'}{abs(number):.1f}"


def percent(value: float) -> str:
    """A share in per cent; a dash where it is not measured.

    >>> percent(0.9722), percent(float("nan"))
    ('97.2 %', '–')
    """
    return f"{100 * value:.1f} %" if math.isfinite(value) else "–"
