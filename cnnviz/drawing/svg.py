"""Drawings that say an idea: a few marks with the numbers of a computation, in the colours of the page.

A mark is data. What it says is put into the language of the session when the SVG is written, and a test can read it.
Lengths are in units of which a drawing is `WIDTH` wide: on a phone and beside a text that is about as many pixels.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from xml.etree import ElementTree as Tree

import numpy as np

from cnnviz.drawing import colour
from cnnviz.drawing.plates import WHITE, ink_on, number

WIDTH = 360
SMALLEST = 13
INK = "var(--st-text-color)"

Place = tuple[int, int]

FILLS = {  # of boxes and cells; what is written on the bright ones is dark in both themes
    "plain": "none",
    "soft": "var(--st-secondary-background-color)",
    "lit": colour.ACCENT,
    "one": "#a9d2f3",
    "two": "#ffb59e",
    "three": "#9fdfc0",
    "four": "#efc0e0",
}
LINES = {  # seen on white and on black, and told apart by most colour-blind eyes
    "ink": INK,
    "one": "#2a86c7",
    "two": "#d95f30",
    "three": "#12966f",
    "four": "#bf5fa6",
}
DARK, BRIGHT = colour.ACCENT_OUTLINE, "#ffffff"
ON = {"plain": "ink", "soft": "ink"}  # the look of what is written on a box; "dark" on all others
STYLE = "\n".join(
    [
        ":host { display: block; }",
        "svg { display: block; width: 100%; max-width: 27rem; height: auto; margin: auto; }",
        f"text {{ fill: {INK}; font-family: var(--st-font); }} .strong {{ font-weight: 700; }}",
        f".dark {{ fill: {DARK}; }} .bright {{ fill: {BRIGHT}; }}",
        f"rect {{ stroke: {DARK}; }} rect.plain, rect.soft {{ stroke: {INK}; stroke-opacity: .55; }}",
        *(f"rect.{name}, circle.{name} {{ fill: {fill}; }}" for name, fill in FILLS.items()),
        *(f"circle.{name} {{ stroke: {INK}; }}" for name in FILLS),
        "path { fill: none; stroke-width: 1.6; } path.dashed { stroke-dasharray: 4 3; }",
        *(f"path.{name} {{ stroke: {line}; }}" for name, line in LINES.items()),
    ]
)


class Mark(NamedTuple):
    """An element of SVG: its name, its attributes, and the words or the number that it shows."""

    tag: str
    attributes: Mapping[str, str]
    words: str = ""


@dataclass(frozen=True)
class Drawing:
    """Marks on a sheet `WIDTH` wide and so high, and a sentence for whoever does not see them."""

    height: float
    alt: str
    marks: tuple[Mark, ...]


def drawing(height: float, alt: str, *parts: Mark | Iterable[Mark]) -> Drawing:
    """The drawing with these marks, later ones on top."""
    marks: list[Mark] = []
    for part in parts:
        marks += [part] if isinstance(part, Mark) else part
    return Drawing(height, alt, tuple(marks))


def words(x: float, y: float, text: str, *, size: float = 14, anchor: str = "middle", look: str = "ink") -> Mark:
    """A text whose middle is at this height."""
    place = {"x": _short(x), "y": _short(y), "font-size": _short(size), "text-anchor": anchor}
    return Mark("text", {**place, "dominant-baseline": "central", "class": look}, text)


def box(x: float, y: float, width: float, height: float, text: str = "", *, look: str = "plain") -> list[Mark]:
    """A box with words in its middle."""
    corners = {"x": _short(x), "y": _short(y), "width": _short(width), "height": _short(height), "rx": "4"}
    frame = Mark("rect", {**corners, "class": look})
    return [frame, words(x + width / 2, y + height / 2, text, look=ON.get(look, "dark"))] if text else [frame]


def cells(
    values: Any, x: float, y: float, *, side: float = 24, lit: Iterable[Place] = (), look: str = "plain",
    signed: float = 0, size: float = 14,
) -> list[Mark]:  # fmt: skip
    """A table of numbers, (rows, columns), its upper left corner here; a NaN leaves its cell empty.

    lit: (row, column) of the cells that are pointed at; signed: the magnitude that gets the full colour, 0 for none
    """
    table, marks, pointed = np.asarray(values, dtype=np.float64), [], set(lit)
    for (row, column), value in np.ndenumerate(table):
        left, top = x + column * side, y + row * side
        own = "lit" if (row, column) in pointed else look
        square = {"x": _short(left), "y": _short(top), "width": _short(side), "height": _short(side)}
        ink = ON.get(own, "dark")
        if signed and own != "lit":
            fill = colour.signed(np.nan_to_num(value), signed)
            square, own = {**square, "fill": "#" + bytes(fill).hex()}, "signed"
            ink = "bright" if ink_on(fill) == WHITE else "dark"
        marks.append(Mark("rect", {**square, "class": own}))
        if not np.isnan(value):
            marks.append(words(left + side / 2, top + side / 2, number(float(value)), size=size, look=ink))
    return marks


def line(*points: Sequence[float], look: str = "ink", dashed: bool = False) -> Mark:
    """A line through these points (x, y)."""
    way = "M" + " L".join(f"{_short(x)} {_short(y)}" for x, y in points)
    return Mark("path", {"d": way, "class": f"{look} dashed" if dashed else look})


def arrow(*points: Sequence[float], look: str = "ink") -> list[Mark]:
    """A line through these points with a head at the last."""
    (x0, y0), (x, y) = points[-2:]
    along = np.array([x - x0, y - y0]) / np.hypot(x - x0, y - y0)
    across = np.array([-along[1], along[0]])
    ends = [np.array([x, y]) - 6 * along + side * 4 * across for side in (1, -1)]
    return [line(*points, look=look), line(ends[0], (x, y), ends[1], look=look)]


def dot(x: float, y: float, radius: float = 5, *, look: str = "soft") -> Mark:
    """A small circle."""
    return Mark("circle", {"cx": _short(x), "cy": _short(y), "r": _short(radius), "class": look})


def written(picture: Drawing, spoken: Callable[[str], str] = str) -> str:
    """The drawing as SVG; `spoken` puts a text into the language of whoever reads it."""
    size = f"0 0 {WIDTH} {_short(picture.height)}"
    named = {"viewBox": size, "role": "img", "aria-label": spoken(picture.alt)}
    root = Tree.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **named})
    for mark in picture.marks:
        Tree.SubElement(root, mark.tag, dict(mark.attributes)).text = spoken(mark.words) or None
    return Tree.tostring(root, encoding="unicode")


def _short(length: float) -> str:
    return f"{length:.1f}".removesuffix(".0")
