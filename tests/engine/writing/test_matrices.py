"""Matrices typed by people: forms, mistakes, nonsense, and the way there and back."""

import ast
import json
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from cnnviz.writing.matrices import format_matrix, parse_matrix

finite = st.floats(width=32, allow_nan=False, allow_infinity=False)
tables = arrays(np.float32, array_shapes(min_dims=2, max_dims=2, max_side=15), elements=finite)
many = settings(deadline=None, max_examples=200)


def test_importing_does_not_import_torch() -> None:
    code = "import sys, cnnviz.writing.matrices; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    "text",
    [
        "0 1 2; 3 4 5",
        "0 1 2;3 4 5;",
        "0 1 2\n3 4 5",
        "  0\t1\t2\r\n\n3\t4\t5  \n",
        "0,1,2;3,4,5",
        "0, 1, 2,\n3, 4, 5,",
        "0 , 1 , 2\n3 , 4 , 5",
        "0, 1 2; 3 4, 5",
        "[[0,1,2],[3,4,5]]",
        "[[0, 1, 2],\n [3, 4, 5],\n]",
        "[[0 1 2]\n [3 4 5]]",
        "[[0. 1. 2.]\n [3. 4.\n 5.]]",
        "[0, 1, 2], [3, 4, 5]",
        "[0, 1, 2]\n[3, 4, 5]",
        "[0 1 2; 3 4 5]",
        "((0, 1, 2), (3, 4, 5))",
        "array([[0., 1., 2.],\n       [3., 4., 5.]], dtype=float32)",
        "np.array([[0, 1, 2], [3, 4, 5]])",
        "torch.tensor([[0, 1, 2], [3, 4, 5]], dtype=torch.float64)",
        "tensor([[0., 1., 2.],\n        [3., 4., 5.]])",
        "0/7 3/3 4 / 2; 3 4.0 5e0",
        "+0 1E0 .2e1; 30e-1 4. 05",
    ],
)
def test_forms(text: str) -> None:
    matrix = parse_matrix(text)
    assert matrix.dtype == np.float32
    assert matrix.tolist() == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize(
    ("text", "matrix"),
    [
        ("1/9", [[1 / 9]]),
        ("−1 –2 -3", [[-1, -2, -3]]),
        ("-1/9 −.5/2", [[-1 / 9, -0.25]]),
        ("1;2;3", [[1], [2], [3]]),
        ("[1, 2]", [[1, 2]]),
        ("[[7]]", [[7]]),
        ("1e-3 3.4028235e38", [[1e-3, 3.4028235e38]]),
        ("1/1e-3", [[1000]]),
    ],
)
def test_numbers(text: str, matrix: list[list[float]]) -> None:
    np.testing.assert_array_equal(parse_matrix(text), np.array(matrix, dtype=np.float32))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1 2 3\n4 5", "Row 2 has 2 numbers, row 1 has 3: give every row the same count."),
        ("1 2; 3", "Row 2 has 1 number, row 1 has 2: give every row the same count."),
        ("1 abc", "'abc' in row 1 is not a number: write for example 2, -0.5 or 1/9."),
        ("1 2; 3 1.2.3", "'1.2.3' in row 2 is not a number"),
        ("nan", "'nan' in row 1 is not a number"),
        ("1 -inf", "'-inf' in row 1 is not a number"),
        ("1_000 0x10", "'1_000' in row 1 is not a number"),
        ("三", "'三' in row 1 is not a number"),
        ("2*3", "'2*3' in row 1 is not a number"),
        ("1/2/3", "'1/2/3' in row 1 is not a number"),
        ("__import__('os')", "stands outside the rows"),
        ("9" * 40 + "x", "'99999999999999999999…' in row 1 is not a number"),
        ("1/0", "'1/0' in row 1 divides by 0: use another number below the line."),
        ("1 1/1e-400", "'1/1e-400' in row 1 divides by 0"),
        ("1\n1e39", "'1e39' in row 2 is too large: use a number below 3.4e38."),
        ("1e400/1e400", "is too large"),
        ("1,,2", "A number is missing next to a comma in row 1: write it, or take the comma away."),
        (",1", "A number is missing next to a comma in row 1"),
        ("0,5 0,25", "Row 1 has commas and spaces: write decimals with a point, as in 0.5,"),
        ("", "There are no numbers: type a matrix, for example 0 1; 2 3."),
        (" ;\n; ", "There are no numbers"),
        ("[]", "There are no numbers"),
        ("[[1, 2], []]", "Row 2 is empty: write its numbers, or take it away."),
        ("[[1, 2], [3, 4]", "The brackets do not match: close every bracket once"),
        ("][", "The brackets do not match"),
        ("[[[1]]]", "There are 3 levels of brackets: a matrix has 2"),
        ("[[1, 0, -1]] * 3", "'] * 3' stands outside the rows"),
        ("[1, [2, 3]]", "stands outside the rows"),
        (";".join("1" * 16), "The matrix has 16 rows, at most 15 are possible: take away 1."),
        (" ".join("1" * 17), "The matrix has 17 columns, at most 15 are possible: take away 2."),
        (
            "1 " * 20_000,
            "The text has 40,000 characters, and at most 8,000 can be computed here: "
            "lower the number of digits or of numbers.",
        ),
    ],
)
def test_sentences(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"\.$") as caught:
        parse_matrix(text)
    assert sentence in str(caught.value)


