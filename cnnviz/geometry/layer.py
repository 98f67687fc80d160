"""Shapes and costs of whole layers: what PyTorch makes of a setting, what it refuses, what the layer costs.

The sizes are those of `cnnviz.geometry.sizes`; here are the rules that a kind of layer adds to them. A size without
the padding that PyTorch lacks (a different number of pixels before and after) is padded first by
torch.nn.functional.pad, which `torch_padding` spells out.
"""

import math
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple, Unpack

from cnnviz.geometry.axes import (
    Axis,
    Fix,
    GeometryError,
    Numbers,
    is_sequence,
    per_axis,
    whole,
)
from cnnviz.geometry.sizes import count_windows, fitting_fixes, too_small, transposed_count, window_count
from cnnviz.geometry.window import LayerMoves, Window
from cnnviz.words import linked, say

KINDS = {
    "convolution": "convolution",
    "max_pool": "max pooling",
    "avg_pool": "average pooling",
    "transposed_convolution": "transposed convolution",
}


def layer_output(
    kind: str,
    size: Numbers,
    *,
    kernel: Numbers,
    in_channels: int = 1,
    out_channels: int | None = None,
    groups: int = 1,
    **moves: Unpack[LayerMoves],
) -> tuple[int, ...]:
    """Shape (channels, *size) that a layer makes of an input (in_channels, *size), for 1 to 3 axes.

    kind is one of `KINDS`. stride None is 1, and for pooling the kernel; out_channels None is in_channels.
    The other arguments are those of `output_size` and `transposed_output_size`. Refuses what torch.nn.Conv1d
    to 3d, MaxPool, AvgPool and ConvTranspose refuse when such a layer is built and run:

    - in_channels and out_channels are divisible by groups; pooling keeps the channels
    - pooling: padding by number, at most half the kernel whatever the dilation; average pooling has no
      dilation, and over three axes it needs an input at least as large as the kernel before any padding
    - only pooling has a ceil mode, only transposed convolution an output padding
    - an output without pixels (for which some of PyTorch's transposed convolutions return an empty tensor)

    Where one axis has different paddings before and after, that axis is padded first (see `torch_padding`):
    pooling then takes the padded pixels for input, so the rules on half the kernel and on ceil mode see no
    padding there.

    Raises GeometryError.

    >>> layer_output("convolution", (14, 14, 14), kernel=5, in_channels=1, out_channels=16)
    (16, 10, 10, 10)
    """
    window = Window(**moves)
    _check_settings(kind, window)
    channels = _channels(kind, in_channels, out_channels, groups)
    if kind == "transposed_convolution":
        axes, extra, _ = window.transposed_axes(size, kernel)
        _check_axis_count(len(axes))
        sizes = per_axis(list(zip(axes, extra, strict=True)), lambda pair: transposed_count(*pair))
        return channels, *sizes
    axes, _ = window.axes(size, kernel, pool=is_pool(kind))
    _check_axis_count(len(axes))
    if kind == "convolution":
        return channels, *per_axis(axes, window_count)
    refuses_small_input = kind == "avg_pool" and len(axes) == 3
    rules = PoolRules(window.ceil_mode, refuses_small_input, stride_is_kernel=window.stride is None)
    return channels, *per_axis(axes, partial(_pool_count, rules=rules))


def layer_stride(kind: str, kernel: Numbers, stride: Numbers | None) -> Numbers:
    """The stride of a layer; if none is given it is 1, and the kernel for pooling."""
    return Window(stride=stride).step(kernel, pool=is_pool(kind))


def is_pool(kind: str) -> bool:
    """Whether a kind of layer is pooling."""
    return kind in ("max_pool", "avg_pool")


class TorchPadding(NamedTuple):
    """How PyTorch is made to pad: F.pad(x, pad, value=value) unless pad is (), then a layer with padding."""

    pad: tuple[int, ...]
    value: float
    padding: tuple[int, ...] | str


