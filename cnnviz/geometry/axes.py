"""Reading the settings of a layer axis by axis: size, kernel, stride, dilation and padding, checked.

`cnnviz.geometry.sizes` is the module to use; this one turns its arguments into one `Axis` per axis, and says in a
`GeometryError` what is wrong with an argument.
"""

import math
from collections.abc import Callable, Sequence
from functools import partial
from numbers import Integral
from typing import Any, NamedTuple, TypeGuard, TypeVar

from cnnviz.words import linked, listed, say, several

Numbers = int | Sequence[int]
Padding = int | str | Sequence[Any]

PADDING_NAMES = ("valid", "same", "full")
AXIS_NAMES: dict[int, tuple[str, ...]] = {2: ("height", "width"), 3: ("depth", "height", "width")}


T = TypeVar("T")
R = TypeVar("R")


class Fix(NamedTuple):
    """One change that makes an impossible setting possible: in words, and the new value of each setting."""

    text: str
    settings: dict[str, Any]


class GeometryError(ValueError):
    """Sizes that do not fit together: `problem` says why, `fixes` what to change, `axis` on which axis."""

    def __init__(self, problem: str, fixes: Sequence[Fix] = (), axis: int | None = None) -> None:
        super().__init__(problem, fixes, axis)
        self.problem, self.fixes, self.axis = problem, tuple(fixes), axis

    def __str__(self) -> str:
        return (
            say("{problem}: use {either}.", problem=self.problem, either=_either([fix.text for fix in self.fixes]))
            if self.fixes
            else say("{problem}.", problem=self.problem)
        )


