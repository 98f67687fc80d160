"""Numbers in formulas: thousands, signs, powers of ten and lines."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.writing import tex


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (-0.0, "0"), (-2.5, "-2.5"), (1e-7, r"1 \cdot 10^{-7}")])
def test_numbers_are_short(value: float, text: str) -> None:
    assert tex.number(value) == text


@given(st.integers(-(10**15), 10**15))
def test_thousands_are_in_groups_of_three_and_no_digit_is_lost(count: int) -> None:
    text = tex.grouped(count)
    assert re.fullmatch(r"-?\d{1,3}(\{,\}\d{3})*", text)
    assert int(text.replace("{,}", "")) == count


@pytest.mark.parametrize(
    ("value", "text"), [(-2, "(-2)"), (2, "2"), (0.0, "0"), (-0.0, "0"), (-1e-7, r"(-1 \cdot 10^{-7})")]
)
def test_only_a_negative_factor_is_in_brackets(value: float, text: str) -> None:
    assert tex.factor(value) == text
    if isinstance(value, int):
        assert tex.bracketed(value) == text


def test_lines_meet_at_their_marks_and_a_long_sum_breaks() -> None:
    assert tex.aligned(["a &= 1", "b &= 2"]) == r"\begin{aligned} a &= 1 \\ b &= 2 \end{aligned}"
    assert tex.aligned(["& a", "& b"], gap="4pt") == r"\begin{aligned} & a \\[4pt] & b \end{aligned}"
    rows = tex.summed("y", ["1234567890"] * 12, 5.0).split(r"\\")
    assert sum(row.count("1234567890") for row in rows) == 12
    assert len(rows) > 2
    assert max(map(len, rows)) < tex.A_LINE + 40
    assert "&= 5" in rows[-1]
