"""Output sizes and receptive fields of convolution and pooling, in exact whole numbers.

One axis at a time: n is the input size, k the kernel, s the stride, d the dilation, and the padding is p
before and p after (or two different numbers). Nothing here needs torch. All errors are `GeometryError`, a
ValueError whose text names the number to change; its `fixes` hold the same proposals as settings.

Which kind of layer PyTorch refuses to build is in `cnnviz.geometry.layer`; worked solutions and the reverse
questions ("which padding gives 112?") are in `cnnviz.geometry.backwards`.
"""

from collections.abc import Sequence
from math import gcd
from typing import Unpack, overload

from cnnviz.geometry.axes import (
    Axis,
    Fix,
    GeometryError,
    Numbers,
    Padding,
    per_axis,
    read_axes,
    read_transposed_axes,
    resolve_padding,
    same_padding,
)
from cnnviz.geometry.window import Moves, Window
from cnnviz.words import say, several

__all__ = [
    "Axis",
    "Fix",
    "GeometryError",
    "Numbers",
    "Padding",
    "output_size",
    "resolve_padding",
    "same_padding",
    "transposed_output_size",
    "unused_at_end",
]


@overload
def output_size(size: int, kernel: int, *, ceil_mode: bool = False, **moves: Unpack[Moves[int]]) -> int: ...
@overload
def output_size(
    size: Sequence[int], kernel: Numbers, *, ceil_mode: bool = False, **moves: Unpack[Moves[Numbers]]
) -> tuple[int, ...]: ...
@overload
def output_size(
    size: Numbers, kernel: Numbers, *, ceil_mode: bool = False, **moves: Unpack[Moves[Numbers]]
) -> int | tuple[int, ...]: ...
def output_size(
    size: Numbers,
    kernel: Numbers,
    *,
    stride: Numbers = 1,
    padding: Padding = 0,
    dilation: Numbers = 1,
    ceil_mode: bool = False,
) -> int | tuple[int, ...]:
    """How many places the kernel has: floor((n + before + after - d(k - 1) - 1) / s) + 1.

    size, kernel, stride and dilation are one number, or one number per axis; if any of them is a tuple,
    single numbers hold for every axis and the result is a tuple. padding is a number (both sides), "valid"
    (0), "same" (d(k - 1) in all, the odd pixel after; stride 1 only, as in PyTorch) or "full" (d(k - 1) on
    both sides). For a single axis given as plain numbers a pair means (before, after); with tuples, padding
    has one entry per axis, a number or such a pair.

    ceil_mode rounds up instead, and drops the last window if it would start in the padding after the input
    (PyTorch's rule for pooling).

    Raises GeometryError (a ValueError) that says which number to change.
    Source: Dumoulin & Visin 2016, sections 2.4 and 5.1 (Relationships 6 and 15).

    >>> output_size(224, 7, stride=2, padding=3)
    112
    >>> output_size((28, 32), 5, padding=((2, 2), (0, 1)))
    (28, 29)
    """
    axes, several = read_axes(size, kernel, stride, padding, dilation)
    sizes = per_axis(axes, lambda axis: window_count(axis, ceil_mode))
    return tuple(sizes) if several else sizes[0]


@overload
def transposed_output_size(size: int, kernel: int, *, output_padding: int = 0, **moves: Unpack[Moves[int]]) -> int: ...
@overload
def transposed_output_size(
    size: Numbers, kernel: Numbers, *, output_padding: Numbers = 0, **moves: Unpack[Moves[Numbers]]
) -> int | tuple[int, ...]: ...
def transposed_output_size(
    size: Numbers,
    kernel: Numbers,
    *,
    stride: Numbers = 1,
    padding: Padding = 0,
    output_padding: Numbers = 0,
    dilation: Numbers = 1,
) -> int | tuple[int, ...]:
    """Output size of a transposed convolution: (n - 1)s - 2p + d(k - 1) + output_padding + 1.

    Every argument is one number, or one number per axis. As in PyTorch, the padding is the same on both
    sides, the output padding is smaller than the stride or the dilation, and the output has at least one
    pixel.

    Raises GeometryError. Source: Dumoulin & Visin 2016, section 4.6 (Relationship 14);
    torch.nn.ConvTranspose2d.

    >>> transposed_output_size(7, 3, stride=2, padding=1, output_padding=1)
    14
    """
    axes, extra, several = read_transposed_axes(size, kernel, stride, padding, output_padding, dilation)
    sizes = per_axis(list(zip(axes, extra, strict=True)), lambda pair: transposed_count(*pair))
    return tuple(sizes) if several else sizes[0]


def unused_at_end(
    size: Numbers, kernel: Numbers, *, ceil_mode: bool = False, **moves: Unpack[Moves[Numbers]]
) -> int | tuple[int, ...]:
    """How many pixels at the end of the input no window ever uses ("the last column is never used").

    Left-over padding does not count, nor do pixels further left that a large stride or dilation skips.
    Arguments and errors as for `output_size`.

    >>> unused_at_end(6, 3, stride=2)
    1
    """
    axes, several = Window(**moves).axes(size, kernel)
    unused = per_axis(axes, lambda axis: axis.size - 1 - _last_used(axis, window_count(axis, ceil_mode)))
    return tuple(unused) if several else unused[0]


