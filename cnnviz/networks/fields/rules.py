"""Which rule says what units see behind each kind of torch layer and function.

`cnnviz.networks.fields.receptive_fields` applies it. Every rule gets a feature map and what torch made of it (on the
meta device: a shape without values) and says what the new units see.
"""

from collections.abc import Callable
from typing import Any

from torch import Tensor, nn

from cnnviz.geometry import Layer
from cnnviz.networks.fields import places, windows
from cnnviz.networks.fields.kinds import (
    ADAPTIVE,
    CONVOLUTIONS,
    MIXERS,
    PADS,
    POINTWISE_LAYERS,
    POINTWISE_NAMES,
    POOLS,
    REDUCTIONS,
    RESHAPES,
    SPLITS,
    TRANSPOSED,
    TURNS,
)
from cnnviz.networks.fields.maps import Map, gathered, maps_in, seen_by
from cnnviz.networks.fields.results import convolution_padding
from cnnviz.words import say


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
        layers = [Layer(*one) for one in zip(*settings, strict=True)]
        return windows.slid(gathered(below), result, layers, layer.padding_mode)
    if isinstance(layer, POOLS):
        padding = getattr(layer, "padding", 0)
        return windows.pooled(
            gathered(below), result, layer.kernel_size, layer.stride, padding, getattr(layer, "dilation", 1)
        )
    if isinstance(layer, nn.Linear):
        below, last = gathered(below), below.tensor.ndim - 1
        if last > 1 and last in below.dims:
            raise ValueError("a dense layer reads a flat input, so flatten it first")
        return seen_by(result, below.axes, below.dims, below.sources)
    if isinstance(layer, nn.Softmax | nn.LogSoftmax | nn.Softmin | nn.GLU):
        dim = layer.dim
        if dim is None:
            dim = 1 if below.tensor.ndim in (2, 4) else 0
        return places.mixed(gathered(below), result, (dim,))
    if isinstance(layer, POINTWISE_LAYERS):
        return Map(result, below.axes, below.sources, None, below.dims)
    below = gathered(below)
    if isinstance(layer, nn.Flatten | nn.Unflatten):
        return places.refolded(below, result)
    if isinstance(layer, nn.Upsample):
        return windows.interpolated(below, result, layer.mode, bool(layer.align_corners), _scale(layer))
    if isinstance(layer, ADAPTIVE):
        return windows.adaptive(below, result)
    for mode, kinds in PADS.items():
        if isinstance(layer, kinds):
            count = result.ndim - 2
            sides = layer.padding if isinstance(layer.padding, tuple) else (layer.padding,) * 2 * count
            return windows.padded(below, result, sides, mode)
    if isinstance(layer, TRANSPOSED):
        settings = layer.kernel_size, layer.stride, layer.padding, layer.dilation  # type: ignore[assignment]
        return windows.enlarged(below, result, list(zip(*settings, strict=True)))
    if isinstance(layer, nn.PixelShuffle):
        return windows.shuffled(below, result, layer.upscale_factor)
    if isinstance(layer, nn.PixelUnshuffle):
        layers = [Layer(layer.downscale_factor, layer.downscale_factor)] * (result.ndim - 2)
        return windows.slid(below, result, layers)._replace(window=None)
    if isinstance(layer, nn.ChannelShuffle):
        return seen_by(result, below.axes, below.dims, below.sources)
    raise ValueError(say("there is no rule for {name}", name=type(layer).__name__))


def _scale(layer: Any) -> Any:
    return None if layer.recompute_scale_factor else layer.scale_factor


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
        return places.pieces(first, result, dim, name == "unbind")
    if name in ("max", "min") and len(maps) > 1:
        return places.joined(maps, result)
    if name in REDUCTIONS:
        dim = setting(2 if name in ("norm", "vector_norm") else 1, "dim", setting(9, "axis"))
        if isinstance(result, tuple):
            return tuple(places.reduced(first, part, dim) for part in result)
        return places.reduced(first, result, dim)
    if isinstance(result, tuple | list) and name.startswith(("max_pool", "adaptive_max_pool")):
        return tuple(function(name, args, kwargs, part) for part in result)
    if not isinstance(result, Tensor):
        raise ValueError(say("there is no rule for the function {name}", name=name))
    if name in POINTWISE_NAMES:
        return places.joined(maps, result)
    if name in ("cat", "concat", "concatenate"):
        return places.concatenated(maps, result, setting(1, "dim", 0))
    if name == "stack":
        dim = setting(1, "dim", 0) % result.ndim
        behind = places.joined(maps, first.tensor)
        dims = [None if d is None else d + (d >= dim) for d in behind.dims]
        return seen_by(result, behind.axes, dims, behind.sources)
    if len(maps) > 1:
        raise ValueError(say("there is no rule for the function {name}", name=name))
    if name.startswith(("max_pool", "avg_pool", "lp_pool")):
        rest = [setting(place, key) for place, key in enumerate(("kernel_size", "stride", "padding", "dilation"), 1)]
        kernel, stride, padding, dilation = rest
        if name.startswith("lp"):
            kernel, stride, padding = setting(2, "kernel_size"), setting(3, "stride"), 0
        return windows.pooled(first, result, kernel, stride, padding or 0, (dilation or 1) if name[0] == "m" else 1)
    if name.startswith("adaptive_"):
        return windows.adaptive(first, result)
    if name == "interpolate" and not setting(6, "antialias"):
        scale = None if setting(5, "recompute_scale_factor") else setting(2, "scale_factor")
        return windows.interpolated(
            first, result, setting(3, "mode", "nearest"), bool(setting(4, "align_corners")), scale
        )
    if name == "pad":
        return windows.padded(first, result, setting(1, "pad"), setting(2, "mode", "constant"))
    if name in RESHAPES:
        return places.refolded(first, result)
    if name in TURNS or (name == "getattr" and args[1] in TURNS):
        given = [*args[1:], *kwargs.values()] if name != "getattr" else []
        return places.turned(first, result, name if name != "getattr" else args[1], given)
    if name == "getattr" and args[1] == "data":
        return places.joined(maps, result)
    if name == "getitem":
        return places.indexed(first, result, args[1])
    if name in ("select", "narrow"):
        dim = int(setting(1, "dim")) % first.tensor.ndim
        start = int(setting(2, "index" if name == "select" else "start"))
        item: Any = start if name == "select" else slice(start, start + int(setting(3, "length")))
        return places.indexed(first, result, (*(slice(None),) * dim, item))
    if name in MIXERS:
        return _mixing(name, first, result, setting)
    if name == "pixel_shuffle":
        return windows.shuffled(first, result, int(setting(1, "upscale_factor")))
    raise ValueError(say("there is no rule for the function {name}", name=name))


def _mixing(name: str, below: Map, result: Tensor, setting: Callable[..., Any]) -> Map:
    place, key = {"normalize": (2, "dim"), "flip": (1, "dims"), "roll": (2, "dims")}.get(name, (1, "dim"))
    dim = setting(place, key, {"normalize": 1, "glu": -1, "sort": -1}.get(name))
    over = {d % below.tensor.ndim for d in (dim if isinstance(dim, tuple | list) else (dim,)) if d is not None}
    if (not over or over & set(below.dims)) and name not in ("softmax", "log_softmax", "softmin", "normalize"):
        raise ValueError(say("there is no rule for {name} along the picture", name=name))
    if not over:
        raise ValueError(say("there is no rule for {name} without dim", name=name))
    return places.mixed(below, result, tuple(over))