def torch_padding(kind: str, size: Numbers, *, kernel: Numbers, **moves: Unpack[LayerMoves]) -> TorchPadding:
    """Arguments that give a padding to PyTorch, whose layers pad both sides of an axis alike.

    Axes with different numbers before and after go to torch.nn.functional.pad, which takes the last axis
    first; with minus infinity for max pooling, so that padding never wins, and zeros otherwise. All others
    stay with the layer: "full" is then the number d(k - 1), and "same" is PyTorch's own. Raises
    GeometryError.

    >>> torch_padding("convolution", (8, 8), kernel=3, padding=(1, (0, 2)))
    TorchPadding(pad=(0, 2, 0, 0), value=0.0, padding=(1, 0))
    """
    window = Window(**moves)
    _check_settings(kind, window)
    value = -math.inf if kind == "max_pool" else 0.0
    if kind == "transposed_convolution":
        axes, _, _ = window.transposed_axes(size, kernel)
    else:
        axes, _ = window.axes(size, kernel, pool=is_pool(kind))
    if window.padding == "same":
        return TorchPadding((), value, "same")
    sides = [(axis.before, axis.after) if axis.before != axis.after else (0, 0) for axis in reversed(axes)]
    pad = tuple(side for pair in sides for side in pair)
    return TorchPadding(pad if any(pad) else (), value, tuple(a.before if a.before == a.after else 0 for a in axes))


class PoolRules(NamedTuple):
    """What decides, beside the sizes, whether PyTorch accepts a pooling layer."""

    ceil_mode: bool
    refuses_small_input: bool  # smaller than the kernel, before the layer's own padding
    stride_is_kernel: bool  # so that a change of the kernel changes the stride as well


def padded_first(axis: Axis) -> Axis:
    """The axis as PyTorch's layer sees it: different paddings before and after are part of the input."""
    return axis if axis.before == axis.after else axis._replace(size=axis.padded, before=0, after=0)


