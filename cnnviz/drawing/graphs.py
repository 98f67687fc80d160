"""Two rows of units and the lines between them."""

from collections.abc import Iterable

from cnnviz.drawing.svg import Mark, dot, line


def graph(
    pairs: Iterable[tuple[int, int, str]],
    inputs: int,
    outputs: int,
    left: float,
    top: float,
    *,
    wide: float,
    high: float,
    unit: str = "soft",
    lit: Iterable[int] = (),
) -> list[Mark]:
    """Lines from inputs below to outputs above, each (input, output, look), `wide` apart; rows stand on one middle.

    lit: outputs that are pointed at
    """
    most = max(inputs, outputs)

    def at(place: int, count: int) -> float:
        return left + (place + (most - count) / 2) * wide

    marked = set(lit)
    return [
        *(line((at(i, inputs), top + high), (at(q, outputs), top), look=look) for i, q, look in pairs),
        *(dot(at(i, inputs), top + high, 6, look=unit) for i in range(inputs)),
        *(dot(at(q, outputs), top, 6, look="lit" if q in marked else unit) for q in range(outputs)),
    ]
