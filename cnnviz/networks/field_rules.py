"""How each kind of torch layer and function changes what units see; `cnnviz.networks.receptive_fields` applies it.

Every rule gets a feature map and what torch made of it (on the meta device: a shape without values) and says what the
new units see.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from math import floor, gcd
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from cnnviz.geometry import Layer
from cnnviz.networks.fields import AxisFields, everything, join, slide


class Map(NamedTuple):
    """A feature map on its way through a network.

    tensor: (1, C, *size) or (1, features) on the meta device; axes: what its units see; source: name of the row it
    comes from; window: for each axis the window that made it, if it was one.
    """

    tensor: Tensor
    axes: tuple[AxisFields, ...]
    source: str
    window: tuple[Layer, ...] | None = None


POINTWISE_LAYERS = (
    *(nn.ReLU, nn.ReLU6, nn.LeakyReLU, nn.PReLU, nn.ELU, nn.CELU, nn.SELU, nn.GELU, nn.SiLU, nn.Mish, nn.Softplus),
    *(nn.Sigmoid, nn.Tanh, nn.Hardtanh, nn.Hardswish, nn.Hardsigmoid, nn.LogSigmoid, nn.Softsign, nn.Tanhshrink),
    *(nn.Identity, nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d, nn.AlphaDropout, nn.Softmax, nn.LogSoftmax),
    *(nn.Softmax2d, nn.LocalResponseNorm, nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d, nn.GroupNorm, nn.LayerNorm),
    *(nn.InstanceNorm1d, nn.InstanceNorm2d, nn.InstanceNorm3d),
)
CONVOLUTIONS = (nn.Conv1d, nn.Conv2d, nn.Conv3d)
TRANSPOSED = (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)
POOLS = (nn.MaxPool1d, nn.MaxPool2d, nn.MaxPool3d, nn.AvgPool1d, nn.AvgPool2d, nn.AvgPool3d, nn.LPPool1d, nn.LPPool2d)
ADAPTIVE = (
    *(nn.AdaptiveAvgPool1d, nn.AdaptiveAvgPool2d, nn.AdaptiveAvgPool3d),
    *(nn.AdaptiveMaxPool1d, nn.AdaptiveMaxPool2d, nn.AdaptiveMaxPool3d),
)
PADS = {
    "zeros": (nn.ZeroPad1d, nn.ZeroPad2d, nn.ZeroPad3d, nn.ConstantPad1d, nn.ConstantPad2d, nn.ConstantPad3d),
    "replicate": (nn.ReplicationPad1d, nn.ReplicationPad2d, nn.ReplicationPad3d),
    "reflect": (nn.ReflectionPad1d, nn.ReflectionPad2d, nn.ReflectionPad3d),
    "circular": (nn.CircularPad1d, nn.CircularPad2d, nn.CircularPad3d),
}

# functions and methods by their names; arithmetic between maps joins branches
POINTWISE_NAMES = frozenset(
    (
        *("add", "add_", "iadd", "radd", "sub", "isub", "mul", "mul_", "imul"),
        *("truediv", "itruediv", "div", "neg", "pow", "abs", "clamp", "clone", "contiguous"),
        *("detach", "float", "to", "relu", "relu_", "relu6", "leaky_relu", "elu", "selu"),
        *("gelu", "silu", "mish", "sigmoid", "sigmoid_", "tanh", "softmax", "log_softmax", "hardswish"),
        *(
            "hardsigmoid",
            "hardtanh",
            "softplus",
            "dropout",
            "dropout2d",
            "alpha_dropout",
            "stochastic_depth",
            "batch_norm",
            "local_response_norm",
        ),
        *("group_norm", "instance_norm", "maximum", "minimum"),
    )
)


def through(layer: nn.Module, below: Map) -> Map:
    """What one of torch's own layers makes of a map. Raises ValueError if there is no rule for it."""
    if isinstance(layer, POINTWISE_LAYERS):
        return below._replace(window=None)
    if isinstance(layer, nn.Linear) and below.tensor.ndim > 2:
        raise ValueError("a dense layer reads a flat input, so flatten it first")
    if isinstance(layer, nn.Linear) and layer.in_features == below.tensor.shape[-1]:
        # on the meta device a dense layer takes twenty milliseconds
        return below._replace(tensor=below.tensor.new_empty(1, layer.out_features), window=None)
    count = len(below.axes)
    if shape := _shape(layer, below.tensor.shape):
        result = below.tensor.new_empty(shape)
    else:
        result = _run(layer, below.tensor)
    if isinstance(layer, nn.Flatten):
        return reshaped(below, result)
    if isinstance(layer, nn.Upsample):
        return interpolated(below, result, layer.mode, bool(layer.align_corners))
    if isinstance(layer, ADAPTIVE):
        return adaptive(below, result)
    if isinstance(layer, POOLS):
        padding = getattr(layer, "padding", 0)
        return pooled(below, result, layer.kernel_size, layer.stride, padding, getattr(layer, "dilation", 1))
    for mode, kinds in PADS.items():
        if isinstance(layer, kinds):
            sides = layer.padding if isinstance(layer.padding, tuple) else (layer.padding,) * 2 * count
            return padded(below, result, sides, mode)
    if isinstance(layer, CONVOLUTIONS):
        settings = layer.kernel_size, layer.stride, convolution_padding(layer), layer.dilation
        windows = [Layer(*one) for one in zip(*settings, strict=True)]
        return slid(below, result, windows, layer.padding_mode)
    if isinstance(layer, TRANSPOSED):
        settings = layer.kernel_size, layer.stride, layer.padding, layer.dilation  # type: ignore[assignment]
        return enlarged(below, result, list(zip(*settings, strict=True)))
    raise ValueError(f"there is no rule for {type(layer).__name__}")


