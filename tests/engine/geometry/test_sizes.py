"""Output sizes and paddings against PyTorch, numpy and counting by hand."""

import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import nn

from cnnviz.geometry import (
    GeometryError,
    output_size,
    receptive_field,
    resolve_padding,
    same_padding,
    transposed_output_size,
    unused_at_end,
)

many = settings(deadline=None, max_examples=300)
some = settings(deadline=None, max_examples=100)
small = st.integers(1, 6)
pads = st.integers(0, 4)


def test_importing_the_calculator_does_not_import_torch() -> None:
    modules = "cnnviz.geometry, cnnviz.geometry.layer, cnnviz.geometry.backwards"
    code = f"import sys, {modules}; print('torch' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


@pytest.mark.parametrize(
    ("size", "kernel", "options", "expected"),
    [
        (4, 3, {"stride": 2}, 1),
        (224, 7, {"stride": 2, "padding": 3}, 112),
        (6, 3, {}, 4),
        ((14, 14, 14), (5, 5, 5), {}, (10, 10, 10)),
        ((28, 28), 1, {}, (28, 28)),
        ((28, 28), 5, {"padding": "same"}, (28, 28)),
        (227, 11, {"stride": 4}, 55),
        (55, 3, {"stride": 2}, 27),
        (112, 3, {"stride": 2, "padding": 1}, 56),
        ((3, 5), 3, {"padding": 1}, (3, 5)),
        (5, 3, {"padding": "full"}, 7),
        (5, 3, {"padding": "valid"}, 3),
        (4, 3, {"stride": 2, "ceil_mode": True}, 2),
        (7, 3, {"dilation": 3}, 1),
        (10, 3, {"padding": (0, 2)}, 10),
        ((10, 10), 3, {"padding": (0, 2)}, (8, 12)),
        ((10, 10), 3, {"padding": ((0, 2), 1)}, (10, 10)),
        (10, (3, 5), {}, (8, 6)),
        (10, 3, {"stride": (1, 2)}, (8, 4)),
        ((10,), 3, {}, (8,)),
        (10**9, 3, {"stride": 2, "padding": 1}, 5 * 10**8),
        (10**20, 10**10, {}, 10**20 - 10**10 + 1),
    ],
)
def test_course_numbers(size: Any, kernel: Any, options: dict[str, Any], expected: Any) -> None:
    assert output_size(size, kernel, **options) == expected


def test_the_formula_on_some_slides_is_off_by_one() -> None:
    n, k, s, p = 4, 3, 2, 0
    windows = [start for start in range(0, n, s) if start + k <= n]
    assert output_size(n, k, stride=s) == len(windows) == nn.Conv1d(1, 1, k, s)(torch.ones(1, 1, n)).shape[-1] == 1
    assert (n - k + p + 1 + s) // s == 2


@many
@given(n=st.integers(1, 30), k=small, s=small, d=st.integers(1, 4), before=pads, after=pads)
def test_output_size_counts_the_windows(n: int, k: int, s: int, d: int, before: int, after: int) -> None:
    places = range(0, n + before + after, s)
    windows = [start for start in places if start + d * (k - 1) < n + before + after]
    if windows:
        assert output_size(n, k, stride=s, padding=(before, after), dilation=d) == len(windows)
    else:
        with pytest.raises(GeometryError):
            output_size(n, k, stride=s, padding=(before, after), dilation=d)


@many
@given(n=st.integers(1, 30), k=small, s=small, d=st.integers(1, 3), before=pads, after=pads)
def test_ceil_mode_keeps_windows_that_begin_on_the_input(
    n: int, k: int, s: int, d: int, before: int, after: int
) -> None:
    """One window more than fits if pixels are left over, unless it starts in the padding after the input."""
    end, span = n + before + after, d * (k - 1) + 1
    starts = [start for start in range(0, end, s) if start + span <= end]
    following = starts[-1] + s if starts else 0
    if (starts and starts[-1] + span < end) or (not starts and span < end + s):
        starts.append(following)
    if starts and starts[-1] >= n + before:
        starts.pop()
    if starts:
        assert output_size(n, k, stride=s, padding=(before, after), dilation=d, ceil_mode=True) == len(starts)
    else:
        with pytest.raises(GeometryError):
            output_size(n, k, stride=s, padding=(before, after), dilation=d, ceil_mode=True)


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")
@some
@given(n=st.integers(1, 20), k=small, d=st.integers(1, 4))
def test_same_pads_the_sides_that_torch_pads(n: int, k: int, d: int) -> None:
    x, weight = torch.rand(1, 1, n) + 1, torch.rand(1, 1, k) + 1
    by_torch = F.conv1d(x, weight, padding="same", dilation=d)
    by_hand = F.conv1d(F.pad(x, resolve_padding(k, "same", dilation=d)), weight, dilation=d)
    torch.testing.assert_close(by_torch, by_hand)
    assert output_size(n, k, padding="same", dilation=d) == by_torch.shape[-1] == n


