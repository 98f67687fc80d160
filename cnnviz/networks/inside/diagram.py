"""A diagram of a network, drawn from the module itself: blocks fold into one box, branches stay visible."""

from collections.abc import Collection, Iterable, Sequence

from cnnviz.networks.fields.receptive_fields import INPUT
from cnnviz.networks.inside.table import Row
from cnnviz.words import say

_FILL = {"conv": "#cfe3f5", "pool": "#d8ecd3", "linear": "#f6dcc2", "join": "#f3d2e0", "other": "#ececf2"}


def blocks(rows: Iterable[Row]) -> list[str]:
    """The blocks of a network that hold more than one layer, the outer ones before those in them.

    >>> from cnnviz.networks import build, summarize
    >>> blocks(summarize(build("resnet18"), (3, 64, 64)))[:4]
    ['layer1', 'layer1.0', 'layer1.1', 'layer2']
    """
    held: dict[str, int] = {}
    for row in rows:
        parts = row.name.split(".")
        for depth in range(1, len(parts)):
            block = ".".join(parts[:depth])
            held[block] = held.get(block, 0) + 1
    return [block for block, count in held.items() if count > 1]


def box_of(name: str, folded: Collection[str]) -> str:
    """The outermost folded block that a layer is in, else the layer itself."""
    parts = name.split(".")
    for depth in range(1, len(parts)):
        if (block := ".".join(parts[:depth])) in folded:
            return block
    return name


def edges(rows: Sequence[Row], folded: Collection[str] = ()) -> list[tuple[str, str]]:
    """(from, to) between boxes, each once, without those inside a folded block."""
    found: dict[tuple[str, str], None] = {}
    for row in rows:
        here = box_of(row.name, folded)
        for source in row.inputs:
            there = source if source == INPUT else box_of(source, folded)
            if there != here:
                found[there, here] = None
    return list(found)


def dot(rows: Sequence[Row], folded: Collection[str] = ()) -> str:
    """The diagram as Graphviz text, from top to bottom: a box per layer, a double one per folded block.

    folded: names from `blocks`; an unfolded block is a frame around its boxes.
    """
    boxes: dict[str, list[Row]] = {}
    for row in rows:
        boxes.setdefault(box_of(row.name, folded), []).append(row)
    lines = [
        "digraph {",
        'rankdir=TB; bgcolor="transparent"; nodesep=0.25; ranksep=0.28;',
        'node [shape=box, style="filled,rounded", fontname="sans-serif", fontsize=13, color="#777", fontcolor="#111"];',
        'edge [color="#888888"]; fontname="sans-serif"; fontcolor="#888888"; color="#aaaaaa";',
        f'"{INPUT}" [label="picture", fillcolor="#ffffff"];',
    ]
    lines += _frames(boxes, folded, "")
    lines += [f'"{source}" -> "{target}";' for source, target in edges(rows, folded)]
    return "\n".join([*lines, "}"])


def _frames(boxes: dict[str, list[Row]], folded: Collection[str], inside: str) -> list[str]:
    """Boxes and frames of one block ("" is the network)."""
    lines: list[str] = []
    done: set[str] = set()
    prefix = f"{inside}." if inside else ""
    for name, rows in boxes.items():
        if not name.startswith(prefix):
            continue
        head, *rest = name.removeprefix(prefix).split(".")
        child = f"{prefix}{head}"
        if not rest or name in folded:
            lines.append(_box(name, rows, name in folded))
        elif child not in done:
            done.add(child)
            within = {other: held for other, held in boxes.items() if other.startswith(f"{child}.")}
            inner = _frames(within, folded, child)
            framed = len(within) > 1
            lines += (
                [f'subgraph "cluster_{child}" {{ label="{child}"; style="rounded";', *inner, "}"] if framed else inner
            )
    return lines


def _box(name: str, rows: list[Row], folded: bool) -> str:
    last = rows[-1]
    shape = " × ".join(map(str, last.output_shape))
    parameters = sum(row.parameters for row in rows)
    counted = f"\\n{parameters:,} parameters" if parameters else ""
    title = say("{name} ({rows} layers)", name=name, rows=len(rows)) if folded else f"{name}\\n{last.kind}"
    double = ", peripheries=2" if folded else ""
    return f'"{name}" [label="{title}\\n{shape}{counted}", fillcolor="{_FILL[_sort(last, folded)]}"{double}];'


def _sort(row: Row, folded: bool) -> str:
    kind = row.kind.lower()
    if folded:
        return "other"
    if len(row.inputs) > 1:
        return "join"
    return next((sort for sort in ("conv", "pool", "linear") if sort in kind), "other")