def convolution_parameters(
    kernel: Numbers, in_channels: int, out_channels: int, *, groups: int = 1, bias: bool = True
) -> int:
    """Numbers that a convolution learns: (k_1 k_2 ... * in_channels / groups + 1) * out_channels.

    Without bias there is no + 1. kernel has one entry per axis (a plain number is one axis); the image size
    does not matter. A transposed convolution has as many. Raises GeometryError.

    >>> convolution_parameters((5, 5), 1, 6)
    156
    """
    _channels("convolution", in_channels, out_channels, groups)
    return (_kernel_entries(kernel) * in_channels // groups + int(bias)) * out_channels


def convolution_multiply_adds(
    size: Numbers,
    kernel: Numbers,
    *,
    in_channels: int,
    out_channels: int,
    groups: int = 1,
    transposed: bool = False,
    **moves: Unpack[LayerMoves],
) -> int:
    """Products that one convolution of one image adds up; size is the input size, one entry per axis.

    Every output value takes k_1 k_2 ... * in_channels / groups products, those with padding counted too. A
    transposed convolution multiplies every input value with out_channels / groups kernels instead, also where
    the result is cut off. This is half of what torch.utils.flop_counter.FlopCounterMode counts, which has two
    operations per product. The additions of the bias are left out. Raises GeometryError.

    >>> convolution_multiply_adds((28, 28), (5, 5), in_channels=192, out_channels=32, padding="same")
    120422400
    """
    kind = "transposed_convolution" if transposed else "convolution"
    shape = layer_output(
        kind, size, kernel=kernel, in_channels=in_channels, out_channels=out_channels, groups=groups, **moves
    )
    axes = len(shape) - 1
    places = math.prod(_each(size, axes)) if transposed else math.prod(shape[1:])
    return places * math.prod(_each(kernel, axes)) * in_channels * out_channels // groups


def _pool_count(axis: Axis, rules: PoolRules) -> int:
    """Windows of a pooling layer along one axis."""
    seen, half = padded_first(axis), axis.kernel // 2
    if _pool_works(axis, rules):
        return count_windows(seen, rules.ceil_mode)
    if seen.before > half:
        why = say(
            "PyTorch's pooling refuses padding {before}, more than half of the kernel {kernel}",
            before=seen.before,
            kernel=axis.kernel,
        )
        size = max(axis.size, axis.kernel if rules.refuses_small_input else axis.span - 2 * half)
        surely = _fix({"padding": half, "size": size})
        choices = [{"padding": half}, {"kernel": 2 * seen.before}]
        raise GeometryError(why, _working(axis, choices, rules) or [surely])
    if rules.refuses_small_input and seen.size < axis.kernel:
        why = say(
            "PyTorch's average pooling over three axes refuses a kernel {kernel} larger than "
            "the input {size}, whatever the layer's padding",
            kernel=axis.kernel,
            size=seen.size,
        )
        choices = [{"kernel": seen.size}, {"size": axis.size + axis.kernel - seen.size}]
        raise GeometryError(why, _working(axis, choices, rules))
    choices = [fix.settings for fix in fitting_fixes(axis, rules.ceil_mode)]
    raise GeometryError(too_small(axis, rules.ceil_mode), _working(axis, choices, rules))


def _pool_works(axis: Axis, rules: PoolRules) -> bool:
    seen = padded_first(axis)
    if seen.before > seen.kernel // 2 or (rules.refuses_small_input and seen.size < seen.kernel):
        return False
    return count_windows(seen, rules.ceil_mode) >= 1


def _working(axis: Axis, choices: Sequence[dict[str, int]], rules: PoolRules) -> list[Fix]:
    """Those changes after which the axis works."""
    return [_fix(settings) for settings in choices if _pool_works(_changed(axis, settings, rules), rules)]


def _changed(axis: Axis, settings: dict[str, int], rules: PoolRules) -> Axis:
    fields = {name: value for name, value in settings.items() if name != "padding"}
    if "padding" in settings:
        fields |= {"before": settings["padding"], "after": settings["padding"]}
    if "kernel" in settings and rules.stride_is_kernel:
        fields["stride"] = settings["kernel"]
    return axis._replace(**fields)


def _fix(settings: dict[str, int]) -> Fix:
    texts = {"padding": "padding {value}", "kernel": "a kernel of {value}"}
    texts |= {"dilation": "a dilation of at most {value}", "size": "an input of at least {value}"}
    return Fix(linked(say(texts[name], value=value) for name, value in settings.items()), settings)


def _channels(kind: str, in_channels: int, out_channels: int | None, groups: int) -> int:
    """out_channels of the layer, checked against in_channels and groups."""
    inputs, parts = whole("number of in_channels", in_channels, 1), whole("number of groups", groups, 1)
    outputs = inputs if out_channels is None else whole("number of out_channels", out_channels, 1)
    if is_pool(kind):
        if parts != 1:
            raise GeometryError("Pooling treats every channel on its own and has no groups: use groups=1")
        if outputs != inputs:
            raise GeometryError(
                say(
                    "Pooling keeps the {inputs} channels it gets: use {inputs} out_channels, not {outputs}",
                    inputs=inputs,
                    outputs=outputs,
                )
            )
        return inputs
    if inputs % parts == 0 and outputs % parts == 0:
        return outputs
    wrong = "in_channels" if inputs % parts else "out_channels"
    number = inputs if inputs % parts else outputs
    divisor = math.gcd(inputs, outputs, parts)
    channels = {"in_channels": -(-inputs // parts) * parts, "out_channels": -(-outputs // parts) * parts}
    changed = {
        name: value
        for name, value in channels.items()
        if value != {"in_channels": inputs, "out_channels": outputs}[name]
    }
    raise GeometryError(
        say("{number} {wrong} cannot be shared out among {parts} groups", number=number, wrong=wrong, parts=parts),
        [
            Fix(say("groups={divisor}", divisor=divisor), {"groups": divisor}),
            Fix(linked(f"{value} {name}" for name, value in changed.items()), changed),
        ],
    )


def _check_settings(kind: str, window: Window) -> None:
    """Refuses settings that this kind of layer does not have."""
    if kind not in KINDS:
        raise GeometryError(
            say("There is no layer called {kind!r}: use {known}", kind=kind, known=", ".join(map(repr, KINDS)))
        )
    if is_pool(kind) and isinstance(window.padding, str):
        raise GeometryError(
            say(
                "Max pooling in PyTorch has no padding {padding!r}: use a number up to half the kernel"
                if kind == "max_pool"
                else "Average pooling in PyTorch has no padding {padding!r}: use a number up to half the kernel",
                padding=window.padding,
            )
        )
    if kind == "avg_pool" and any(step != 1 for step in _each(window.dilation, 1)):
        raise GeometryError("Average pooling in PyTorch has no dilation: use dilation 1, or max pooling")
    if window.ceil_mode and not is_pool(kind):
        raise GeometryError(
            say("A {layer} in PyTorch has no ceil mode: switch it off, or use pooling", layer=KINDS[kind])
        )
    if kind != "transposed_convolution" and any(entry != 0 for entry in _each(window.output_padding, 1)):
        raise GeometryError("Only a transposed convolution has an output padding: use output padding 0")


def _check_axis_count(count: int) -> None:
    if count > 3:
        raise GeometryError(
            say("PyTorch has these layers for 1, 2 or 3 axes, not {count}: use at most 3 sizes", count=count)
        )


def _each(setting: Numbers, count: int) -> tuple[int, ...]:
    return tuple(setting) if is_sequence(setting) else (setting,) * count  # type: ignore[return-value]


def _kernel_entries(kernel: Numbers) -> int:
    return math.prod(per_axis(_each(kernel, 1), lambda entry: whole("kernel", entry, 1)))
