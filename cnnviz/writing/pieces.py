"""The statements of a listing, put together: blank lines, branches, and only what is used."""

import ast
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from cnnviz.writing.literals import Code, literal


@dataclass
class World:
    """Settings that hold together: those given, and how each is written. value: that of the variable in the script."""

    variable: str
    value: Any
    given: dict[str, Any]
    codes: dict[str, Code] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class Piece:
    """A statement of a listing. before: blank lines and comments; defines: the function or class that it makes."""

    before: list[str]
    lines: list[str]
    uses: set[str]
    defines: str = ""


def branches(groups: list[tuple[list[World], list[Piece]]], before: list[str], column: int) -> Piece:
    """What the worlds have in different ways, under an `if` that asks for the variable; as it is where they agree."""
    if len(groups) == 1:
        (piece,) = groups[0][1]
        return Piece(before, piece.lines, piece.uses)
    filled = [group for group in groups if group[1]]
    lines: list[str] = []
    for number, (worlds, pieces) in enumerate(filled):
        values = [literal(world.value) for world in worlds]
        asked = f"== {values[0]}" if len(values) == 1 else f"in ({', '.join(values)})"
        last = number and number == len(groups) - 1
        head = "else:" if last else f"{'elif' if number else 'if'} {worlds[0].variable} {asked}:"
        lines += [" " * column + head, *joined(indented(pieces, 4), most=1)]
    return Piece(before, lines, {name for _, pieces in filled for piece in pieces for name in piece.uses})


def indented(pieces: list[Piece], by: int) -> list[Piece]:
    def moved(lines: list[str]) -> list[str]:
        return [(" " * by + line if by > 0 else line[-by:]) if line else line for line in lines]

    return [Piece(moved(one.before), moved(one.lines), one.uses, one.defines) for one in pieces]


def used(pieces: list[Piece]) -> list[Piece]:
    """Without the functions and classes that nothing uses."""
    uses = {name for piece in pieces if not piece.defines for name in piece.uses}
    while more := {name for piece in pieces if piece.defines in uses for name in piece.uses} - uses:
        uses |= more
    return [piece for piece in pieces if not piece.defines or piece.defines in uses]


def joined(pieces: list[Piece], most: int) -> list[str]:
    """The lines of all pieces, with as many blank lines between functions and one at most elsewhere."""
    lines: list[str] = []
    behind = False
    for piece in pieces:
        comments = "\n".join(piece.before).lstrip("\n").split("\n") if any(piece.before) else []
        blank = piece.before[:1] == [""] or behind or bool(piece.defines)
        lines += [""] * ((most if behind or piece.defines else blank) if lines else 0)
        lines += [*comments, *piece.lines]
        behind = bool(piece.defines)
    return lines


def imports(nodes: Iterable[ast.Import | ast.ImportFrom], uses: set[str]) -> list[str]:
    """The imports that are used, in the order of a formatter: the standard library, packages, cnnviz."""
    found: dict[tuple[int, bool, str], set[str]] = {}
    for node in nodes:
        for alias in node.names:
            if (alias.asname or alias.name.split(".")[0]) not in uses:
                continue
            module = (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
            top = module.split(".")[0]
            section = 0 if top in sys.stdlib_module_names else 2 if top == "cnnviz" else 1
            text = f"{alias.name} as {alias.asname}" if alias.asname else alias.name
            found.setdefault((section, isinstance(node, ast.ImportFrom), module), set()).add(text)
    lines: list[str] = []
    before = None
    for (section, is_from, module), names in sorted(found.items()):
        lines += [""] * (before not in (None, section))
        before = section
        shown = ", ".join(sorted(names, key=lambda name: (not name.isupper(), not name[0].isupper(), name)))
        lines.append(f"from {module} import {shown}" if is_from else f"import {shown}")
    return lines