class Axis(NamedTuple):
    """The settings of one axis; `before` and `after` are the padding in pixels."""

    size: int
    kernel: int
    stride: int = 1
    dilation: int = 1
    before: int = 0
    after: int = 0

    @property
    def span(self) -> int:
        """Pixels from the first to the last kernel entry: d(k - 1) + 1."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def padded(self) -> int:
        """Input size with the padding: n + before + after."""
        return self.size + self.before + self.after


def whole(name: str, value: Any, least: int) -> int:
    """value as an int of at least `least`; raises GeometryError that names the setting."""
    if isinstance(value, bool):
        raise GeometryError(
            say(
                "The {name} must be a whole number, not the truth value {value}: use {least} or more",
                name=name, value=value, least=least,
            )
        )  # fmt: skip
    if isinstance(value, Integral):
        number = int(value)
        if number >= least:
            return number
        if number == 0:
            raise GeometryError(say("The {name} is 0 and must be positive: use 1 or more", name=name))
        raise GeometryError(
            say(
                "The {name} is {number} and must not be negative: use {least} or more",
                name=name, number=number, least=least,
            )
        )  # fmt: skip
    if isinstance(value, float) and not math.isfinite(value):
        raise GeometryError(
            say(
                "The {name} is {value}, which is not a number of pixels: use a whole number from {least} on",
                name=name, value=value, least=least,
            )
        )  # fmt: skip
    if isinstance(value, float):
        near = [max(least, math.floor(value)), max(least, math.ceil(value))]
        choice = f"{near[0]}" if near[0] == near[1] else say("{lower} or {upper}", lower=near[0], upper=near[1])
        raise GeometryError(
            say("The {name} is {value} and must be a whole number: use {choice}", name=name, value=value, choice=choice)
        )
    raise GeometryError(
        say(
            "The {name} must be a whole number, not {value!r}: use a whole number from {least} on",
            name=name, value=value, least=least,
        )
    )  # fmt: skip


def read_axes(
    size: Numbers, kernel: Numbers, stride: Numbers, padding: Padding, dilation: Numbers
) -> tuple[list[Axis], bool]:
    """One Axis per axis, and whether any argument was given per axis (the answer is then a tuple)."""
    count, columns = _spread({"size": size, "kernel": kernel, "stride": stride, "dilation": dilation})
    if isinstance(padding, str):
        _known_name(padding)
    if padding == "same" and any(step != 1 for step in columns["stride"]):
        raise _same_with_stride(columns, count)
    paddings = _padding_per_axis(padding, count)
    rows = list(zip(*columns.values(), paddings, strict=True))

    def read(row: tuple[int, int, int, int, Any]) -> Axis:
        n, k, s, d, given = row
        return Axis(n, k, s, d, *resolve_padding(k, given, dilation=d, stride=s))

    return per_axis(rows, read), count is not None


def read_transposed_axes(
    size: Numbers,
    kernel: Numbers,
    stride: Numbers,
    padding: Padding,
    output_padding: Numbers,
    dilation: Numbers,
) -> tuple[list[Axis], list[int], bool]:
    """As read_axes, for transposed convolution; the second list is the output padding of every axis."""
    if isinstance(padding, str):
        raise GeometryError(
            say(
                "A transposed convolution has no padding {padding!r}: use a number of pixels, for example 0",
                padding=padding,
            )
        )
    named = {"size": size, "kernel": kernel, "stride": stride, "dilation": dilation}
    count, columns = _spread(named | {"output padding": output_padding})
    extra = columns.pop("output padding")
    paddings = per_axis(_padding_per_axis(padding, count), _symmetric)
    rows = zip(*columns.values(), paddings, strict=True)
    return [Axis(n, k, s, d, p, p) for n, k, s, d, p in rows], extra, count is not None


def per_axis(items: Sequence[T], work: Callable[[T], R]) -> list[R]:
    """work done on every axis; an error says on which axis it happened."""
    results = []
    for index, item in enumerate(items):
        try:
            results.append(work(item))
        except GeometryError as error:
            if len(items) == 1:
                raise
            problem = say("{axis}: {why}", axis=axis_name(index, len(items)), why=error.problem)
            raise GeometryError(problem, error.fixes, index) from None
    return results


def axis_name(index: int, count: int) -> str:
    """ "Height", "Width" for two axes, "Depth" first for three, otherwise "Axis 0", ..."""
    if count not in AXIS_NAMES:
        return say("Axis {index}", index=index)
    return {"depth": "Depth", "height": "Height", "width": "Width", "length": "Length"}[AXIS_NAMES[count][index]]


def resolve_padding(kernel: int, padding: Padding, *, dilation: int = 1, stride: int = 1) -> tuple[int, int]:
    """Padding of one axis as (before, after) in pixels: from a number, a pair, "valid", "same" or "full".

    "same" is d(k - 1) in all with the odd pixel after, as torch.nn.Conv2d does it; it needs stride 1.
    Raises GeometryError.
    """
    reach = whole("dilation", dilation, 1) * (whole("kernel", kernel, 1) - 1)
    stride = whole("stride", stride, 1)
    if isinstance(padding, str):
        _known_name(padding)
        if padding == "same" and stride != 1:
            pair = same_padding(stride, kernel, stride=stride, dilation=dilation)
            why = _refused_same(stride)
            text = say("padding={pair} (exact where {stride} divides the input size)", pair=pair, stride=stride)
            raise GeometryError(why, [Fix(text, {"padding": pair}), Fix("a stride of 1", {"stride": 1})])
        return {"valid": (0, 0), "same": (reach // 2, reach - reach // 2), "full": (reach, reach)}[padding]
    if is_sequence(padding):
        if len(padding) != 2 or any(is_sequence(side) for side in padding):
            raise GeometryError(
                say(
                    "The padding of one axis is one number or one pair (before, after), not {padding!r}: "
                    "write for example (1, 2)",
                    padding=padding,
                )
            )
        return whole("padding before", padding[0], 0), whole("padding after", padding[1], 0)
    both = whole("padding", padding, 0)
    return both, both


def same_padding(size: int, kernel: int, *, stride: int = 1, dilation: int = 1) -> tuple[int, int]:
    """The smallest (before, after) that gives ceil(n / s) outputs, the odd pixel after (TensorFlow's "SAME").

    With stride 1 this is PyTorch's padding="same". PyTorch has no name for it with a larger stride.
    """
    axis = Axis(
        whole("size", size, 1),
        whole("kernel", kernel, 1),
        whole("stride", stride, 1),
        whole("dilation", dilation, 1),
    )
    total = max(0, (-(-axis.size // axis.stride) - 1) * axis.stride + axis.span - axis.size)
    return total // 2, total - total // 2


def is_sequence(value: Any) -> TypeGuard[Sequence[Any]]:
    """Whether a setting is given per axis or as a pair."""
    return isinstance(value, Sequence) and not isinstance(value, str)


def _spread(named: dict[str, Any]) -> tuple[int | None, dict[str, list[int]]]:
    """Every setting as one whole number per axis, and the number of axes (None if all are plain numbers)."""
    lengths = {name: len(value) for name, value in named.items() if is_sequence(value)}
    if len(set(lengths.values())) > 1 or 0 in lengths.values():
        found = linked(say("the {name} has {length}", name=name, length=length) for name, length in lengths.items())
        raise GeometryError(
            say("Every setting needs one entry per axis, but {found}: give all of them the same length", found=found)
        )
    count = next(iter(lengths.values()), None)
    columns = {}
    for name, value in named.items():
        entries = value if name in lengths else (value,) * (count or 1)
        least = 0 if "padding" in name else 1
        columns[name] = per_axis(entries, partial(whole, name, least=least))
    return count, columns


def _padding_per_axis(padding: Padding, count: int | None) -> list[Any]:
    """One entry per axis, each a number, a name or a pair."""
    if not is_sequence(padding) or count is None:
        return [padding] * (count or 1)
    if len(padding) != count:
        example = f"({', '.join(['1'] * count)}{',' * (count == 1)})"
        raise GeometryError(
            say(
                "The padding has {padding} entries for {axes}: "
                "give one number or one pair (before, after) per axis, for example {example}",
                padding=len(padding), axes=several("{n} axis", "{n} axes", count), example=example,
            )
        )  # fmt: skip
    for entry in padding:
        if isinstance(entry, str):
            raise GeometryError(
                say(
                    "A padding name holds for all axes together: write padding={entry!r}, not {padding!r}",
                    entry=entry,
                    padding=padding,
                )
            )
    return list(padding)


def _known_name(padding: str) -> None:
    if padding not in PADDING_NAMES:
        raise GeometryError(
            say(
                "There is no padding called {padding!r}: use 'valid', 'same', 'full', a number, or a pair (before, "
                "after)",
                padding=padding,
            )
        )


def _symmetric(padding: Any) -> int:
    if is_sequence(padding):
        raise GeometryError(
            say(
                "A transposed convolution takes the same padding on both sides, not {padding!r}: "
                "use one number, and cut what is too much off the output",
                padding=padding,
            )
        )
    return whole("padding", padding, 0)


def _same_with_stride(columns: dict[str, list[int]], count: int | None) -> GeometryError:
    """Why "same" is refused, with the pairs that give ceil(n / s)."""
    rows = list(zip(*columns.values(), strict=True))
    pairs: Any = tuple(same_padding(n, k, stride=s, dilation=d) for n, k, s, d in rows)
    sizes: Any = tuple(-(-n // s) for n, _, s, _ in rows)
    strides: Any = tuple(columns["stride"])
    if count is None:
        pairs, sizes, strides = pairs[0], sizes[0], strides[0]
    explicit = Fix(say("padding={pairs} (which gives {sizes})", pairs=pairs, sizes=sizes), {"padding": pairs})
    return GeometryError(_refused_same(strides), [explicit, Fix("a stride of 1", {"stride": 1})])


def _refused_same(stride: int | tuple[int, ...]) -> str:
    return say(
        "Padding 'same' keeps the size only with stride 1, and PyTorch refuses it with stride {stride}", stride=stride
    )


def _either(parts: Sequence[str]) -> str:
    if len(parts) <= 2:
        return listed(parts, last="{first} or {last}")
    return listed(parts, last="{first}, or {last}")
