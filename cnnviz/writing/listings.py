"""What a page shows as "The same in PyTorch": a script of the repository, with the page's settings put in.

Every file `*script.py` in this package is a program that runs as it is. The names in capitals at its top are its
settings, each with a value to begin with; `listing` gives the text that a page shows. In it

- the value of a setting stands in the place of its name, and `**SETTING` is written out as keywords,
- `if` and `else` that only ask for settings are decided: the branch taken stands there, the other does not,
- `getattr(x, SETTING)` is written x.name,
- an import from another such script is replaced by that script's lines, with the same settings,
- imports and functions that nothing uses are left out.
"""

import ast
import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import CodeType
from typing import Any

from cnnviz.writing.literals import Code, literal
from cnnviz.writing.pieces import Piece, World, branches, imports, indented, joined, used

ROOT = Path(__file__).parents[2]


def listing(script: str, /, **settings: Any) -> str:
    """The text of a script for these settings; those not given have the values of the script itself.

    script: its module, "cnnviz.lessons.padding.script". A value is a number, a text, None, a tuple, list or dict of
    these, an array, whose numbers are written as float32, or `Code`. Raises ValueError for a setting that the script
    does not have.
    """
    return variants(script, {None: settings})


def variants(script: str, settings: Mapping[Any, Mapping[str, Any]], *, variable: str = "", setting: str = "") -> str:
    """One script for several values of a variable of it; settings maps each value to the settings that go with it.

    What depends on the value stands under an `if`. setting: the one that is the value itself, written as the variable.
    """
    worlds = [World(variable, value, dict(given)) for value, given in settings.items()]
    for world in worlds:
        world.codes = {name: one if isinstance(one, Code) else Code(literal(one)) for name, one in world.given.items()}
        if setting:
            world.codes[setting] = Code(variable)
    rendering = _Rendering(worlds)
    pieces = used(rendering.script(script))
    if strange := {name for world in worlds for name in world.given} - rendering.known:
        raise ValueError(f"{script} has no setting {', '.join(sorted(strange))}: choose one that it has.")
    body = joined(pieces, most=2)
    head = imports(rendering.imports, {name for piece in pieces for name in piece.uses})
    return "\n".join([*head, *[""] * (2 if body[:1] and body[0].startswith(("def ", "class ")) else 1), *body, ""])


# A script, taken apart into its statements


def _path_of(script: str) -> Path:
    """The file of a script."""
    return ROOT / f"{script.replace('.', '/')}.py"


@functools.cache
def _parsed(script: str) -> tuple[list[str], ast.Module]:
    text = _path_of(script).read_text(encoding="utf-8")
    return text.splitlines(), ast.parse(text)


def _setting(node: ast.stmt) -> str:
    """The setting that a statement gives its value, or nothing."""
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id.isupper():
        return node.targets[0].id
    return ""


@functools.cache
def _defaults(script: str) -> dict[str, tuple[Code, Any]]:
    """The settings of a script: how each is written, and its value if it is a plain one."""
    lines, tree = _parsed(script)
    found: dict[str, tuple[Code, Any]] = {}
    for node in tree.body:
        if name := _setting(node):
            assert isinstance(node, ast.Assign)
            code = Code(ast.get_source_segment("\n".join(lines), node.value) or "", _names(node.value))
            try:
                found[name] = code, ast.literal_eval(node.value)
            except ValueError:
                found[name] = code, code
    return found


