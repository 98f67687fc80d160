"""A matrix as a person types it, and back: "0 1; 2 3" is [[0, 1], [2, 3]]."""

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz import limits
from cnnviz.words import say, several
from cnnviz.writing import typed

Matrix = NDArray[np.float32]

SENSIBLE = 1e9  # products of a few such numbers, summed over a window, are still numbers

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_CALL = re.compile(r"(?:(?:np|numpy|torch)\.)?(?:array|asarray|tensor|matrix)\((.*)\)", re.DOTALL)
_DTYPE = re.compile(r",\s*dtype=[\w.]+\s*$")
_SEPARATORS = ",; \t\r\n"
_BRACKETS = str.maketrans("()", "[]")


def parse_matrix(text: str, *, largest: int = 15, most: float = math.inf) -> Matrix:
    """The matrix that `text` describes, float32 (rows, columns), with 1 to `largest` rows and columns.

    Rows end at a line break or a semicolon, numbers at spaces, tabs or commas; or rows stand in brackets, as Python,
    JSON, numpy and PyTorch write them. A number is 3, -0.5, 1e-3 or a fraction, 1/9, and at most `most` in size.
    Nothing is evaluated.
    Raises ValueError that names the row and says what to change.

    >>> parse_matrix("1 2; 3 1/4").tolist()
    [[1.0, 2.0], [3.0, 0.25]]
    """
    limits.check(len(text), limits.TEXT, "The text has", "characters", lower="the number of digits or of numbers")
    rows = [_numbers(row, place) for place, row in enumerate(_rows(typed.plain(text).strip()), start=1)]
    if not rows:
        raise ValueError("There are no numbers: type a matrix, for example 0 1; 2 3.")
    for place, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            raise ValueError(
                say(
                    "Row {place} has {count}, row 1 has {rows}: give every row the same count.",
                    place=place, count=several("{n} number", "{n} numbers", len(row)), rows=len(rows[0]),
                )
            )  # fmt: skip
    shape = several("{n} row", "{n} rows", len(rows)), several("{n} column", "{n} columns", len(rows[0]))
    for count, said in zip((len(rows), len(rows[0])), shape, strict=True):
        if count > largest:
            raise ValueError(
                say(
                    "The matrix has {count}, at most {largest} are possible: take away {surplus}.",
                    count=said, largest=largest, surplus=count - largest,
                )
            )  # fmt: skip
    table = np.array(rows, dtype=np.float32)
    if (size := float(np.abs(table).max())) > most:
        raise ValueError(
            say("The number {size:g} is too large for a picture: use numbers up to {most:g}.", size=size, most=most)
        )
    return table


def format_matrix(matrix: Any) -> str:
    """A matrix as short text, rows separated by semicolons, from which `parse_matrix` gives the same float32 numbers.

    matrix: numbers (rows, columns) as an array, a tensor or lists. Raises ValueError if it is not that.

    >>> format_matrix([[0, 1, 2], [0.5, -1, 1 / 9]])
    '0 1 2; 0.5 -1 0.11111111'
    """
    table = np.asarray(matrix, dtype=np.float32)
    if table.ndim != 2 or table.size == 0:
        raise ValueError(say("The matrix has the shape {shape}: give it rows and columns.", shape=table.shape))
    if not np.isfinite(table).all():
        raise ValueError("The matrix holds a value that is not a finite number: replace it.")
    return "; ".join(" ".join(map(shortest, row)) for row in table)


def shortest(value: np.float32) -> str:
    """The fewest digits that give the same float32 number again: 1, 0.5, 0.11111111, 1e-12."""
    plain = np.format_float_positional(value, trim="-")
    scientific = np.format_float_scientific(value, trim="-", exp_digits=1).replace("e+", "e")
    return plain if len(plain) <= max(10, len(scientific)) else scientific


def _rows(text: str) -> Sequence[str]:
    """The text of every row, without brackets."""
    if call := _CALL.fullmatch(text):
        text = _DTYPE.sub("", call[1])
    text = text.translate(_BRACKETS).strip()
    if "[" in text or "]" in text:
        return _bracketed(text)
    return [row for row in re.split(r"[;\n\r]", text) if row.strip()]


def _bracketed(text: str) -> Sequence[str]:
    """Rows from "[[1, 2], [3, 4]]", "[1, 2], [3, 4]", "[1 2; 3 4]" or "[1, 2]"."""
    depth = deepest = 0
    for sign in re.findall(r"[\[\]]", text):
        depth += 1 if sign == "[" else -1
        deepest = max(deepest, depth)
        if depth < 0:
            break
    if depth != 0:
        raise ValueError("The brackets do not match: close every bracket once, as in [[0, 1], [2, 3]].")
    if deepest > 2:
        raise ValueError(
            say("There are {deepest} levels of brackets: a matrix has 2, as in [[0, 1], [2, 3]].", deepest=deepest)
        )
    rows, outside = re.findall(r"\[([^\[\]]*)\]", text), re.sub(r"\[[^\[\]]*\]", "", text).strip(_SEPARATORS)
    if deepest == 2:
        outside = outside.removeprefix("[").removesuffix("]").strip(_SEPARATORS)
    if outside:
        raise ValueError(
            say("'{short}' stands outside the rows: write only rows, as in [[0, 1], [2, 3]].", short=_short(outside))
        )
    if deepest == 1 and len(rows) == 1:
        return _rows(rows[0])
    return [row.replace("\n", " ") for row in rows]


def _numbers(row: str, place: int) -> list[float]:
    """The numbers of one row; place counts from 1."""
    joined = re.sub(r" ?/ ?", "/", " ".join(row.split())).removesuffix(",").strip()
    if not joined:
        raise ValueError(say("Row {place} is empty: write its numbers, or take it away.", place=place))
    if re.search(r"\d,\d", joined) and re.search(r"[^\s,]\s+[^\s,]", joined):
        raise ValueError(
            say(
                "Row {place} has commas and spaces: write decimals with a point, as in 0.5, and separate all numbers "
                "in the same way.",
                place=place,
            )
        )
    cells = re.split(r"\s*,\s*|\s+", joined)
    if "" in cells:
        raise ValueError(
            say("A number is missing next to a comma in row {place}: write it, or take the comma away.", place=place)
        )
    return [_number(cell, place) for cell in cells]


def _number(cell: str, place: int) -> float:
    """A decimal number or a fraction of two."""
    parts = cell.split("/")
    if len(parts) > 2 or not all(_NUMBER.fullmatch(part) for part in parts):
        raise ValueError(
            say(
                "'{short}' in row {place} is not a number: write for example 2, -0.5 or 1/9.",
                short=_short(cell),
                place=place,
            )
        )
    top, bottom = (float(part) for part in (*parts, "1")[:2])
    if bottom == 0:
        raise ValueError(
            say(
                "'{short}' in row {place} divides by 0: use another number below the line.",
                short=_short(cell),
                place=place,
            )
        )
    value = top / bottom
    with np.errstate(over="ignore"):
        fits = np.isfinite(np.float32(value))
    if not fits:
        raise ValueError(
            say("'{short}' in row {place} is too large: use a number below 3.4e38.", short=_short(cell), place=place)
        )
    return value


def _short(text: str) -> str:
    return text if len(text) <= 20 else text[:20] + "…"
