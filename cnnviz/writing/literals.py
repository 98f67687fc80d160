"""Values as a script writes them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.writing.matrices import shortest


@dataclass(frozen=True)
class Code:
    """An expression that a script shows as it is, and the imported names and functions that it uses."""

    text: str
    uses: frozenset[str] = frozenset()


def literal(value: Any) -> str:
    """A value as a script writes it; an array over several lines, with the shortest numbers that are the same float32.

    >>> literal((1, 2.5, "a", None)), literal([float("-inf")])
    ('(1, 2.5, "a", None)', '[float("-inf")]')
    """
    if isinstance(value, Code):
        return value.text
    if isinstance(value, np.ndarray):
        return _table(value)
    if isinstance(value, np.generic):
        return literal(value.item())
    if isinstance(value, str):
        text = repr(value)
        return f'"{text[1:-1]}"' if text[0] == "'" and '"' not in text else text
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return f'float("{value}")'
    if isinstance(value, tuple):
        return f"({', '.join(map(literal, value))}{',' * (len(value) == 1)})"
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{literal(key)}: {literal(one)}' for key, one in value.items())}}}"
    return repr(value)


def rows(values: Iterable[Any], comments: Iterable[str] = ()) -> Code:
    """A list with one value a line, and behind each its comment.

    >>> print(rows([(1, 2), (3, 4)], ["first", "second"]).text)
    [
        (1, 2),  # first
        (3, 4),  # second
    ]
    """
    behind = iter(comments)
    lines = (f"    {literal(one)},{f'  # {text}' if (text := next(behind, '')) else ''}" for one in values)
    return Code("\n".join(["[", *lines, "]"]))


def _table(table: NDArray[Any], indent: str = "") -> str:
    if table.ndim == 1:
        return f"{indent}[{', '.join(map(shortest, table))}]"
    inner = ",\n".join(_table(row, indent + "    ") for row in table)
    return f"{indent}[\n{inner},\n{indent}]"