class _Rendering:
    def __init__(self, worlds: list[World]) -> None:
        self.worlds = worlds
        self.known: set[str] = set()  # the settings of all scripts so far
        self.shown: set[str] = set()
        self.imports: list[ast.Import | ast.ImportFrom] = []

    def script(self, script: str) -> list[Piece]:
        """The statements of a script; none if it has been shown before."""
        if script in self.shown:
            return []
        self.shown.add(script)
        lines, tree = _parsed(script)
        for name, (code, value) in _defaults(script).items():
            self.known.add(name)
            for world in self.worlds:
                world.values.setdefault(name, world.given.get(name, value))
                world.codes.setdefault(name, code)
        first = tree.body[0]
        has_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
        start = (first.end_lineno or 0) if has_docstring else 0
        return list(self.statements(tree.body[has_docstring:], lines, start, self.worlds))

    def statements(
        self, body: Sequence[ast.stmt], lines: list[str], start: int, worlds: list[World]
    ) -> Iterator[Piece]:
        """start: the first line, counted from 0, behind what stands before them."""
        gap = False  # before a statement that is left out
        for node in body:
            before, start = lines[start : node.lineno - 1], node.end_lineno or node.lineno
            pieces = list(self.statement(node, lines, before, worlds))
            gap |= before[:1] == [""]
            if pieces:
                if gap and pieces[0].before[:1] != [""]:
                    pieces[0].before.insert(0, "")
                gap = False
            yield from pieces

    def statement(self, node: ast.stmt, lines: list[str], before: list[str], worlds: list[World]) -> Iterator[Piece]:
        if _setting(node) and not node.col_offset:
            return
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("script"):
            pieces = indented(self.script(node.module or ""), node.col_offset)
            if pieces:
                pieces[0].before = before + pieces[0].before
            yield from pieces
        elif isinstance(node, ast.Import | ast.ImportFrom):
            self.imports.append(node)
        elif isinstance(node, ast.If) and (names := _names(node.test)) and names <= self.known | {"len"}:
            yield from self.decided(node, lines, before, worlds)
        elif isinstance(node, ast.If | ast.For | ast.With | ast.FunctionDef | ast.ClassDef):
            yield self.block(node, lines, before, worlds)
        else:
            own = lines[node.lineno - 1 : node.end_lineno]
            if not _names(node) & self.known:
                yield Piece(before, own, set(_names(node)))
                return
            written = [(world, _written([node], own, world)) for world in worlds]
            groups: dict[str, tuple[list[World], list[Piece]]] = {}
            for world, (text, uses) in written:
                groups.setdefault("\n".join(text), ([], [Piece([], text, uses)]))[0].append(world)
            yield branches(list(groups.values()), before, node.col_offset)

    def decided(self, node: ast.If, lines: list[str], before: list[str], worlds: list[World]) -> Iterator[Piece]:
        """The branch that the settings choose; both, under an `if`, where they differ in that."""
        yes = [world for world in worlds if eval(_test(node), {"__builtins__": {"len": len}}, world.values)]
        no = [world for world in worlds if world not in yes]
        first = list(self.statements(node.body, lines, node.lineno, yes)) if yes else []
        second: list[Piece] = []
        is_elif = bool(node.orelse) and node.orelse[0].col_offset == node.col_offset
        if node.orelse and no:
            second = list(self.statements(node.orelse, lines, node.orelse[0].lineno - 1, no))
        first, second = indented(first, -4), indented(second, 0 if is_elif else -4)
        if yes and no and (first or second):
            yield branches([(yes, first), (no, second)], before, node.col_offset)
        elif pieces := first or second:
            pieces[0].before = before + [line for line in pieces[0].before if line.strip()]
            yield from pieces

    def block(self, node: Any, lines: list[str], before: list[str], worlds: list[World]) -> Piece:
        """A loop, function or class: its first lines with the settings, and what stands in it."""
        end = node.body[0].lineno - 1
        while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
            end -= 1
        orelse = getattr(node, "orelse", [])
        of_head = [one for one in ast.iter_child_nodes(node) if one not in node.body and one not in orelse]
        heads = [_written(of_head, lines[node.lineno - 1 : end], world, first=node.lineno) for world in worlds]
        assert all(head == heads[0] for head in heads), "a setting that differs stands in the head of a block"
        text, uses = heads[0]
        for branch, start in ((node.body, end), (orelse, orelse[0].lineno - 1 if orelse else 0)):
            pieces = list(self.statements(branch, lines, start, worlds))
            if isinstance(node, ast.FunctionDef):
                pieces = used(pieces)
            text += [" " * node.col_offset + "else:"] * (branch is orelse and bool(pieces))
            text += joined(pieces, most=1)
            uses |= {name for piece in pieces for name in piece.uses}
        return Piece(before, text, uses, getattr(node, "name", ""))


def _written(
    nodes: Sequence[ast.AST], lines: Sequence[str], world: World, first: int = 0
) -> tuple[list[str], set[str]]:
    """Lines with the settings put in, and the names that are used there. first: the number of the first line."""
    first = first or getattr(nodes[0], "lineno", 0)
    edits: list[tuple[int, int, int, str]] = []
    uses: set[str] = set()
    done: set[ast.AST] = set()

    def place(node: Any) -> tuple[int, int, int]:
        line = node.lineno - first
        assert node.lineno == node.end_lineno
        start, end = (len(lines[line].encode()[:at].decode()) for at in (node.col_offset, node.end_col_offset))
        return line, start, end

    for node in (one for part in nodes for one in _parts(part)):
        match node:
            case ast.JoinedStr():
                inside = world.codes.keys() & _names(node)
                assert not inside, f"{inside} stands in an f-string: give it a name of its own"
            case ast.Call(func=ast.Name(id="getattr"), args=[of, ast.Name(id=name) as asked]) if name in world.values:
                done.add(asked)
                line, start, end = place(node)
                _, left, right = place(of)
                edits.append((line, start, end, f"{lines[line][left:right]}.{world.values[name]}"))
            case ast.keyword(arg=None, value=ast.Name(id=name) as asked) if name in world.values:
                done.add(asked)
                given = world.values[name]
                text = ", ".join(f"{key}={literal(value)}" for key, value in given.items())
                line, start, end = place(asked)
                stars = re.search(r"\*\*$" if text else r"(, *)?\*\*$", lines[line][:start])
                assert stars
                edits.append((line, stars.start(), end, text))
            case ast.Name(id=name) if node not in done:
                if name in world.codes:
                    edits.append((*place(node), world.codes[name].text))
                    uses |= world.codes[name].uses
                else:
                    uses.add(name)
    result = list(lines)
    for line, start, end, text in sorted(edits, reverse=True):
        indent = " " * (len(lines[line]) - len(lines[line].lstrip()))
        new = text.replace("\n", "\n" + indent)
        result[line] = result[line][:start] + new + result[line][end:]
    emptied = {line for line, *_ in edits if not result[line].strip(" ,")}
    return [part for at, text in enumerate(result) if at not in emptied for part in text.split("\n")], uses


# The trees of scripts are kept, and so is what is read from them at every rendering


@functools.cache
def _parts(node: ast.AST) -> tuple[ast.AST, ...]:
    kinds = (ast.Name, ast.keyword, ast.Call, ast.JoinedStr)
    return tuple(one for one in ast.walk(node) if isinstance(one, kinds))


@functools.cache
def _names(node: ast.AST) -> frozenset[str]:
    return frozenset(one.id for one in _parts(node) if isinstance(one, ast.Name))


@functools.cache
def _test(node: ast.If) -> CodeType:
    return compile(ast.Expression(node.test), "settings", "eval")