@some
@given(n=st.integers(1, 20), k=small)
def test_full_and_valid_are_numpys(n: int, k: int) -> None:
    assert output_size(n, k, padding="full") == len(np.convolve(np.ones(n), np.ones(k), "full"))
    if n >= k:
        assert output_size(n, k, padding="valid") == len(np.convolve(np.ones(n), np.ones(k), "valid"))


@many
@given(n=st.integers(1, 40), k=small, s=small, d=st.integers(1, 3))
def test_same_padding_is_the_least_that_gives_a_window_per_stride(n: int, k: int, s: int, d: int) -> None:
    before, after = same_padding(n, k, stride=s, dilation=d)
    wanted = len(range(0, n, s))
    assert output_size(n, k, stride=s, padding=(before, after), dilation=d) == wanted
    assert 0 <= after - before <= 1
    if before + after:
        assert n + before + after - 1 - d * (k - 1) - 1 < (wanted - 1) * s


@many
@given(n=st.integers(1, 20), k=small, s=small, d=st.integers(1, 3), before=pads, after=pads)
def test_unused_pixels_have_no_gradient(n: int, k: int, s: int, d: int, before: int, after: int) -> None:
    assume(n + before + after > d * (k - 1))
    x = torch.ones(1, 1, n, requires_grad=True)
    y = F.conv1d(F.pad(x, (before, after)), torch.ones(1, 1, k), stride=s, dilation=d)
    (gradient,) = torch.autograd.grad(y.sum(), x)
    used = np.flatnonzero(gradient.numpy())
    expected = n - 1 - (used[-1] if len(used) else -1)
    assert unused_at_end(n, k, stride=s, padding=(before, after), dilation=d) == expected


def test_unused_pixels_by_hand() -> None:
    assert unused_at_end((6, 7), 3, stride=2) == (1, 0)
    assert unused_at_end(4, 3, stride=2) == 1
    assert unused_at_end(4, 3, stride=2, ceil_mode=True) == 0
    assert unused_at_end(224, 7, stride=2, padding=3) == 0
    assert unused_at_end(10**9, 3, stride=10**6) == 10**6 - 3
    huge = 10**9  # windows by the thousand million, of which a few thousand are looked at
    assert unused_at_end(huge, 2, dilation=huge // 2, padding=huge) == 0
    assert unused_at_end(1_000, 2, dilation=huge, padding=(huge, 0)) == 0
    assert unused_at_end(huge, 30_000, stride=31_623, dilation=31_622, padding=huge) == 0
    assert unused_at_end(huge, 30_000, stride=31_630, dilation=31_620, padding=huge) == 9  # tens only


def test_transposed_by_hand() -> None:
    assert transposed_output_size(7, 3, stride=2, padding=1, output_padding=1) == 14
    assert transposed_output_size((2, 3), (2, 4), stride=2, padding=(0, 1)) == (4, 6)
    assert transposed_output_size(10**9, 2, stride=2) == 2 * 10**9


@many
@given(n=st.integers(1, 40), k=small, s=small, p=pads, d=st.integers(1, 3))
def test_transposed_convolution_undoes_the_size(n: int, k: int, s: int, p: int, d: int) -> None:
    """Some output padding below the stride leads back from a convolution's output to its input."""
    assume(n + 2 * p > d * (k - 1))
    out = output_size(n, k, stride=s, padding=p, dilation=d)
    rest = (n + 2 * p - d * (k - 1) - 1) % s
    assert transposed_output_size(out, k, stride=s, padding=p, output_padding=rest, dilation=d) == n


wrongly: Any = output_size  # for arguments that its signature excludes

WRONG: dict[str, Callable[[], Any]] = {
    "too small": lambda: output_size(4, 3, dilation=2),
    "zero": lambda: output_size(4, 0),
    "negative": lambda: output_size(4, 3, stride=-1),
    "negative padding": lambda: output_size(4, 3, padding=-1),
    "fraction": lambda: wrongly(4.5, 3),
    "whole float": lambda: wrongly(4, 3.0),
    "not a number": lambda: wrongly(float("nan"), 3),
    "infinite": lambda: wrongly(float("inf"), 3),
    "truth value": lambda: output_size(4, 3, stride=True),
    "word": lambda: wrongly("4", 3),
    "nothing": lambda: wrongly(None, 3),
    "unknown padding": lambda: output_size(4, 3, padding="sam"),
    "same with stride": lambda: output_size(4, 3, padding="same", stride=2),
    "names per axis": lambda: output_size((4, 4), 3, padding=("same", "valid")),
    "three sides": lambda: output_size(4, 3, padding=(1, 1, 1)),
    "two paddings for three axes": lambda: output_size((4, 4, 4), 3, padding=(1, 1)),
    "lengths": lambda: output_size((4, 4), (3, 3, 3)),
    "no axis": lambda: output_size((), 3),
    "transposed pair": lambda: transposed_output_size(4, 3, padding=(0, 1)),
    "transposed name": lambda: transposed_output_size(4, 3, padding="same"),
    "output padding": lambda: transposed_output_size(4, 3, stride=2, output_padding=2),
    "nothing left": lambda: transposed_output_size(1, 1, padding=1),
    "layer setting": lambda: receptive_field([{"kernal": 3}]),
    "layer number": lambda: receptive_field([(1, 2, 3, 4, 5)]),
}


def test_every_mistake_has_its_own_sentence_with_advice() -> None:
    sentences = {}
    for name, call in WRONG.items():
        with pytest.raises(ValueError) as caught:
            call()
        sentences[name] = str(caught.value)
    assert len(set(sentences.values())) == len(WRONG)
    for sentence in sentences.values():
        assert sentence[0].isupper() and sentence.endswith(".") and "\n" not in sentence
        assert re.search(r": (use|write|give) ", sentence)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: output_size(4, 3, dilation=2),
            "The kernel covers 5 pixels (dilation 2 × (kernel 3 − 1) + 1) but the input has only 4: "
            "use padding of at least 1 per side, a kernel of at most 2, a dilation of at most 1, "
            "or an input of at least 5.",
        ),
        (
            lambda: output_size((9, 2), 5, padding=1),
            "Width: The kernel covers 5 pixels but the padded input has only 4: "
            "use padding of at least 2 per side, a kernel of at most 4, or an input of at least 3.",
        ),
        (
            lambda: output_size(224, 7, stride=2, padding="same"),
            "Padding 'same' keeps the size only with stride 1, and PyTorch refuses it with stride 2: "
            "use padding=(2, 3) (which gives 112) or a stride of 1.",
        ),
        (
            lambda: transposed_output_size(4, 3, stride=2, output_padding=2),
            "The output padding 2 must be smaller than the stride (2) or the dilation (1): "
            "use an output padding of 1 or a stride of at least 3.",
        ),
        (lambda: wrongly(4, 2.5), "The kernel is 2.5 and must be a whole number: use 2 or 3."),
        (
            lambda: receptive_field([(3,), (3, 0)]),
            "Layer 2: The stride is 0 and must be positive: use 1 or more.",
        ),
    ],
)
def test_sentences(call: Any, sentence: str) -> None:
    with pytest.raises(GeometryError) as caught:
        call()
    assert str(caught.value) == sentence


def numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]


@many
@given(n=small, k=st.integers(1, 9), s=small, d=st.integers(1, 4), before=pads, after=pads, ceil=st.booleans())
def test_the_advice_works_and_is_the_least_change(
    n: int, k: int, s: int, d: int, before: int, after: int, ceil: bool
) -> None:
    def fits(**changed: Any) -> bool:
        given: dict[str, Any] = {
            "size": n,
            "kernel": k,
            "stride": s,
            "dilation": d,
            "padding": (before, after),
        } | changed
        try:
            return bool(output_size(**given, ceil_mode=ceil) >= 1)
        except GeometryError:
            return False

    try:
        output_size(n, k, stride=s, dilation=d, padding=(before, after), ceil_mode=ceil)
    except GeometryError as error:
        assert {"padding", "kernel", "size"} <= {name for fix in error.fixes for name in fix.settings}
        for fix in error.fixes:
            [(name, value)] = fix.settings.items()
            assert fits(**fix.settings) and numbers(fix.text) == [value] and fix.text in str(error)
            assert not fits(**{name: value + 1 if "at most" in fix.text else value - 1})


@many
@given(n=small, k=small, s=small, p=st.integers(0, 9), d=st.integers(1, 4), extra=st.integers(0, 6))
def test_the_advice_for_transposed_convolution_works(n: int, k: int, s: int, p: int, d: int, extra: int) -> None:
    options: Any = {"size": n, "kernel": k, "stride": s, "padding": p, "dilation": d, "output_padding": extra}
    try:
        transposed_output_size(**options)
    except GeometryError as error:
        assert error.fixes
        for fix in error.fixes:
            assert transposed_output_size(**options | fix.settings) >= 1
            assert numbers(fix.text) == list(fix.settings.values())


@some
@given(n=st.integers(1, 30), k=small, s=st.integers(2, 5), d=st.integers(1, 3))
def test_the_pair_named_instead_of_same_gives_a_window_per_stride(n: int, k: int, s: int, d: int) -> None:
    with pytest.raises(GeometryError) as caught:
        output_size((n, 7), k, stride=(s, 1), dilation=d, padding="same")
    pairs = caught.value.fixes[0].settings["padding"]
    assert output_size((n, 7), k, stride=(s, 1), dilation=d, padding=pairs) == (-(-n // s), 7)
    with pytest.raises(GeometryError) as caught:
        resolve_padding(k, "same", stride=s, dilation=d)
    assert output_size(n * s, k, stride=s, dilation=d, padding=caught.value.fixes[0].settings["padding"]) == n


def test_numpy_integers_and_lists_are_numbers_too() -> None:
    assert wrongly(np.int64(224), np.int32(7), stride=2, padding=3) == 112
    assert type(wrongly(np.int64(224), 7)) is int
    assert output_size([6, 6], [3, 3]) == (4, 4)
    assert output_size(torch.ones(6, 5).shape, 3) == (4, 3)
