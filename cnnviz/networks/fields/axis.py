"""What the units of one feature map see of the input along one axis, and how windows and joins change that.

Unit i of a map sees the pixels from one number to another, both included. Two versions are kept, because the border
of a picture cuts both the picture and every map below it:

on an endless input  the fields of the units repeat: unit i + period sees what unit i sees, `step` pixels further on.
                     A convolution or a pooling has period 1 and its step is the jump; layers that enlarge a map have
                     a longer period, since neighbouring units then see the same or fewer pixels
on this input        what each unit really sees, where windows end at the border of the map they slide over

Source: Araujo, Norris & Sim 2019, "Computing Receptive Fields of Convolutional Neural Networks".
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import gcd, inf, lcm
from operator import itemgetter

from cnnviz.geometry import ReceptiveField
from cnnviz.geometry.padding_modes import source
from cnnviz.words import linked, say

Reads = Callable[[int], Iterable[int]]
"""Index of a unit -> the indices of the units below that it reads, border or not."""

NOTHING = (inf, -inf)  # what a unit sees whose whole window lies in the padding


@dataclass(frozen=True, eq=False)
class AxisFields:
    """Fields of all units along one axis.

    endless: (first, last) pixel of units 0 … period - 1 on an endless input; step: pixels from one period to the next;
    seen: (first, last) pixel of every unit on this input, `NOTHING` where it sees none; pixels: size of the input.
    """

    endless: tuple[tuple[float, float], ...]
    step: int
    seen: tuple[tuple[float, float], ...]
    pixels: int

    @cached_property
    def field(self) -> ReceptiveField:
        """Size of the largest field, jump, and centre of unit 0's field.

        The jump is a fraction where a map is enlarged beyond the input's resolution, and 0 where all units see the
        same.
        """
        size = max(last - first for first, last in self.endless) + 1
        jump = self.step / len(self.endless)
        first, last = self.endless[0] if self.endless[0] != NOTHING else (0, size - 1)
        return ReceptiveField(int(max(size, 0)), int(jump) if jump.is_integer() else jump, (first + last) / 2)  # type: ignore[arg-type]

    def pixels_of(self, unit: int) -> range:
        """The pixels of this input from the first to the last that a unit sees; empty if it sees none."""
        first, last = self.seen[unit]
        return range(0) if first > last else range(int(first), int(last) + 1)

    @cached_property
    def on_picture(self) -> int:
        """Pixels of this input that the unit in the middle sees; of neighbours that see differently many, the most."""
        middle, units = len(self.seen) // 2, len(self.seen)
        neighbours = range(middle, min(middle + len(self.endless), units))
        return max((len(self.pixels_of(unit)) for unit in neighbours), default=0)

    @cached_property
    def in_order(self) -> bool:
        """Whether no unit sees a pixel before those of the unit in front of it, so that a window's ends tell all."""
        return all(tuple(sorted(self.seen, key=itemgetter(end))) == self.seen for end in (0, 1))

    @property
    def whole(self) -> bool:
        """Whether every unit sees from the first pixel to the last."""
        return all(field == (0, self.pixels - 1) for field in self.seen)


def of_input(pixels: int) -> AxisFields:
    """Pixel i sees itself."""
    return AxisFields(((0, 0),), 1, tuple((i, i) for i in range(pixels)), pixels)


def slide(
    below: AxisFields, units: int, reads: Reads, *, every: int = 1, moves: int = 1, padding_mode: str = "zeros"
) -> AxisFields:
    """The fields after a layer with this many units, of which unit i reads the units `reads(i)` below.

    Unit i + every reads `moves` units further on than unit i. padding_mode: which unit stands in for one beyond the
    border: none ("zeros"), or as in torch.nn.functional.pad.
    """
    period = len(below.endless)
    repeats = period // gcd(period, moves)

    def endless(index: int) -> tuple[float, float]:
        first, last = below.endless[index % period]
        return first + index // period * below.step, last + index // period * below.step

    window = reads(0)
    slides = every == 1 and padding_mode == "zeros" and below.in_order
    if slides and isinstance(window, range) and window.step > 0:
        seen = _windows(below.seen, window, moves, units)
    else:
        seen = tuple(_hull(_inside(below.seen, reads(i), padding_mode)) for i in range(units))
    return _shortest(
        tuple(_hull(map(endless, reads(i))) for i in range(every * repeats)),
        repeats * moves * below.step // period,
        seen,
        below.pixels,
    )


