"""How each kind of torch layer and function changes what units see; `cnnviz.networks.fields.receptive_fields` applies
it.

Every rule gets a feature map and what torch made of it (on the meta device: a shape without values) and says what the
new units see.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from math import floor, gcd, prod
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from cnnviz.geometry import Layer
from cnnviz.networks.fields.axis import AxisFields, everything, join, slide, spread
from cnnviz.words import say


class Map(NamedTuple):
    """A feature map on its way through a network.

    tensor: on the meta device, (1, C, *size), (1, features) or any other; axes: what its units see along each axis of
    the picture; sources: names of the rows it comes from; window: for each axis the window that made it, if it was
    one; dims: the dimension of the tensor along which each axis lies, None where it has a single unit left or has been
    flattened; unknown: a sentence if nobody knows what the units see, and axes is ().
    """

    tensor: Tensor
    axes: tuple[AxisFields, ...]
    sources: tuple[str, ...]
    window: tuple[Layer, ...] | None = None
    dims: tuple[int | None, ...] = ()
    unknown: str = ""


def seen_by(tensor: Tensor, axes: tuple[AxisFields, ...], dims: Sequence[int | None], sources: tuple[str, ...]) -> Map:
    """A map of which each axis has as many units as the tensor; one unit is repeated where there are several.

    Raises ValueError if the two do not fit, which no rule should lead to.
    """
    shape, count = tensor.shape, len(axes)
    if len(shape) == count + 2 and None in dims:
        free = [place for place in range(2, len(shape)) if place not in dims]
        dims = [free.pop(0) if dim is None else dim for dim in dims]
    whole = list(axes)
    for number, (axis, dim) in enumerate(zip(axes, dims, strict=True)):
        if dim is not None and len(axis.seen) != shape[dim]:
            if len(axis.seen) != 1:
                raise ValueError("there is no rule for where its units lie")
            whole[number] = spread(axis, shape[dim])
    return Map(tensor, tuple(whole), sources, None, tuple(dims))


POINTWISE_LAYERS = (
    *(nn.ReLU, nn.ReLU6, nn.LeakyReLU, nn.PReLU, nn.ELU, nn.CELU, nn.SELU, nn.GELU, nn.SiLU, nn.Mish, nn.Softplus),
    *(nn.Sigmoid, nn.Tanh, nn.Hardtanh, nn.Hardswish, nn.Hardsigmoid, nn.LogSigmoid, nn.Softsign, nn.Tanhshrink),
    *(nn.Identity, nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d, nn.AlphaDropout, nn.Softmax, nn.LogSoftmax),
    *(nn.Softmax2d, nn.LocalResponseNorm, nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d, nn.GroupNorm, nn.LayerNorm),
    *(nn.InstanceNorm1d, nn.InstanceNorm2d, nn.InstanceNorm3d, nn.RMSNorm, nn.Threshold, nn.Hardshrink, nn.Softshrink),
    *(nn.RReLU, nn.FeatureAlphaDropout, nn.Softmin),
)
ALIKE = frozenset((
    *("add", "add_", "iadd", "sub", "isub", "mul", "mul_", "imul", "truediv", "itruediv", "relu", "relu_", "relu6"),
    *("leaky_relu", "gelu", "silu", "sigmoid", "sigmoid_", "tanh", "hardswish", "maximum", "minimum", "div"),
))  # fmt: skip
CONVOLUTIONS = (nn.Conv1d, nn.Conv2d, nn.Conv3d)
TRANSPOSED = (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)
MULTIPLYING = (*CONVOLUTIONS, *TRANSPOSED, nn.Linear)
POOLS = (nn.MaxPool1d, nn.MaxPool2d, nn.MaxPool3d, nn.AvgPool1d, nn.AvgPool2d, nn.AvgPool3d, nn.LPPool1d, nn.LPPool2d)
SAME_LAYERS = (
    *(nn.ReLU, nn.ReLU6, nn.LeakyReLU, nn.ELU, nn.GELU, nn.SiLU, nn.Sigmoid, nn.Tanh, nn.Hardswish, nn.Hardsigmoid),
    *(nn.Identity, nn.Dropout, nn.Dropout2d, nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d, nn.LocalResponseNorm),
    nn.Hardtanh,
)
DIMENSIONS = {2: (nn.BatchNorm1d,), 3: (nn.BatchNorm1d,), 4: (nn.BatchNorm2d,), 5: (nn.BatchNorm3d,)}
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

FREE_LAYERS = (
    *(
        *POINTWISE_LAYERS,
        *POOLS,
        *ADAPTIVE,
        *(kind for kinds in PADS.values() for kind in kinds),
        nn.Flatten,
        nn.Unflatten,
    ),
    *(nn.Upsample, nn.PixelShuffle, nn.PixelUnshuffle, nn.ChannelShuffle, nn.GLU, nn.MaxUnpool2d),
)
"""No convolution and no matrix product is in them."""

# functions and methods by their names; arithmetic between maps joins branches
POINTWISE_NAMES = frozenset((
    *("add", "add_", "iadd", "radd", "sub", "sub_", "isub", "rsub", "mul", "mul_", "imul", "rmul", "truediv"),
    *("itruediv", "rtruediv", "div", "div_", "neg", "neg_", "pow", "ipow", "rpow", "pow_", "abs", "abs_", "clamp"),
    *("clamp_", "clip", "clip_", "clone", "contiguous", "detach", "float", "double", "half", "bfloat16", "to", "type"),
    *("type_as", "relu", "relu_", "relu6", "leaky_relu", "leaky_relu_", "elu", "elu_", "celu", "selu", "selu_"),
    *("gelu", "silu", "mish", "sigmoid", "sigmoid_", "logsigmoid", "tanh", "tanh_", "hardswish", "hardsigmoid"),
    *("hardtanh", "hardtanh_", "softplus", "softsign", "tanhshrink", "hardshrink", "softshrink", "threshold", "prelu"),
    *("log", "exp", "exp_", "log_", "log1p", "expm1", "sqrt", "sqrt_", "rsqrt", "square", "reciprocal", "sin", "cos"),
    *("tan", "atan", "erf", "sign", "floor", "ceil", "round", "floordiv", "mod", "remainder", "fmod", "frac", "trunc"),
    *("lerp", "addcmul", "addcdiv", "where", "masked_fill", "masked_fill_", "maximum", "minimum", "fmax", "fmin", "gt"),
    *("lt", "ge", "le", "eq", "ne", "logical_and", "logical_or", "logical_not", "bitwise_and", "bitwise_or"),
    *("bitwise_not", "nan_to_num", "multiply", "subtract", "divide", "true_divide"),
    *("dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "feature_alpha_dropout", "stochastic_depth"),
    *("batch_norm", "group_norm", "instance_norm", "layer_norm", "rms_norm", "local_response_norm"),
    *("channel_shuffle", "requires_grad_", "expand", "expand_as", "broadcast_to"),
))  # fmt: skip
REDUCTIONS = frozenset((
    *("sum", "mean", "amax", "amin", "max", "min", "std", "var", "prod", "logsumexp", "median", "argmax", "argmin"),
    *("all", "any", "nansum", "nanmean", "count_nonzero", "norm", "vector_norm", "std_mean", "var_mean", "aminmax"),
))  # fmt: skip
MIXERS = frozenset(
    ("softmax", "log_softmax", "softmin", "normalize", "cumsum", "flip", "roll", "glu", "sort", "cumprod")
)
RESHAPES = frozenset(
    ("flatten", "view", "reshape", "squeeze", "unsqueeze", "unflatten", "view_as", "reshape_as", "ravel")
)
SPLITS = frozenset(("chunk", "split", "tensor_split", "split_with_sizes", "unbind", "unsafe_chunk", "unsafe_split"))
TURNS = frozenset((
    *("transpose", "permute", "swapaxes", "swapdims", "movedim", "moveaxis", "t", "T", "mT", "mH", "H", "adjoint"),
))  # fmt: skip


OTHER_NAMES = frozenset((
    *("cat", "concat", "stack", "getitem", "getattr", "setitem", "size", "pad", "interpolate", "max_pool1d"),
    *("max_pool2d", "max_pool3d", "avg_pool1d", "avg_pool2d", "avg_pool3d", "adaptive_avg_pool1d", "dim"),
    "adaptive_avg_pool2d",
    *("adaptive_avg_pool3d", "adaptive_max_pool2d", "constant", "select", "narrow", "pixel_shuffle", "numel"),
))  # fmt: skip
FREE_NAMES = POINTWISE_NAMES | (REDUCTIONS - {"norm", "vector_norm"}) | MIXERS | RESHAPES | SPLITS | TURNS | OTHER_NAMES


def settled(layer: Any, below: Tensor, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Tensor | None:
    """What one of torch's own layers makes of a tensor, where this is known without running it; None where torch itself
    shall say it, or what does not fit.

    A network has many of them, and running each on the meta device takes longer than all else together.
    """
    if len(args) > 1 or kwargs:
        return None
    shape = below.shape
    if isinstance(layer, SAME_LAYERS):
        norm = isinstance(layer, nn.modules.batchnorm._BatchNorm)
        if norm and (
            len(shape) < 2 or layer.num_features != shape[1] or type(layer) not in DIMENSIONS.get(len(shape), ())
        ):
            return None
        kept = getattr(layer, "inplace", False) or isinstance(layer, nn.Identity | nn.Dropout | nn.Dropout2d)
        return below if kept else _empty(below, shape)
    if isinstance(layer, nn.Linear):
        fits = len(shape) > 1 and layer.in_features == shape[-1]
        return _empty(below, (*shape[:-1], layer.out_features)) if fits else None
    found = _shape(layer, shape)
    return None if found is None else _empty(below, found)


def _empty(like: Tensor, shape: Sequence[int]) -> Tensor:
    return torch.empty(shape, dtype=like.dtype, device=like.device)  # new_empty is Python on the meta device: slower


def multiply_adds(layer: nn.Module, inputs: Sequence[int], outputs: Sequence[int]) -> int:
    """Products that a convolution or dense layer adds up between these shapes; 0 for all others.

    Every weight of a convolution is used once per place of its output, of a transposed one once per place of its input.
    """
    if isinstance(layer, CONVOLUTIONS):
        return layer.weight.numel() * prod(outputs) // layer.out_channels
    if isinstance(layer, TRANSPOSED):
        return layer.weight.numel() * prod(inputs) // layer.in_channels
    return layer.weight.numel() * prod(outputs[:-1]) if isinstance(layer, nn.Linear) else 0


def through(layer: nn.Module, below: Map, result: Any) -> Any:
    """What the units of a layer see: a map for each tensor that it gave. Raises ValueError if there is no rule."""
    if isinstance(result, tuple | list):
        if not isinstance(layer, POOLS + ADAPTIVE) or len(result) != 2:
            raise ValueError(say("there is no rule for {name}", name=type(layer).__name__))
        return tuple(through(layer, below, part) for part in result)
    if not isinstance(result, Tensor):
        return result
    if isinstance(layer, CONVOLUTIONS):
        settings = layer.kernel_size, layer.stride, convolution_padding(layer), layer.dilation
        windows = [Layer(*one) for one in zip(*settings, strict=True)]
        return slid(gathered(below), result, windows, layer.padding_mode)
    if isinstance(layer, POOLS):
        padding = getattr(layer, "padding", 0)
        return pooled(gathered(below), result, layer.kernel_size, layer.stride, padding, getattr(layer, "dilation", 1))
    if isinstance(layer, nn.Linear):
        below, last = gathered(below), below.tensor.ndim - 1
        if last > 1 and last in below.dims:
            raise ValueError("a dense layer reads a flat input, so flatten it first")
        return seen_by(result, below.axes, below.dims, below.sources)
    if isinstance(layer, nn.Softmax | nn.LogSoftmax | nn.Softmin | nn.GLU):
        dim = layer.dim
        if dim is None:
            dim = 1 if below.tensor.ndim in (2, 4) else 0
        return mixed(gathered(below), result, (dim,))
    if isinstance(layer, POINTWISE_LAYERS):
        return Map(result, below.axes, below.sources, None, below.dims)
    below = gathered(below)
    if isinstance(layer, nn.Flatten | nn.Unflatten):
        return refolded(below, result)
    if isinstance(layer, nn.Upsample):
        return interpolated(below, result, layer.mode, bool(layer.align_corners), _scale(layer))
    if isinstance(layer, ADAPTIVE):
        return adaptive(below, result)
    for mode, kinds in PADS.items():
        if isinstance(layer, kinds):
            count = result.ndim - 2
            sides = layer.padding if isinstance(layer.padding, tuple) else (layer.padding,) * 2 * count
            return padded(below, result, sides, mode)
    if isinstance(layer, TRANSPOSED):
        settings = layer.kernel_size, layer.stride, layer.padding, layer.dilation  # type: ignore[assignment]
        return enlarged(below, result, list(zip(*settings, strict=True)))
    if isinstance(layer, nn.PixelShuffle):
        return shuffled(below, result, layer.upscale_factor)
    if isinstance(layer, nn.PixelUnshuffle):
        windows = [Layer(layer.downscale_factor, layer.downscale_factor)] * (result.ndim - 2)
        return slid(below, result, windows)._replace(window=None)
    if isinstance(layer, nn.ChannelShuffle):
        return seen_by(result, below.axes, below.dims, below.sources)
    raise ValueError(say("there is no rule for {name}", name=type(layer).__name__))


def gathered(below: Map) -> Map:
    """A map for a step that may read any of its values: those that were flattened have no place of their own then, and
    all see what they see together."""
    if None not in below.dims:
        return below
    pairs = zip(below.axes, below.dims, strict=True)
    return below._replace(axes=tuple(everything(axis) if dim is None else axis for axis, dim in pairs))


def _scale(layer: Any) -> Any:
    return None if layer.recompute_scale_factor else layer.scale_factor


def _shape(layer: Any, shape: Sequence[int]) -> tuple[int, ...] | None:
    """Shape of the output of a convolution or pooling, or None where torch itself shall say it, or what does not fit.

    A network has many of them, and running each on the meta device takes longer than all else together.
    """
    count = len(shape) - 2
    if isinstance(layer, CONVOLUTIONS):
        channels, padding = layer.out_channels, convolution_padding(layer)
        if layer.padding_mode != "zeros" or shape[1] != layer.in_channels or len(layer.kernel_size) != count:
            return None
    elif isinstance(layer, nn.MaxPool2d | nn.AvgPool2d) and count == 2 and not layer.ceil_mode:
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


def pointwise_result(name: str, tensors: Sequence[Any], settings: dict[str, Any], writes: bool) -> Tensor | None:
    """What an arithmetic function or an activation makes of tensors that are alike; None for all else.

    writes: it writes into the first one.
    """
    if name not in ALIKE or settings or not tensors:
        return None
    first = tensors[0]
    alike = all(isinstance(t, Tensor) and t.shape == first.shape and t.dtype == first.dtype for t in tensors)
    if not alike or not first.is_floating_point():
        return None
    return first if writes else _empty(first, first.shape)


def convolution_padding(layer: Any) -> tuple[Any, ...]:
    """Padding of a convolution for each axis, a number or (before, after)."""
    if layer.padding == "same":
        totals = [d * (k - 1) for k, d in zip(layer.kernel_size, layer.dilation, strict=True)]
        return tuple((total // 2, total - total // 2) for total in totals)
    return tuple(0 for _ in layer.kernel_size) if layer.padding == "valid" else tuple(layer.padding)


def _each(setting: Any, count: int) -> tuple[Any, ...]:
    values = tuple(setting) if isinstance(setting, tuple | list) else (setting,)
    return values * count if len(values) == 1 else values


def _along(
    below: Map, result: Tensor, rule: Callable[[AxisFields, int, Any], AxisFields], settings: Iterable[Any]
) -> Map:
    """The rule for every axis; axes that are alike are worked out once. settings: for the dimensions from the third."""
    settings = list(settings)
    if result.ndim != len(settings) + 2:
        raise ValueError("there is a rule for maps with a batch in front only")
    done: dict[Any, AxisFields] = {}
    axes = []
    for axis, dim in zip(below.axes, below.dims, strict=True):
        if dim is None:
            axes.append(axis)
            continue
        if dim < 2:
            raise ValueError("it takes an axis of the picture for channels")
        units, setting = result.shape[dim], settings[dim - 2]
        key = (id(axis), units, setting)
        if key not in done:
            done[key] = rule(axis, units, setting)
        axes.append(done[key])
    return seen_by(result, tuple(axes), below.dims, below.sources)


def slid(below: Map, result: Tensor, windows: Sequence[Layer], padding_mode: str = "zeros") -> Map:
    """Convolution and pooling: one window per axis."""

    def rule(axis: AxisFields, units: int, window: Layer) -> AxisFields:
        kernel, stride, padding, dilation = window
        before = padding[0] if isinstance(padding, tuple | list) else padding
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
    count = result.ndim - 2
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

    return _along(below, result, rule, [None] * (result.ndim - 2))


def enlarged(below: Map, result: Tensor, settings: Sequence[tuple[int, ...]]) -> Map:
    """Transposed convolution: unit m below adds to the units m s - p + d t for t = 0 … k - 1."""

    def rule(axis: AxisFields, units: int, setting: tuple[int, ...]) -> AxisFields:
        kernel, stride, padding, dilation = setting

        def reads(i: int) -> list[int]:
            reach = range(i + padding, i + padding - dilation * kernel, -dilation)
            return [place // stride for place in reach if place % stride == 0]

        return slide(axis, units, reads, every=stride)

    return _along(below, result, rule, settings)


def interpolated(
    below: Map, result: Tensor, mode: str = "nearest", align_corners: bool = False, scales: Any = None
) -> Map:
    """Enlarging or shrinking by interpolation, as torch.nn.functional.interpolate does it without antialiasing.

    scales: the factors, if they were given and are used as they are, instead of the quotient of the sizes.
    """
    if mode == "area":
        return adaptive(below, result)
    before, after = {"nearest": (0, 0), "nearest-exact": (0, 0), "bicubic": (1, 2)}.get(mode, (0, 1))

    def rule(axis: AxisFields, units: int, factor: Any) -> AxisFields:
        n = len(axis.seen)
        ends = 1 if align_corners else 0
        scale = Fraction(n - ends, max(1, units - ends))
        if factor and not align_corners:
            scale = 1 / Fraction(factor).limit_denominator(1000)
        half = 0 if mode == "nearest" or align_corners else Fraction(1, 2)

        def reads(i: int) -> Iterable[int]:
            place = (i + half) * scale - (0 if mode.startswith("nearest") else half)
            low = floor(place)
            return range(low - before, low + after + 1) if place != low or before == after else (low,)

        return slide(axis, units, reads, every=scale.denominator, moves=scale.numerator)

    return _along(below, result, rule, _each(scales, result.ndim - 2))


def shuffled(below: Map, result: Tensor, factor: int) -> Map:
    """Pixel shuffle: unit i reads unit i // factor."""

    def rule(axis: AxisFields, units: int, _: None) -> AxisFields:
        return slide(axis, units, lambda i: (i // factor,), every=factor)

    return _along(below, result, rule, [None] * (result.ndim - 2))


def padded(below: Map, result: Tensor, sides: Sequence[int], mode: str = "zeros") -> Map:
    """torch.nn.functional.pad: sides holds (before, after), beginning with the last axis."""
    pairs = list(zip(sides[::2], sides[1::2], strict=True))[::-1]
    pairs = [(0, 0)] * (result.ndim - len(pairs)) + pairs
    if any(pair != (0, 0) for pair in pairs[:2]) and any(dim is not None and dim < 2 for dim in below.dims):
        raise ValueError("there is no rule for padding here")
    pairs = pairs[2:]
    mode = "zeros" if mode == "constant" else mode

    def rule(axis: AxisFields, units: int, pair: tuple[int, int]) -> AxisFields:
        return slide(axis, units, lambda i: (i - pair[0],), padding_mode=mode)

    return _along(below, result, rule, pairs)


def refolded(below: Map, result: Tensor) -> Map:
    """Another shape for the same numbers: axes that are a dimension before and behind stay what they are.

    After flattening to (N, features) every unit still sees what it saw, but nobody can tell its place any more.
    """
    if result.ndim == 2 and below.tensor.ndim > 2:
        return Map(result, below.axes, below.sources, None, (None,) * len(below.axes))
    moves = _kept_dims(tuple(below.tensor.shape), tuple(result.shape))
    dims: list[int | None] = []
    for axis, dim in zip(below.axes, below.dims, strict=True):
        if len(axis.seen) == 1:
            dims.append(None)
        elif dim not in moves:
            raise ValueError(say("there is no rule for a change of shape to {shape}", shape=tuple(result.shape[1:])))
        else:
            dims.append(moves[dim])
    return seen_by(result, below.axes, dims, below.sources)


def _kept_dims(before: tuple[int, ...], after: tuple[int, ...]) -> dict[int | None, int]:
    """{dimension before: the same one behind} of those that a change of shape neither splits nor merges."""
    old, new = ([place for place, n in enumerate(shape) if n != 1] for shape in (before, after))
    kept: dict[int | None, int] = {}
    while old and new:
        if before[old[0]] == after[new[0]]:
            kept[old.pop(0)] = new.pop(0)
            continue
        left, right = before[old.pop(0)], after[new.pop(0)]
        while left != right:
            if left < right:
                left *= before[old.pop(0)]
            else:
                right *= after[new.pop(0)]
    return kept


def turned(below: Map, result: Tensor, name: str, given: Sequence[Any]) -> Map:
    """Dimensions in another order."""
    places = torch.empty(tuple(range(below.tensor.ndim)), device="meta")  # each dimension is as long as its number
    ndim = below.tensor.ndim
    order = list(range(ndim))
    if name == "permute":
        flat = given[0] if len(given) == 1 and isinstance(given[0], tuple | list) else given
        order = [d % ndim for d in flat]
    elif name in ("transpose", "swapaxes", "swapdims", "t", "mT", "mH", "adjoint"):
        first, second = given if len(given) == 2 else (-1, -2)
        order[first % ndim], order[second % ndim] = order[second % ndim], order[first % ndim]
    elif name in ("movedim", "moveaxis"):
        order = [int(n) for n in places.movedim(*given).shape]
    else:
        order.reverse()
    dims = [None if dim is None else order.index(dim) for dim in below.dims]
    return seen_by(result, below.axes, dims, below.sources)


def indexed(below: Map, result: Tensor, index: Any) -> Map:
    """A part of a map, by numbers and slices."""
    items = list(index) if isinstance(index, tuple) else [index]
    if not all(isinstance(item, int | slice | None | type(...)) and not isinstance(item, bool) for item in items):
        raise ValueError("there is no rule for picking values by a tensor")
    ndim = below.tensor.ndim
    taken = sum(isinstance(item, int | slice) for item in items)
    at = next((n for n, item in enumerate(items) if item is ...), None)
    if at is None:
        items += [slice(None)] * (ndim - taken)
    else:
        items[at : at + 1] = [slice(None)] * (ndim - taken)
    axes, dims = list(below.axes), list(below.dims)
    source = target = 0
    for item in items:
        if item is None:
            target += 1
            continue
        if source in below.dims:
            number, n = below.dims.index(source), below.tensor.shape[source]
            if isinstance(item, int):
                axes[number], dims[number] = _one_unit(axes[number], item % n), None
            else:
                axes[number], dims[number] = _part(axes[number], range(n)[item]), target
        source += 1
        target += not isinstance(item, int)
    return seen_by(result, tuple(axes), dims, below.sources)


def _part(axis: AxisFields, units: range) -> AxisFields:
    if units == range(len(axis.seen)):
        return axis
    start, step = units.start, units.step
    return slide(axis, len(units), lambda i: (start + i * step,), moves=step)


def _one_unit(axis: AxisFields, unit: int) -> AxisFields:
    return spread(AxisFields((axis.seen[unit],), 0, (axis.seen[unit],), axis.pixels), 1)


def pieces(below: Map, results: Sequence[Tensor], dim: int, drops: bool) -> tuple[Map, ...]:
    """The parts that a map is split into along one dimension; drops: it is gone behind."""
    dim %= below.tensor.ndim
    index: tuple[Any, ...] = (slice(None),) * dim
    found, start = [], 0
    for part in results:
        size = 1 if drops else part.shape[dim]
        item = start if drops else slice(start, start + size)
        found.append(indexed(below, part, (*index, item)))
        start += size
    return tuple(found)


def reduced(below: Map, result: Tensor, dim: Any) -> Map:
    """A sum, mean, maximum, … over some dimensions: over the picture's axes it is global pooling."""
    ndim = below.tensor.ndim
    given = range(ndim) if dim is None else dim if isinstance(dim, tuple | list) else (dim,)
    gone = {d % ndim for d in given}
    keeps = result.ndim == ndim
    axes, dims = list(below.axes), list(below.dims)
    for number, place in enumerate(below.dims):
        if place in gone:
            axes[number] = everything(axes[number])
            dims[number] = place if keeps else None
        elif place is not None and not keeps:
            dims[number] = place - sum(d < place for d in gone)
    return seen_by(result, tuple(axes), dims, below.sources)


def mixed(below: Map, result: Tensor, dim: Any) -> Map:
    """A function of all values along some dimensions, such as softmax: along the picture every unit sees everything."""
    given = dim if isinstance(dim, tuple | list) else (dim,)
    over = {d % below.tensor.ndim for d in given}
    axes = tuple(
        everything(axis) if place in over else axis for axis, place in zip(below.axes, below.dims, strict=True)
    )
    return seen_by(result, axes, below.dims, below.sources)


def joined(maps: Sequence[Map], result: Tensor) -> Map:
    """Branches that are added, multiplied or concatenated."""
    first = maps[0]
    sources = tuple(dict.fromkeys(source for part in maps for source in part.sources))
    if len(maps) == 1 and result.shape == first.tensor.shape:
        return Map(result, first.axes, sources, None, first.dims)
    done: dict[tuple[int, ...], AxisFields] = {}
    axes: list[AxisFields] = []
    dims: list[int | None] = []
    for number in range(len(first.axes)):
        branches = [part.axes[number] for part in maps]
        dims.append(_meeting_place(maps, number, result.ndim))
        key = tuple(map(id, branches))
        if key not in done:
            done[key] = join(branches)
        axes.append(done[key])
    return seen_by(result, tuple(axes), dims, sources)


def _meeting_place(maps: Sequence[Map], number: int, ndim: int) -> int | None:
    """The dimension of an axis behind branches, which meet beginning with their last dimensions."""
    several: set[int] = set()
    single: list[int] = []
    for part in maps:
        dim = part.dims[number]
        if dim is not None:
            here = several.add if len(part.axes[number].seen) > 1 else single.append
            here(dim + ndim - part.tensor.ndim)
    if len(several) > 1:
        raise ValueError("there is no rule for branches whose axes lie in different places")
    return several.pop() if several else single[0] if single else None


def concatenated(maps: Sequence[Map], result: Tensor, dim: int = 0) -> Map:
    """Concatenation along the channels."""
    place = dim % result.ndim
    if any(place in part.dims for part in maps) and len(maps) > 1:
        raise ValueError(say("there is a rule for concatenating channels (dim=1) only, not for dim={dim}", dim=dim))
    return joined(maps, result)


def function(name: str, args: Any, kwargs: dict[str, Any], result: Any) -> Any:
    """What a function or method of this name made of maps; args and kwargs hold maps where torch's held tensors.

    Returns a map, several for a split, or the result itself if it is no tensor. Raises ValueError if there is no rule.
    """
    maps = list(maps_in((args, kwargs)))
    if not maps:
        return result
    if name in ("expand_as", "view_as", "reshape_as", "type_as"):
        maps = maps[:1]
    if len(maps) > 1 or name not in POINTWISE_NAMES:
        maps = [gathered(part) for part in maps]
    first = maps[0]

    def setting(place: int, key: str, default: Any = None) -> Any:
        return args[place] if len(args) > place else kwargs.get(key, default)

    if name in SPLITS:
        dim = setting(1, "dim", 0) if name == "unbind" else setting(2, "dim", 0)
        return pieces(first, result, dim, name == "unbind")
    if name in ("max", "min") and len(maps) > 1:
        return joined(maps, result)
    if name in REDUCTIONS:
        dim = setting(2 if name in ("norm", "vector_norm") else 1, "dim", setting(9, "axis"))
        if isinstance(result, tuple):
            return tuple(reduced(first, part, dim) for part in result)
        return reduced(first, result, dim)
    if isinstance(result, tuple | list) and name.startswith(("max_pool", "adaptive_max_pool")):
        return tuple(function(name, args, kwargs, part) for part in result)
    if not isinstance(result, Tensor):
        raise ValueError(say("there is no rule for the function {name}", name=name))
    if name in POINTWISE_NAMES:
        return joined(maps, result)
    if name in ("cat", "concat", "concatenate"):
        return concatenated(maps, result, setting(1, "dim", 0))
    if name == "stack":
        dim = setting(1, "dim", 0) % result.ndim
        behind = joined(maps, first.tensor)
        dims = [None if d is None else d + (d >= dim) for d in behind.dims]
        return seen_by(result, behind.axes, dims, behind.sources)
    if len(maps) > 1:
        raise ValueError(say("there is no rule for the function {name}", name=name))
    if name.startswith(("max_pool", "avg_pool", "lp_pool")):
        rest = [setting(place, key) for place, key in enumerate(("kernel_size", "stride", "padding", "dilation"), 1)]
        kernel, stride, padding, dilation = rest
        if name.startswith("lp"):
            kernel, stride, padding = setting(2, "kernel_size"), setting(3, "stride"), 0
        return pooled(first, result, kernel, stride, padding or 0, (dilation or 1) if name[0] == "m" else 1)
    if name.startswith("adaptive_"):
        return adaptive(first, result)
    if name == "interpolate" and not setting(6, "antialias"):
        scale = None if setting(5, "recompute_scale_factor") else setting(2, "scale_factor")
        return interpolated(first, result, setting(3, "mode", "nearest"), bool(setting(4, "align_corners")), scale)
    if name == "pad":
        return padded(first, result, setting(1, "pad"), setting(2, "mode", "constant"))
    if name in RESHAPES:
        return refolded(first, result)
    if name in TURNS or (name == "getattr" and args[1] in TURNS):
        given = [*args[1:], *kwargs.values()] if name != "getattr" else []
        return turned(first, result, name if name != "getattr" else args[1], given)
    if name == "getattr" and args[1] == "data":
        return joined(maps, result)
    if name == "getitem":
        return indexed(first, result, args[1])
    if name in ("select", "narrow"):
        dim, start = (
            int(setting(1, "dim")) % first.tensor.ndim,
            int(setting(2, "index" if name == "select" else "start")),
        )
        item: Any = start if name == "select" else slice(start, start + int(setting(3, "length")))
        return indexed(first, result, (*(slice(None),) * dim, item))
    if name in MIXERS:
        return _mixing(name, first, result, setting)
    if name == "pixel_shuffle":
        return shuffled(first, result, int(setting(1, "upscale_factor")))
    raise ValueError(say("there is no rule for the function {name}", name=name))


def _mixing(name: str, below: Map, result: Tensor, setting: Callable[..., Any]) -> Map:
    place, key = {"normalize": (2, "dim"), "flip": (1, "dims"), "roll": (2, "dims")}.get(name, (1, "dim"))
    dim = setting(place, key, {"normalize": 1, "glu": -1, "sort": -1}.get(name))
    over = {d % below.tensor.ndim for d in (dim if isinstance(dim, tuple | list) else (dim,)) if d is not None}
    if (not over or over & set(below.dims)) and name not in ("softmax", "log_softmax", "softmin", "normalize"):
        raise ValueError(say("there is no rule for {name} along the picture", name=name))
    if not over:
        raise ValueError(say("there is no rule for {name} without dim", name=name))
    return mixed(below, result, tuple(over))


def maps_in(values: Any) -> Iterator[Map]:
    """All maps in nested tuples, lists and dicts."""
    if isinstance(values, Map):
        yield values
    elif isinstance(values, tuple | list):
        for value in values:
            yield from maps_in(value)
    elif isinstance(values, dict):
        yield from maps_in(list(values.values()))
