"""One row of the table, and the few statistics the rows need."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """What was measured against its target; `peer` is the same thing elsewhere, and the ratio to it."""

    name: str
    measured: str
    target: str = "–"
    peer: str = "–"
    met: bool | None = None

    def row(self) -> str:
        """The figure as a row of a Markdown table."""
        mark = "" if self.met is None else " ✓" if self.met else " ✗"
        cells = (self.name, self.measured, self.target + mark, self.peer)
        return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


HEAD = "| figure | measured | target | peer, ratio |\n|---|---|---|---|"


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def median(values: Sequence[float]) -> float:
    """The value in the middle."""
    return quantile(values, 0.5)


def say(text: str) -> None:
    """Progress, on stderr: stdout holds the table."""
    print(text, file=sys.stderr, flush=True)