def _last_used(axis: Axis, count: int) -> int:
    """Index of the last pixel that any kernel entry meets; -1 if all entries are in the padding.

    Entry e of window w lies on pixel w s + e d - before. Windows that are d / gcd(s, d) apart meet the same pixels with
    other entries, as do entries that are s / gcd(s, d) apart with other windows: the fewer of both are tried.
    """
    common = gcd(axis.stride, axis.dilation)
    windows, entries = axis.dilation // common, axis.stride // common
    end = axis.size - 1 + axis.before  # the last pixel, counted from the first padded one
    if windows <= entries:
        return max(-1, _furthest(end, axis.stride, count, axis.dilation, axis.kernel, windows) - axis.before)
    return max(-1, _furthest(end, axis.dilation, axis.kernel, axis.stride, count, entries) - axis.before)


def _furthest(end: int, step: int, steps: int, other: int, others: int, repeats: int) -> int:
    """The largest a * step + b * other up to end, with a < steps and b < others, of the last `repeats` values of a."""
    first, furthest = min(steps - 1, end // step), -1
    for a in range(first, max(-1, first - repeats), -1):
        furthest = max(furthest, a * step + min(others - 1, (end - a * step) // other) * other)
        if a * step + (others - 1) * other <= furthest:  # smaller a end even earlier
            break
    return furthest


def window_count(axis: Axis, ceil_mode: bool = False) -> int:
    """Output size of one axis that has been read; raises GeometryError if no window fits."""
    count = count_windows(axis, ceil_mode)
    if count < 1:
        raise GeometryError(too_small(axis, ceil_mode), fitting_fixes(axis, ceil_mode))
    return count


def count_windows(axis: Axis, ceil_mode: bool = False) -> int:
    """The formula itself; less than 1 means that no window fits."""
    free = axis.padded - axis.span
    if not ceil_mode:
        return free // axis.stride + 1
    count = -(-free // axis.stride) + 1
    starts_in_padding = (count - 1) * axis.stride >= axis.size + axis.before
    return count - 1 if starts_in_padding else count


def too_small(axis: Axis, ceil_mode: bool) -> str:
    """Why no window fits, with the numbers."""
    covers = several("{n} pixel", "{n} pixels", axis.span)
    if axis.dilation > 1:
        covers = say(
            "{pixels} (dilation {dilation} × (kernel {kernel} − 1) + 1)",
            pixels=covers, dilation=axis.dilation, kernel=axis.kernel,
        )  # fmt: skip
    why = say("The kernel covers {covers} but the input has only {pixels}", covers=covers, pixels=axis.padded)
    if axis.before or axis.after:
        why = say(
            "The kernel covers {covers} but the padded input has only {pixels}", covers=covers, pixels=axis.padded
        )
    if not ceil_mode:
        return why
    return say(
        "{why}, and ceil mode with stride {stride} needs {pixels}",
        why=why, stride=axis.stride, pixels=axis.span - axis.stride + 1,
    )  # fmt: skip


def fitting_fixes(axis: Axis, ceil_mode: bool) -> list[Fix]:
    """The smallest change of each setting that lets one window fit."""
    slack = axis.stride - 1 if ceil_mode else 0  # ceil mode lets the window reach this far beyond the input
    needed = axis.span - slack
    padding = -(-(needed - axis.size) // 2)
    kernel = (axis.padded + slack - 1) // axis.dilation + 1
    fixes = [
        Fix(say("padding of at least {padding} per side", padding=padding), {"padding": padding}),
        Fix(say("a kernel of at most {kernel}", kernel=kernel), {"kernel": kernel}),
    ]
    if axis.dilation > 1 and (dilation := (axis.padded + slack - 1) // (axis.kernel - 1)) >= 1:
        fixes.append(Fix(say("a dilation of at most {dilation}", dilation=dilation), {"dilation": dilation}))
    size = needed - axis.before - axis.after
    return [*fixes, Fix(say("an input of at least {size}", size=size), {"size": size})]


def transposed_count(axis: Axis, extra: int) -> int:
    """Transposed output size of one axis that has been read; extra is the output padding."""
    s, d, p, largest = axis.stride, axis.dilation, axis.before, max(axis.stride, axis.dilation) - 1
    count = count_transposed(axis, extra)
    if extra > largest:
        why = say(
            "The output padding {extra} must be smaller than the stride ({s}) or the dilation ({d})",
            extra=extra, s=s, d=d,
        )  # fmt: skip
        less = Fix(say("an output padding of {largest}", largest=largest), {"output_padding": largest})
        more = Fix(say("a stride of at least {stride}", stride=extra + 1), {"stride": extra + 1})
        possible = [less] if count - extra + largest >= 1 else []
        possible += [more] if count_transposed(axis._replace(stride=extra + 1), extra) >= 1 else []
        both = Fix(
            say("an output padding of {largest} and padding 0", largest=largest),
            {"output_padding": largest, "padding": 0},
        )
        raise GeometryError(why, possible or [both])
    if count < 1:
        parts = f"({axis.size} − 1) × {s} − 2 × {p} + {d} × ({axis.kernel} − 1) + {extra} + 1 = {count}".replace(
            "-", "−"
        )
        missing = 1 - count
        padding, size = p - -(-missing // 2), axis.size + -(-missing // s)
        kernel = axis.kernel + -(-missing // d)
        raise GeometryError(
            say("The padding {p} cuts away the whole output, {parts}", p=p, parts=parts),
            [
                Fix(say("padding of at most {padding}", padding=padding), {"padding": padding}),
                Fix(say("a kernel of at least {kernel}", kernel=kernel), {"kernel": kernel}),
                Fix(say("an input of at least {size}", size=size), {"size": size}),
            ],
        )
    return count


def count_transposed(axis: Axis, extra: int) -> int:
    """The formula itself; less than 1 means that nothing is left."""
    return (axis.size - 1) * axis.stride - 2 * axis.before + axis.dilation * (axis.kernel - 1) + extra + 1
