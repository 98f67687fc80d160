"""What one unit sees through several layers, as rows of dots that are joined."""

from collections.abc import Sequence
from dataclasses import dataclass

from cnnviz.drawing.svg import Mark, dot, line
from cnnviz.geometry.fields import receptive_field

Layers = Sequence[tuple[int, int]]  # kernel and stride of each layer, the first at the picture


@dataclass(frozen=True)
class Cone:
    """The marks of one unit and of all that it sees; its field behind each layer, and where each row stands."""

    marks: list[Mark]
    sizes: list[int]
    rows: list[float]


def cone(layers: Layers, middle: float, top: float, *, wide: float, high: float, look: str = "one") -> Cone:
    """A unit at the top, the pixels at the bottom: `wide` units of length apart, rows `high` apart."""
    fields = receptive_field(layers)
    places = [0.0, *(field.start for field in fields)]
    jumps = [1, *(field.stride for field in fields)]
    rows = [top + high * (len(layers) - depth) for depth in range(len(layers) + 1)]
    left = middle - places[-1] * wide

    def at(depth: int, unit: int) -> tuple[float, float]:
        return left + (places[depth] + unit * jumps[depth]) * wide, rows[depth]

    units, lines, dots = {0}, [], [dot(*at(len(layers), 0), look="lit")]
    for depth in range(len(layers), 0, -1):
        kernel, stride = layers[depth - 1]
        seen = {(unit, unit * stride + weight) for unit in sorted(units) for weight in range(kernel)}
        lines += [line(at(depth, unit), at(depth - 1, below), look=look) for unit, below in sorted(seen)]
        units = {below for _, below in seen}
        dots += [dot(*at(depth - 1, unit), look=look) for unit in sorted(units)]
    return Cone(lines + dots, [1, *(field.size for field in fields)], rows)