def _windows(
    seen: Sequence[tuple[float, float]], window: range, moves: int, units: int
) -> tuple[tuple[float, float], ...]:
    """What a window sees on its way over units in order: its ends inside the border tell all.

    Most layers are one, with many units: those whose window lies inside the border are taken together.
    """
    n, step = len(seen), window.step

    def cut_off(unit: int) -> tuple[float, float]:
        first, last = window[0] + unit * moves, window[-1] + unit * moves
        if first < 0:
            first %= step
        if last >= n:
            last = n - 1 - (n - 1 - last) % step
        return (seen[first][0], seen[last][1]) if first <= last else NOTHING

    low = min(units, max(0, -(window[0] // moves)))
    high = max(low, min(units, (n - 1 - window[-1]) // moves + 1))
    begin, end = window[0] + low * moves, window[-1] + low * moves
    pairs = zip(seen[begin::moves], seen[end::moves], strict=False) if high > low else ()
    inside = [(first, last) for (first, _), (_, last) in pairs][: high - low]
    return (*map(cut_off, range(low)), *inside, *map(cut_off, range(high, units)))


def join(branches: Sequence[AxisFields]) -> AxisFields:
    """The fields where branches meet: from the first pixel that any branch sees to the last.

    A branch with a single unit, or whose units all see the same, is spread over the others. Raises ValueError if the
    jumps of the branches differ.
    """
    first, *others = branches
    if all(branch is first for branch in others):
        return first
    units = max(len(branch.seen) for branch in branches)
    branches = [branch if len(branch.seen) == units else spread(branch, units) for branch in branches]
    seen = tuple(_hull(fields) for fields in zip(*(branch.seen for branch in branches), strict=True))
    if any(branch.step == 0 for branch in branches):
        return AxisFields((_hull(seen),), 0, seen, first.pixels)
    jumps = {branch.step / len(branch.endless) for branch in branches}
    if len(jumps) > 1:
        raise ValueError(say("jumps of {jumps} pixels", jumps=linked(f"{jump:g}" for jump in sorted(jumps))))
    period = lcm(*(len(branch.endless) for branch in branches))

    def endless(branch: AxisFields, i: int) -> tuple[float, float]:
        turns, rest = divmod(i, len(branch.endless))
        low, high = branch.endless[rest]
        return low + turns * branch.step, high + turns * branch.step

    both = tuple(_hull(endless(branch, i) for branch in branches) for i in range(period))
    return _shortest(both, first.step * period // len(first.endless), seen, first.pixels)


def everything(below: AxisFields) -> AxisFields:
    """One unit that reads all units: a dense layer, or pooling over the whole map."""
    n = len(below.seen)
    return below if n == 1 else slide(below, 1, lambda i: range(i * n, (i + 1) * n), moves=n)


def _hull(fields: Iterable[tuple[float, float]]) -> tuple[float, float]:
    ends = tuple(zip(*fields, strict=True))
    return (min(ends[0]), max(ends[1])) if ends else NOTHING


def spread(branch: AxisFields, units: int) -> AxisFields:
    """One unit, used everywhere: as many units that see the same."""
    return AxisFields(branch.seen[:1], 0, branch.seen[:1] * units, branch.pixels)


def _inside(
    seen: Sequence[tuple[float, float]], indices: Iterable[int], padding_mode: str
) -> Sequence[tuple[float, float]]:
    n = len(seen)
    return [seen[at] for i in indices if (at := source(i, n, padding_mode)) is not None]


def _shortest(
    endless: tuple[tuple[float, float], ...], step: int, seen: tuple[tuple[float, float], ...], pixels: int
) -> AxisFields:
    """With the shortest period: fields that only move on from unit to unit repeat after one."""
    period = len(endless)
    for shorter in range(1, period):
        move = step * shorter / period
        if period % shorter == 0 and all(
            (low + move, high + move) == endless[i + shorter] for i, (low, high) in enumerate(endless[:-shorter])
        ):
            return AxisFields(endless[:shorter], int(move), seen, pixels)
    return AxisFields(endless, step, seen, pixels)
