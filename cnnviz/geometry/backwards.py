"""Worked solutions of the output-size formulas, and the same formulas solved for padding, kernel and stride.

Solutions are lists of LaTeX lines, one list per axis: the formula in symbols, the same with the numbers, then
one step per line to the result. n is the input size, k the kernel, s the stride, d the dilation, p the
padding.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Unpack

from cnnviz import limits
from cnnviz.geometry.axes import Axis, GeometryError, Numbers, per_axis, whole
from cnnviz.geometry.layer import is_pool, layer_output, padded_first
from cnnviz.geometry.sizes import count_windows, output_size, resolve_padding, transposed_count, window_count
from cnnviz.geometry.window import LayerMoves, Moves, Window
from cnnviz.words import say

OUT = r"n_{\text{out}}"
BEFORE, AFTER = r"p_{\text{before}}", r"p_{\text{after}}"


def explain_output_size(
    size: Numbers, kernel: Numbers, *, ceil_mode: bool = False, **moves: Unpack[Moves[Numbers]]
) -> list[list[str]]:
    """The solution of `output_size`, one list of LaTeX lines per axis (one list for plain numbers).

    A padding by name is worked out first; different paddings before and after appear as their sum instead of
    2p. Raises the GeometryError of `output_size`.

    >>> explain_output_size(6, 3, stride=2)[0][-2:]
    ['n_{\\\\text{out}} = 1 + 1', 'n_{\\\\text{out}} = 2']
    """
    return _convolution(Window(ceil_mode=ceil_mode, **moves), size, kernel)


def explain_transposed_output_size(
    size: Numbers, kernel: Numbers, *, output_padding: Numbers = 0, **moves: Unpack[Moves[Numbers]]
) -> list[list[str]]:
    """The solution of `transposed_output_size`, one list of LaTeX lines per axis; raises its errors."""
    return _transposed_convolution(Window(output_padding=output_padding, **moves), size, kernel)


def explain_layer(kind: str, size: Numbers, *, kernel: Numbers, **moves: Unpack[LayerMoves]) -> list[list[str]]:
    """The solution of the sizes of `layer_output`, one list of LaTeX lines per axis.

    Pooling with different paddings before and after is padded first, as PyTorch needs it: the first line is
    that sum, and the formula goes on from there without padding. Raises the GeometryError of `layer_output`.
    """
    layer_output(kind, size, kernel=kernel, **moves)
    window = Window(**moves)
    if kind == "transposed_convolution":
        return _transposed_convolution(window, size, kernel)
    if not is_pool(kind):
        return _convolution(window, size, kernel)
    axes, _ = window.axes(size, kernel, pool=True)
    return [[*_padding_first(axis), *_windows(padded_first(axis), window.ceil_mode)] for axis in axes]


def _convolution(window: Window, size: Numbers, kernel: Numbers) -> list[list[str]]:
    axes, _ = window.axes(size, kernel)
    name = window.padding if isinstance(window.padding, str) else ""
    return per_axis(axes, lambda axis: [*_named_padding(axis, name), *_windows(axis, window.ceil_mode)])


def _transposed_convolution(window: Window, size: Numbers, kernel: Numbers) -> list[list[str]]:
    axes, extra, _ = window.transposed_axes(size, kernel)
    return per_axis(list(zip(axes, extra, strict=True)), lambda pair: _transposed(*pair))


def padding_interval(
    size: int, output: int, kernel: int, *, stride: int = 1, dilation: int = 1
) -> tuple[int, int] | None:
    """Smallest and largest padding in all (before + after) that give `output`, or None if there is none.

    From (output - 1)s <= n + total - d(k - 1) - 1 < output * s.

    >>> padding_interval(224, 112, 7, stride=2)
    (5, 6)
    """
    axis, output = _axis(size, kernel, stride, dilation), whole("output", output, 1)
    low = (output - 1) * axis.stride + axis.span - axis.size
    high = low + axis.stride - 1
    return (max(0, low), high) if high >= 0 else None


def paddings_for(
    size: int, output: int, kernel: int, *, stride: int = 1, dilation: int = 1, limit: int | None = None
) -> list[tuple[int, int]]:
    """Every padding (before, after) that gives `output`, the most even ones first; at most `limit` of them.

    Without limit the list has one pair for every way of splitting each total in `padding_interval`, and TooMuch is
    raised where these are more than `limits.ROWS`; `padding_count` says how many there are. An empty list means that
    there is none; `why_no_padding` says why. Raises GeometryError for settings that are no sizes.

    >>> paddings_for(224, 112, 7, stride=2, limit=3)
    [(3, 3), (2, 3), (3, 2)]
    """
    interval = padding_interval(size, output, kernel, stride=stride, dilation=dilation)
    if limit is None:
        count = padding_count(size, output, kernel, stride=stride, dilation=dilation)
        limits.check(count, limits.ROWS, "There are", "such paddings", lower="the stride, or ask for the first ones")
    return list(islice(_even_first(*interval), limit)) if interval else []


def padding_count(size: int, output: int, kernel: int, *, stride: int = 1, dilation: int = 1) -> int:
    """How many paddings (before, after) give `output`: the length of `paddings_for`, which lists them.

    A total of t pixels can be split in t + 1 ways.

    >>> padding_count(224, 112, 7, stride=2)
    13
    """
    interval = padding_interval(size, output, kernel, stride=stride, dilation=dilation)
    if interval is None:
        return 0
    low, high = interval
    return (high - low + 1) * (low + high + 2) // 2


def why_no_padding(size: int, output: int, kernel: int, *, stride: int = 1, dilation: int = 1) -> str | None:
    """Why no padding, or no padding that is equal on both sides, gives `output`; None if one does."""
    interval = padding_interval(size, output, kernel, stride=stride, dilation=dilation)
    if interval is None:
        least = output_size(size, kernel, stride=stride, dilation=dilation)
        return say(
            "Without padding the output is already {least}, and padding only makes it larger: "
            "use a larger stride or kernel to get {output}.",
            least=least,
            output=output,
        )
    low, high = interval
    if low == high and low % 2:
        return say(
            "Only an odd number of padded pixels, {padding} in all, gives {output}: use different paddings "
            "before and after, such as ({before}, {after}).",
            padding=low, output=output, before=low // 2, after=low - low // 2,
        )  # fmt: skip
    return None


def kernels_for(
    size: int, output: int, *, stride: int = 1, padding: int | tuple[int, int] = 0, dilation: int = 1
) -> range:
    """Every kernel that gives `output`, ascending; padding is a number or (before, after).

    Empty if there is none (`why_no_kernel` says why). Raises GeometryError for settings that are no sizes.

    >>> list(kernels_for(224, 112, stride=2, padding=3))
    [7, 8]
    """
    axis, output = _axis(size, 1, stride, dilation, padding), whole("output", output, 1)
    longest = axis.padded - 1 - (output - 1) * axis.stride  # of d(k - 1)
    shortest = max(0, longest - axis.stride + 1)
    return range(-(-shortest // axis.dilation) + 1, longest // axis.dilation + 2)


def why_no_kernel(
    size: int, output: int, *, stride: int = 1, padding: int | tuple[int, int] = 0, dilation: int = 1
) -> str | None:
    """Why no kernel gives `output`; None if one does."""
    if kernels_for(size, output, stride=stride, padding=padding, dilation=dilation):
        return None
    axis = _axis(size, 1, stride, dilation, padding)
    largest = count_windows(axis)
    if output > largest:
        return say(
            "Even a kernel of 1 gives only {largest}, and larger kernels give less: "
            "use more padding or a smaller stride to get {output}.",
            largest=largest,
            output=output,
        )
    kernel = (axis.padded - 1 - (output - 1) * stride) // dilation + 2  # the first that gives less than wanted
    after = max(0, count_windows(axis._replace(kernel=kernel)))
    before = count_windows(axis._replace(kernel=kernel - 1))
    rest = (
        say("a kernel of {kernel} gives {after}", kernel=kernel, after=after)
        if after
        else say("a kernel of {kernel} does not fit", kernel=kernel)
    )
    return say(
        "A kernel of {smaller} gives {before} and {after}, because with dilation {dilation} every entry "
        "more covers {dilation} more pixels: use a smaller dilation to get {output}.",
        smaller=kernel - 1, before=before, after=rest, dilation=dilation, output=output,
    )  # fmt: skip


def strides_for(size: int, output: int, kernel: int, *, padding: int | tuple[int, int] = 0, dilation: int = 1) -> range:
    """Every stride that gives `output`, ascending; padding is a number or (before, after).

    For output 1 only the smallest such stride is listed, as every larger one will do too. Empty if there is
    none (`why_no_stride` says why). Raises GeometryError for settings that are no sizes or a kernel that does
    not fit.

    >>> list(strides_for(224, 112, 7, padding=3))
    [2]
    """
    axis, output = _axis(size, kernel, 1, dilation, padding), whole("output", output, 1)
    free = window_count(axis) - 1  # places behind the first
    if output == 1:
        return range(free + 1, free + 2)
    return range(free // output + 1, free // (output - 1) + 1)


def why_no_stride(
    size: int, output: int, kernel: int, *, padding: int | tuple[int, int] = 0, dilation: int = 1
) -> str | None:
    """Why no stride gives `output`; None if one does."""
    if strides_for(size, output, kernel, padding=padding, dilation=dilation):
        return None
    axis = _axis(size, kernel, 1, dilation, padding)
    largest = count_windows(axis)
    if output > largest:
        return say(
            "Even stride 1 gives only {largest}: use more padding or a smaller kernel to get {output}.",
            largest=largest,
            output=output,
        )
    stride = (largest - 1) // output + 1  # the first stride that gives less than wanted
    above, below = (count_windows(axis._replace(stride=step)) for step in (stride - 1, stride))
    return say(
        "Stride {smaller} gives {above} and stride {stride} gives {below}, with nothing between: "
        "change the padding or the kernel to get {output}.",
        smaller=stride - 1, above=above, stride=stride, below=below, output=output,
    )  # fmt: skip


def _even_first(low: int, high: int) -> Iterator[tuple[int, int]]:
    """(before, after) with low <= before + after <= high, by growing difference."""
    for difference in range(high + 1):
        first = max(low, difference)
        for total in range(first + (first - difference) % 2, high + 1, 2):
            less, more = (total - difference) // 2, (total + difference) // 2
            yield less, more
            if difference:
                yield more, less


def _axis(size: int, kernel: int, stride: int, dilation: int, padding: int | tuple[int, int] = 0) -> Axis:
    if isinstance(padding, str):
        raise GeometryError("The padding must be given in pixels here: use a number or a pair (before, after)")
    before, after = resolve_padding(1, padding)
    size, kernel = whole("size", size, 1), whole("kernel", kernel, 1)
    return Axis(size, kernel, whole("stride", stride, 1), whole("dilation", dilation, 1), before, after)


def _named_padding(axis: Axis, name: str) -> list[str]:
    """The lines that turn "valid", "same" or "full" into pixels."""
    reach = axis.span - 1
    product = rf"{axis.dilation} \cdot ({axis.kernel} - 1) = {reach}"
    if name == "valid":
        return ["p = 0"]
    if name == "full":
        return [rf"p = d\,(k - 1) = {product}"]
    if name == "same":
        halves = rf"{BEFORE} = \left\lfloor \frac{{{reach}}}{{2}} \right\rfloor = {axis.before}"
        rest = rf"{AFTER} = {reach} - {axis.before} = {axis.after}"
        return [rf"{BEFORE} + {AFTER} = d\,(k - 1) = {product}", rf"{halves}, \quad {rest}"]
    return []


def _padding_first(axis: Axis) -> list[str]:
    if axis.before == axis.after:
        return []
    numbers = f"{axis.size} + {axis.before} + {axis.after} = {axis.padded}"
    return [rf"n = n_{{\text{{in}}}} + {BEFORE} + {AFTER} = {numbers}"]


def _windows(axis: Axis, ceil_mode: bool) -> list[str]:
    result = window_count(axis, ceil_mode)
    n, k, s, d, before, after = axis
    left, right = (r"\left\lceil", r"\right\rceil") if ceil_mode else (r"\left\lfloor", r"\right\rfloor")
    free = axis.padded - axis.span
    rounded = -(-free // s) if ceil_mode else free // s
    symbols, numbers = (
        ("2p", rf"2 \cdot {before}") if before == after else (f"{BEFORE} + {AFTER}", f"{before} + {after}")
    )
    lines = [
        rf"{OUT} = {left} \frac{{n + {symbols} - d\,(k - 1) - 1}}{{s}} {right} + 1",
        rf"{OUT} = {left} \frac{{{n} + {numbers} - {d} \cdot ({k} - 1) - 1}}{{{s}}} {right} + 1",
        rf"{OUT} = {left} \frac{{{free}}}{{{s}}} {right} + 1",
        rf"{OUT} = {rounded} + 1",
        rf"{OUT} = {rounded + 1}",
    ]
    return [*lines, *_last_window(axis, rounded + 1, result)] if ceil_mode else lines


def _last_window(axis: Axis, rounded: int, result: int) -> list[str]:
    """Ceil mode's second rule: a last window that starts in the padding is dropped."""
    n, _, s, _, before, after = axis
    relation = r"\ge" if result < rounded else "<"
    symbol = "p" if before == after else BEFORE
    start = rf"({rounded} - 1) \cdot {s} = {(rounded - 1) * s}"
    sentence = "the last window starts in the padding and is dropped" if result < rounded else "the last window stays"
    test = rf"({OUT} - 1)\,s = {start} {relation} n + {symbol} = {n} + {before} = {n + before}"
    return [rf"{test} \;\Rightarrow\; \text{{{sentence}}}", rf"{OUT} = {result}"]


def _transposed(axis: Axis, extra: int) -> list[str]:
    result = transposed_count(axis, extra)
    n, k, s, d, p, _ = axis
    spread, cut, reach = (n - 1) * s, 2 * p, d * (k - 1)
    return [
        rf"{OUT} = (n - 1)\,s - 2p + d\,(k - 1) + p_{{\text{{out}}}} + 1",
        rf"{OUT} = ({n} - 1) \cdot {s} - 2 \cdot {p} + {d} \cdot ({k} - 1) + {extra} + 1",
        rf"{OUT} = {spread} - {cut} + {reach} + {extra} + 1",
        rf"{OUT} = {result}",
    ]