def test_largest() -> None:
    assert parse_matrix("1 2 3", largest=3).shape == (1, 3)
    with pytest.raises(ValueError, match="at most 2 are possible: take away 1"):
        parse_matrix("1 2 3", largest=2)


@pytest.mark.parametrize(
    ("matrix", "text"),
    [
        ([[0, 1, 2], [3, 4, 5]], "0 1 2; 3 4 5"),
        ([[1 / 9, -0.5], [1e-5, 16777216]], "0.11111111 -0.5; 0.00001 16777216"),
        ([[1e-12, 3e20, -1.5e10]], "1e-12 3e20 -1.5e10"),
        (np.array([[0.1]]), "0.1"),
        (torch.tensor([[-1, 2.5]]), "-1 2.5"),
    ],
)
def test_format(matrix: Any, text: str) -> None:
    assert format_matrix(matrix) == text


@many
@given(tables)
@example(np.array([[-0.0, np.finfo(np.float32).max, np.finfo(np.float32).smallest_subnormal]], dtype=np.float32))
def test_there_and_back(table: np.ndarray) -> None:
    back = parse_matrix(format_matrix(table))
    assert back.tobytes() == table.tobytes()


@many
@given(tables)
def test_what_others_print_is_read(table: np.ndarray) -> None:
    with np.printoptions(threshold=sys.maxsize):
        prints = [str(table), repr(table), str(table.tolist()), json.dumps(table.tolist())]
    for text in prints[2:]:
        np.testing.assert_array_equal(parse_matrix(text), table)
    for text in prints[:2]:  # numpy prints 8 digits
        np.testing.assert_allclose(parse_matrix(text), table, rtol=1e-6, atol=1e-8 * max(1, np.abs(table).max()))


@many
@given(st.text())
@example("[" * 5000)
@example("1/" * 5000)
@example("(" * 3000 + ")" * 3000)
def test_nonsense_is_refused_in_a_sentence(text: str) -> None:
    try:
        matrix = parse_matrix(text)
    except ValueError as error:
        assert str(error).endswith(".")
    else:
        assert matrix.dtype == np.float32
        assert matrix.ndim == 2
        assert np.isfinite(matrix).all()


@settings(deadline=None, max_examples=400)
@given(st.text(alphabet="0123.,;/-−e[]() \n", max_size=30))
def test_near_misses_are_refused_or_read_as_python_reads_them(text: str) -> None:
    try:
        matrix = parse_matrix(text)
    except ValueError:
        return
    assert 1 <= min(matrix.shape) <= max(matrix.shape) <= 15
    if text.lstrip().startswith("[["):
        try:
            expected = np.array(ast.literal_eval(text.strip()), dtype=float)
        except (ValueError, SyntaxError, TypeError):
            return
        if expected.ndim == 2:
            np.testing.assert_allclose(matrix, expected, rtol=1e-6)


@pytest.mark.parametrize("matrix", [[1, 2], 3, [[[1]]], [[]]])
def test_format_refuses_other_shapes(matrix: Any) -> None:
    with pytest.raises(ValueError, match="give it rows and columns"):
        format_matrix(matrix)


def test_format_refuses_nan() -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        format_matrix([[1, float("nan")]])