def _shape(layer: Any, shape: Sequence[int]) -> tuple[int, ...] | None:
    """Shape of the output of a convolution or pooling, or None where torch itself shall say it, or what does not fit.

    A network has many of them, and running each on the meta device takes longer than all else together.
    """
    count = len(shape) - 2
    if type(layer) in CONVOLUTIONS:
        channels, padding = layer.out_channels, convolution_padding(layer)
        if layer.padding_mode != "zeros" or shape[1] != layer.in_channels or len(layer.kernel_size) != count:
            return None
    elif type(layer) in (nn.MaxPool2d, nn.AvgPool2d) and count == 2 and not layer.ceil_mode:
        if getattr(layer, "return_indices", False):
            return None
        channels, padding = shape[1], _each(layer.padding, count)
        if any(2 * p > k for p, k in zip(padding, _each(layer.kernel_size, count), strict=True)):
            return None
    else:
        return None
    settings = layer.kernel_size, layer.stride, padding, getattr(layer, "dilation", 1)
    sizes = []
    for n, k, s, p, d in zip(shape[2:], *(_each(setting, count) for setting in settings), strict=True):
        room = n + (sum(p) if isinstance(p, tuple) else 2 * p) - d * (k - 1) - 1
        if room < 0:
            return None
        sizes.append(room // s + 1)
    return (shape[0], channels, *sizes)


def pointwise_result(name: str, tensors: Sequence[Any], settings: dict[str, Any]) -> Tensor | None:
    """What a pointwise function makes of tensors that are alike, which is another one like them; None for all else."""
    if name not in POINTWISE_NAMES or settings or not tensors:
        return None
    first = tensors[0]
    alike = all(isinstance(t, Tensor) and t.shape == first.shape and t.dtype == first.dtype for t in tensors)
    return first if alike else None


def _run(layer: nn.Module, tensor: Tensor) -> Tensor:
    """The layer's own output on the meta device, wherever its weights are."""
    weights = {name: weight.to("meta") for name, weight in layer.named_parameters() if not weight.is_meta}
    result: Tensor = torch.func.functional_call(layer, weights, (tensor,)) if weights else layer(tensor)
    return result


def convolution_padding(layer: Any) -> tuple[Any, ...]:
    """Padding of a convolution for each axis, a number or (before, after)."""
    if layer.padding == "same":
        totals = [d * (k - 1) for k, d in zip(layer.kernel_size, layer.dilation, strict=True)]
        return tuple((total // 2, total - total // 2) for total in totals)
    return tuple(0 for _ in layer.kernel_size) if layer.padding == "valid" else tuple(layer.padding)


def _each(setting: Any, count: int) -> tuple[Any, ...]:
    values = tuple(setting) if isinstance(setting, Sequence) else (setting,)
    return values * count if len(values) == 1 else values


def _along(
    below: Map, result: Tensor, rule: Callable[[AxisFields, int, Any], AxisFields], settings: Iterable[Any]
) -> Map:
    """The rule for every axis; axes that are alike are worked out once."""
    done: dict[Any, AxisFields] = {}
    axes = []
    for axis, units, setting in zip(below.axes, result.shape[2:], settings, strict=True):
        key = (id(axis), units, setting)
        if key not in done:
            done[key] = rule(axis, units, setting)
        axes.append(done[key])
    return Map(result, tuple(axes), below.source)


def slid(below: Map, result: Tensor, windows: Sequence[Layer], padding_mode: str = "zeros") -> Map:
    """Convolution and pooling: one window per axis."""

    def rule(axis: AxisFields, units: int, window: Layer) -> AxisFields:
        kernel, stride, padding, dilation = window
        before = padding[0] if isinstance(padding, Sequence) else padding
        assert isinstance(before, int)
        if (kernel, stride, before, units) == (1, 1, 0, len(axis.seen)):
            return axis
        span = dilation * (kernel - 1) + 1

        def reads(i: int) -> range:
            return range(i * stride - before, i * stride - before + span, dilation)

        return slide(axis, units, reads, moves=stride, padding_mode=padding_mode)

    return _along(below, result, rule, windows)._replace(window=tuple(windows))


def pooled(below: Map, result: Tensor, kernel: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1) -> Map:
    """Pooling with torch's arguments; the stride is the kernel if it is left out."""
    count = len(below.axes)
    settings = [_each(value, count) for value in (kernel, stride or kernel, padding, dilation)]
    return slid(below, result, [Layer(*one) for one in zip(*settings, strict=True)])


def adaptive(below: Map, result: Tensor) -> Map:
    """Unit i of o averages the units from floor(i n / o) to ceil((i + 1) n / o)."""

    def rule(axis: AxisFields, units: int, _: None) -> AxisFields:
        n = len(axis.seen)
        if units == 1:
            return everything(axis)
        shared = gcd(n, units)
        return slide(
            axis,
            units,
            lambda i: range(i * n // units, -(-(i + 1) * n // units)),
            every=units // shared,
            moves=n // shared,
        )

    return _along(below, result, rule, [None] * len(below.axes))


def enlarged(below: Map, result: Tensor, settings: Sequence[tuple[int, ...]]) -> Map:
    """Transposed convolution: unit m below adds to the units m s - p + d t for t = 0 … k - 1."""

    def rule(axis: AxisFields, units: int, setting: tuple[int, ...]) -> AxisFields:
        kernel, stride, padding, dilation = setting

        def reads(i: int) -> list[int]:
            reach = range(i + padding, i + padding - dilation * kernel, -dilation)
            return [place // stride for place in reach if place % stride == 0]

        return slide(axis, units, reads, every=stride)

    return _along(below, result, rule, settings)


def interpolated(below: Map, result: Tensor, mode: str = "nearest", align_corners: bool = False) -> Map:
    """Enlarging or shrinking by interpolation, as torch.nn.functional.interpolate does it without antialiasing."""
    if mode == "area":
        return adaptive(below, result)
    before, after = {"nearest": (0, 0), "nearest-exact": (0, 0), "bicubic": (1, 2)}.get(mode, (0, 1))

    def rule(axis: AxisFields, units: int, _: None) -> AxisFields:
        n = len(axis.seen)
        ends = 1 if align_corners else 0
        scale = Fraction(n - ends, max(1, units - ends))
        half = 0 if mode == "nearest" or align_corners else Fraction(1, 2)

        def reads(i: int) -> Iterable[int]:
            place = (i + half) * scale - (0 if mode.startswith("nearest") else half)
            low = floor(place)
            return range(low - before, low + after + 1) if place != low or before == after else (low,)

        return slide(axis, units, reads, every=scale.denominator, moves=scale.numerator)

    return _along(below, result, rule, [None] * len(below.axes))


def padded(below: Map, result: Tensor, sides: Sequence[int], mode: str = "zeros") -> Map:
    """torch.nn.functional.pad: sides holds (before, after), beginning with the last axis."""
    pairs = list(zip(sides[::2], sides[1::2], strict=True))[::-1]
    pairs = [(0, 0)] * (len(below.axes) - len(pairs)) + pairs
    if len(pairs) > len(below.axes):
        raise ValueError("there is no rule for padding channels")
    mode = "zeros" if mode == "constant" else mode

    def rule(axis: AxisFields, units: int, pair: tuple[int, int]) -> AxisFields:
        return slide(axis, units, lambda i: (i - pair[0],), padding_mode=mode)

    return _along(below, result, rule, pairs)


def reshaped(below: Map, result: Tensor) -> Map:
    """Flattening reads everything; other changes of shape must leave the picture's axes in their places."""
    count = len(below.axes)
    if result.ndim == below.tensor.ndim == 2 or (
        result.ndim > count + 1 and result.shape[-count:] == below.tensor.shape[-count:]
    ):
        return Map(result, below.axes, below.source)
    if result.ndim == 2:
        return Map(result, tuple(everything(axis) for axis in below.axes), below.source)
    raise ValueError(f"there is no rule for a change of shape to {tuple(result.shape[1:])}")


def mean(below: Map, result: Tensor, dim: Any) -> Map:
    """The mean over the picture's axes is global average pooling."""
    ndim = below.tensor.ndim
    dims = {d % ndim for d in (dim if isinstance(dim, tuple | list) else (dim,))}
    picture = set(range(ndim - len(below.axes), ndim))
    if dims == {1} or below.tensor.ndim == 2:
        return Map(result, below.axes, below.source)
    if dims != picture:
        raise ValueError("there is a rule for the mean over all axes of a picture, or over the channels, only")
    return Map(result, tuple(everything(axis) for axis in below.axes), below.source)


def joined(maps: Sequence[Map], result: Tensor) -> Map:
    """Branches that are added, multiplied or concatenated."""
    if len(maps) == 1:
        return Map(result, maps[0].axes, maps[0].source)
    done: dict[tuple[int, ...], AxisFields] = {}
    axes = []
    for branches in zip(*(part.axes for part in maps), strict=True):
        key = tuple(map(id, branches))
        if key not in done:
            done[key] = join(branches)
        axes.append(done[key])
    return Map(result, tuple(axes), maps[0].source)


def concatenated(maps: Sequence[Map], result: Tensor, dim: int = 0) -> Map:
    """Concatenation along the channels."""
    if dim % result.ndim != 1:
        raise ValueError(f"there is a rule for concatenating channels (dim=1) only, not for dim={dim}")
    return joined(maps, result)


def function(name: str, args: Any, kwargs: dict[str, Any], result: Any) -> Any:
    """What a function or method of this name made of maps; args and kwargs hold maps where torch's held tensors.

    Returns a map, several for a split, or the result itself if it is no tensor.
    """
    if isinstance(result, tuple | list) and result and all(isinstance(part, Tensor) for part in result):
        return tuple(reshaped(args[0], part) for part in result)
    if not isinstance(result, Tensor):
        return result
    maps = list(maps_in((args, kwargs)))
    if name in POINTWISE_NAMES:
        return joined(maps, result)
    if name in ("cat", "concat"):
        return concatenated(maps, result, *args[1:], **{k: v for k, v in kwargs.items() if k == "dim"})
    if name.startswith(("max_pool", "avg_pool")):
        kwargs = {k.removesuffix("_size"): v for k, v in kwargs.items() if k != "input"}
        for unused in ("ceil_mode", "return_indices", "count_include_pad", "divisor_override"):
            kwargs.pop(unused, None)
        return pooled(maps[0], result, *args[1 : 5 if name.startswith("max") else 4], **kwargs)
    if name.startswith("adaptive_"):
        return adaptive(maps[0], result)
    if name == "interpolate":
        mode = args[3] if len(args) > 3 else kwargs.get("mode", "nearest")
        return interpolated(maps[0], result, mode, bool(kwargs.get("align_corners")))
    if name == "pad":
        return padded(maps[0], result, *(*args[1:], *(kwargs[k] for k in ("pad", "mode") if k in kwargs))[:2])
    if name == "mean":
        return mean(maps[0], result, args[1] if len(args) > 1 else kwargs.get("dim"))
    if name in ("flatten", "view", "reshape", "squeeze", "unsqueeze", "transpose", "permute", "chunk", "getitem"):
        return reshaped(maps[0], result)
    raise ValueError(f"there is no rule for the function {name}")


def maps_in(values: Any) -> Iterator[Map]:
    """All maps in nested tuples, lists and dicts."""
    if isinstance(values, Map):
        yield values
    elif isinstance(values, tuple | list):
        for value in values:
            yield from maps_in(value)
    elif isinstance(values, dict):
        yield from maps_in(list(values.values()))


def tensors_in(values: Any) -> Any:
    """The same with tensors for maps."""
    if isinstance(values, Map):
        return values.tensor
    if isinstance(values, tuple | list):
        return type(values)(tensors_in(value) for value in values)
    if isinstance(values, dict):
        return {key: tensors_in(value) for key, value in values.items()}
    return values
