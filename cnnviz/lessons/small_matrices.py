"""Small matrices of whole numbers: drawn at random, turned, filtered by the engine, and written in LaTeX."""

import random
from collections.abc import Iterable

from cnnviz.lessons.question import Answer, Matrix
from cnnviz.words import joined
from cnnviz.writing.tex import aligned, bracketed

AS_A_CNN = "as a CNN layer computes it (cross-correlation: the kernel is not turned), with stride 1 and no padding"
ROW_BY_ROW = "Type it row by row with a semicolon between the rows, such as 1 2; 3 4."


def draw(rng: random.Random, rows: int, columns: int, low: int, high: int) -> Matrix:
    """A matrix of whole numbers from low to high."""
    return tuple(tuple(rng.randint(low, high) for _ in range(columns)) for _ in range(rows))


def draw_kernel(rng: random.Random, rows: int, columns: int) -> Matrix:
    """A kernel of small whole numbers that turning by 180° changes, and with at most half of them zero."""
    while True:
        kernel = draw(rng, rows, columns, -2, 3)
        if kernel != turned(kernel) and 2 * sum(row.count(0) for row in kernel) <= rows * columns:
            return kernel


def turned(matrix: Matrix) -> Matrix:
    """Turned by 180°."""
    return tuple(row[::-1] for row in matrix[::-1])


def transposed(matrix: Matrix) -> Matrix:
    """Rows and columns exchanged."""
    return tuple(zip(*matrix, strict=True))


def window(image: Matrix, row: int, column: int, rows: int, columns: int) -> Matrix:
    """The part of the image whose upper left corner is [row, column]."""
    return tuple(line[column : column + columns] for line in image[row : row + rows])


def cross_correlated(image: Matrix, *kernels: Matrix) -> list[Matrix]:
    """What a CNN layer computes with each of these kernels of one size, without padding, with stride 1."""
    from cnnviz.convolution import cross_correlate  # here because it imports torch

    maps = cross_correlate(image, [[kernel] for kernel in kernels])
    return [_whole_numbers(feature_map) for feature_map in maps.tolist()]


def convolved(image: Matrix, kernel: Matrix) -> Matrix:
    """Convolution without padding, with stride 1: the kernel is turned by 180°."""
    from cnnviz.convolution import convolve

    return _whole_numbers(convolve(image, kernel).tolist())


def _whole_numbers(rows: Iterable[Iterable[float]]) -> Matrix:
    return tuple(tuple(round(value) for value in row) for row in rows)


def total(matrix: Matrix) -> int:
    """The sum of all entries."""
    return sum(map(sum, matrix))


def latex(matrix: Iterable[Iterable[object]]) -> str:
    """A matrix in LaTeX, without the dollars."""
    rows = r" \\ ".join(" & ".join(str(value) for value in row) for row in matrix)
    return rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"


def displayed(formula: str) -> str:
    """A formula on lines of its own."""
    return joined(["\n\n$$\n", formula, "\n$$\n\n"], "")  # Streamlit displays a formula only if the dollars stand alone


def named(**matrices: Matrix) -> str:
    """Matrices with their names, on a line of their own each if they are too wide for a phone together."""
    formulas = [f"{name} = {latex(matrix)}" for name, matrix in matrices.items()]
    signs = sum(max(len(" ".join(map(str, row))) for row in matrix) for matrix in matrices.values())
    return displayed(r" \qquad ".join(formulas)) if signs <= 14 else "".join(map(displayed, formulas))


def stacked(lines: Iterable[str]) -> str:
    """Several lines of one formula, aligned at their beginnings."""
    return aligned((joined(["& ", line], "") for line in lines), gap="4pt")


def sum_of_products(pixels: Matrix, kernel: Matrix, value: int) -> str:
    r"""Pixels times weights and their sum in LaTeX: 1 \cdot 2 + 3 \cdot (-1) = -1; wide kernels in lines."""
    rows = [
        " + ".join(rf"{bracketed(pixel)} \cdot {bracketed(weight)}" for pixel, weight in zip(*pair, strict=True))
        for pair in zip(pixels, kernel, strict=True)
    ]
    if len(kernel[0]) < 3:
        return f"{' + '.join(rows)} = {value}"
    return stacked([rows[0], *(f"{{}} + {row}" for row in rows[1:]), f"= {value}"])


def apart(slips: list[tuple[Answer, str]]) -> list[tuple[Answer, str]]:
    """Without slips that rounding to three digits could take for an earlier one."""
    kept: list[tuple[Answer, str]] = []
    for value, sentence in slips:
        if all(abs(float(value) - float(other)) > 0.006 * abs(float(value)) for other, _ in kept):  # type: ignore[arg-type]
            kept.append((value, sentence))
    return kept
