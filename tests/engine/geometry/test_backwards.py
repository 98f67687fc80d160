"""Worked solutions evaluated as arithmetic, and the reverse questions against trying everything."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnviz import limits
from cnnviz.geometry import GeometryError, output_size, transposed_output_size
from cnnviz.geometry.backwards import (
    explain_layer,
    explain_output_size,
    explain_transposed_output_size,
    kernels_for,
    padding_count,
    padding_interval,
    paddings_for,
    strides_for,
    why_no_kernel,
    why_no_padding,
    why_no_stride,
)
from cnnviz.geometry.layer import layer_output

many = settings(deadline=None, max_examples=300)
sizes = st.integers(1, 12)
small = st.integers(1, 5)
pads = st.integers(0, 3)

ROUNDED = re.compile(r"\\left\\l(floor|ceil) \\frac\{([^{}]*)\}\{([^{}]*)\} \\right\\r\1")


def value(latex: str) -> int:
    """The number that a line of LaTeX without symbols stands for."""
    python = ROUNDED.sub(lambda m: f"(({m[2]})//({m[3]}))" if m[1] == "floor" else f"(-(-({m[2]})//({m[3]})))", latex)
    python = python.replace(r"\cdot", "*")
    assert re.fullmatch(r"[-+*/() \d]+", python), latex
    return int(eval(python))


def well_formed(lines: list[str]) -> bool:
    return all(
        line.count("{") == line.count("}") and line.count(r"\left") == line.count(r"\right") and "  " not in line
        for line in lines
    )


@many
@given(n=sizes, k=small, s=small, d=small, before=pads, after=pads)
def test_every_line_of_a_solution_is_the_output_size(n: int, k: int, s: int, d: int, before: int, after: int) -> None:
    assume(n + before + after > d * (k - 1))
    options: Any = {"stride": s, "dilation": d, "padding": (before, after)}
    [lines] = explain_output_size(n, k, **options)
    assert well_formed(lines)
    symbols, *steps = [line.removeprefix(r"n_{\text{out}} = ") for line in lines]
    assert {value(step) for step in steps} == {output_size(n, k, **options)}
    for name, number in {"n": n, "k": k, "s": s, "d": d, "p": before}.items():
        assert name in symbols and str(number) in steps[0]
    assert (r"p_{\text{after}}" in symbols) == (before != after)
    assert steps[-1] == str(output_size(n, k, **options))


@many
@given(n=sizes, k=small, s=small, d=small, p=pads)
def test_ceil_mode_rounds_up_and_then_looks_at_the_last_window(n: int, k: int, s: int, d: int, p: int) -> None:
    options: Any = {"stride": s, "dilation": d, "padding": p, "ceil_mode": True}
    try:
        [lines] = explain_output_size(n, k, **options)
    except GeometryError:
        return
    assert well_formed(lines)
    *steps, test, result = lines[1:]
    expected = output_size(n, k, **options)
    (rounded,) = {value(step.removeprefix(r"n_{\text{out}} = ")) for step in steps}
    assert result == rf"n_{{\text{{out}}}} = {expected}"
    comparison, sentence = test.split(r" \;\Rightarrow\; ")
    start, border = comparison.split(r"\ge") if r"\ge" in comparison else comparison.split("<")
    start_values, border_values = ({value(part) for part in side.split(" = ")[1:]} for side in (start, border))
    assert (start_values, border_values) == ({(rounded - 1) * s}, {n + p})
    assert (
        (rounded - expected == 1) == ("dropped" in sentence) == (r"\ge" in comparison) == ((rounded - 1) * s >= n + p)
    )


@many
@given(n=sizes, k=small, s=small, d=small, p=pads, extra=pads)
def test_every_line_of_a_transposed_solution(n: int, k: int, s: int, d: int, p: int, extra: int) -> None:
    options: Any = {"stride": s, "dilation": d, "padding": p, "output_padding": extra}
    try:
        expected = transposed_output_size(n, k, **options)
    except GeometryError:
        return
    [lines] = explain_transposed_output_size(n, k, **options)
    assert well_formed(lines)
    assert {value(line.removeprefix(r"n_{\text{out}} = ")) for line in lines[1:]} == {expected}


def test_solutions_as_a_student_sees_them() -> None:
    assert explain_output_size(224, 7, stride=2, padding=3) == [
        [
            r"n_{\text{out}} = \left\lfloor \frac{n + 2p - d\,(k - 1) - 1}{s} \right\rfloor + 1",
            r"n_{\text{out}} = \left\lfloor "
            r"\frac{224 + 2 \cdot 3 - 1 \cdot (7 - 1) - 1}{2} \right\rfloor + 1",
            r"n_{\text{out}} = \left\lfloor \frac{223}{2} \right\rfloor + 1",
            r"n_{\text{out}} = 111 + 1",
            r"n_{\text{out}} = 112",
        ]
    ]
    assert explain_transposed_output_size(7, 3, stride=2, padding=1, output_padding=1)[0][1:] == [
        r"n_{\text{out}} = (7 - 1) \cdot 2 - 2 \cdot 1 + 1 \cdot (3 - 1) + 1 + 1",
        r"n_{\text{out}} = 12 - 2 + 2 + 1 + 1",
        r"n_{\text{out}} = 14",
    ]
    same = explain_output_size(5, 4, padding="same")[0]
    assert same[:2] == [
        r"p_{\text{before}} + p_{\text{after}} = d\,(k - 1) = 1 \cdot (4 - 1) = 3",
        r"p_{\text{before}} = \left\lfloor \frac{3}{2} \right\rfloor = 1, \quad p_{\text{after}} = 3 - 1 = 2",
    ]
    assert explain_output_size(5, 4, padding="full")[0][0] == r"p = d\,(k - 1) = 1 \cdot (4 - 1) = 3"
    assert [lines[-1] for lines in explain_output_size((5, 6), 3)] == [
        r"n_{\text{out}} = 3",
        r"n_{\text{out}} = 4",
    ]


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("convolution", {"kernel": 3, "stride": 2, "padding": (1, (0, 2))}),
        ("convolution", {"kernel": (3, 2), "padding": "same"}),
        ("max_pool", {"kernel": 2}),
        ("max_pool", {"kernel": 2, "padding": ((0, 1), 0), "ceil_mode": True}),
        ("max_pool", {"kernel": 3, "stride": 2, "padding": 1, "ceil_mode": True, "dilation": 2}),
        ("avg_pool", {"kernel": (2, 3), "padding": ((0, 3), 1)}),
        ("transposed_convolution", {"kernel": 3, "stride": 2, "padding": 1, "output_padding": 1}),
    ],
)
def test_the_solution_of_a_layer_ends_in_its_size(kind: str, options: dict[str, Any]) -> None:
    for size in ((6, 7), (4, 9), (8, 5)):
        solutions = explain_layer(kind, size, **options)
        expected = layer_output(kind, size, **options)[1:]
        assert [lines[-1] for lines in solutions] == [rf"n_{{\text{{out}}}} = {n}" for n in expected]
        assert all(well_formed(lines) for lines in solutions)


def test_pooling_with_different_sides_is_padded_first() -> None:
    [lines] = explain_layer("max_pool", 4, kernel=2, padding=(0, 1), ceil_mode=True)
    assert lines[0] == r"n = n_{\text{in}} + p_{\text{before}} + p_{\text{after}} = 4 + 0 + 1 = 5"
    assert r"\frac{5 + 2 \cdot 0 - 1 \cdot (2 - 1) - 1}{2}" in lines[2]


def test_solutions_refuse_what_the_sizes_refuse() -> None:
    calls: list[Callable[[], Any]] = [
        lambda: explain_output_size(2, 3),
        lambda: explain_transposed_output_size(1, 1, padding=1),
        lambda: explain_layer("max_pool", 4, kernel=2, padding=2),
    ]
    for call in calls:
        with pytest.raises(GeometryError):
            call()


def gives(n: int, k: int, s: int, d: int, padding: tuple[int, int]) -> int:
    """Output size, 0 where the kernel does not fit."""
    try:
        return output_size(n, k, stride=s, dilation=d, padding=padding)
    except GeometryError:
        return 0


def test_paddings_of_the_first_layer_of_resnet() -> None:
    assert padding_interval(224, 112, 7, stride=2) == (5, 6)
    found = paddings_for(224, 112, 7, stride=2)
    assert found[:3] == [(3, 3), (2, 3), (3, 2)]
    assert len(found) == 6 + 7
    assert paddings_for(224, 112, 7, stride=2, limit=1) == [(3, 3)]
    assert list(kernels_for(224, 112, stride=2, padding=3)) == [7, 8]
    assert list(strides_for(224, 112, 7, padding=3)) == [2]
    assert paddings_for(10**9, 10**9, 3, limit=1) == [(1, 1)]


@many
@given(n=sizes, m=sizes, k=small, s=small, d=st.integers(1, 3))
def test_paddings_are_all_there_are(n: int, m: int, k: int, s: int, d: int) -> None:
    found = paddings_for(n, m, k, stride=s, dilation=d)
    most = m * s + d * k
    tried = {(b, a) for b in range(most) for a in range(most - b) if gives(n, k, s, d, (b, a)) == m}
    assert len(found) == len(set(found)) and set(found) == tried
    assert [abs(b - a) for b, a in found] == sorted(abs(b - a) for b, a in found)
    totals = {b + a for b, a in found}
    assert padding_interval(n, m, k, stride=s, dilation=d) == ((min(totals), max(totals)) if totals else None)
    why = why_no_padding(n, m, k, stride=s, dilation=d)
    assert (why is None) == any(b == a for b, a in found)
    if not found:
        assert why is not None and f"already {gives(n, k, s, d, (0, 0))}," in why and gives(n, k, s, d, (0, 0)) > m
    elif why is not None:
        before, after = map(int, re.findall(r"\((\d+), (\d+)\)", why)[0])
        assert (before, after) in found


@many
@given(n=sizes, m=sizes, s=small, d=st.integers(1, 4), before=pads, after=pads)
def test_kernels_are_all_there_are(n: int, m: int, s: int, d: int, before: int, after: int) -> None:
    given_: Any = {"stride": s, "dilation": d, "padding": (before, after)}
    found = kernels_for(n, m, **given_)
    assert list(found) == [k for k in range(1, 30) if gives(n, k, s, d, (before, after)) == m]
    why = why_no_kernel(n, m, **given_)
    assert (why is None) == bool(found)
    for k, out in re.findall(r"kernel of (\d+) gives(?: only)? (\d+)", why or ""):
        assert gives(n, int(k), s, d, (before, after)) == int(out)
    for k in re.findall(r"kernel of (\d+) does not fit", why or ""):
        assert gives(n, int(k), s, d, (before, after)) == 0


@many
@given(n=sizes, m=sizes, k=small, d=st.integers(1, 3), before=pads, after=pads)
def test_strides_are_all_there_are(n: int, m: int, k: int, d: int, before: int, after: int) -> None:
    given_: Any = {"dilation": d, "padding": (before, after)}
    assume(gives(n, k, 1, d, (before, after)))
    found = strides_for(n, m, k, **given_)
    tried = [s for s in range(1, 30) if gives(n, k, s, d, (before, after)) == m]
    assert list(found) == (tried[:1] if m == 1 else tried)
    why = why_no_stride(n, m, k, **given_)
    assert (why is None) == bool(found)
    named = [(int(s), int(out)) for s, out in re.findall(r"stride (\d+) gives(?: only)? (\d+)", (why or "").lower())]
    assert all(gives(n, k, s, d, (before, after)) == out for s, out in named)
    if len(named) == 2:
        assert named[1][0] == named[0][0] + 1 and named[0][1] > m > named[1][1]


def test_reverse_questions_need_real_settings() -> None:
    with pytest.raises(GeometryError, match="output is 0"):
        paddings_for(4, 0, 3)
    by_name: Any = "same"
    with pytest.raises(GeometryError, match="in pixels"):
        kernels_for(4, 2, padding=by_name)
    with pytest.raises(GeometryError, match="kernel covers 5"):
        strides_for(4, 2, 5)
    assert why_no_padding(6, 2, 3) == (
        "Without padding the output is already 4, and padding only makes it larger: "
        "use a larger stride or kernel to get 2."
    )
    assert why_no_stride(11, 8, 1) == (
        "Stride 1 gives 11 and stride 2 gives 6, with nothing between: change the padding or the kernel to get 8."
    )


def test_as_many_answers_as_there_are_are_never_listed() -> None:
    huge = 10**9
    assert len(kernels_for(huge, 1, stride=huge)) == huge
    assert kernels_for(huge, 1, stride=huge)[-3:] == range(huge - 2, huge + 1)
    assert strides_for(huge, 1, 1) == range(huge, huge + 1)
    assert len(strides_for(huge, 2, 1)) == huge // 2
    assert padding_count(huge, 1, huge, stride=huge) == sum(total + 1 for total in (0, huge - 1)) * huge // 2
    with pytest.raises(limits.TooMuch, match=r"such paddings, and at most 10,000 .* lower the stride"):
        paddings_for(huge, 1, huge, stride=huge)
    assert paddings_for(huge, 1, huge, stride=huge, limit=3) == [(0, 0), (1, 1), (2, 2)]


@many
@given(n=sizes, m=sizes, k=small, s=small, d=st.integers(1, 3))
def test_paddings_are_counted_without_a_list(n: int, m: int, k: int, s: int, d: int) -> None:
    window = {"stride": s, "dilation": d}
    assert padding_count(n, m, k, **window) == len(paddings_for(n, m, k, **window))
