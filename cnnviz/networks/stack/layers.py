"""A network as a stack of layers: their kinds, their settings, and where each of them stands.

A layer has an address, its path: (4,) is layer 5, (4, 0, 1) the second layer in the first branch of layer 5, which
the student reads as "5a2", and (4, 0) that branch itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

LARGEST = 99_999
BLOCKS = ("residual", "concatenation")
POOLS = ("max_pool", "avg_pool")
CONVOLUTIONS = ("convolution", "depthwise", "transposed_convolution")

Path = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer. Settings that its kind does not have keep their default; bias and ceil_mode are 1 or 0.

    percent is that of dropout; branches are those of a block, () for all other kinds.
    """

    kind: str
    out_channels: int = 1
    kernel: int = 1
    stride: int = 1
    padding: int = 0
    dilation: int = 1
    output_padding: int = 0
    groups: int = 1
    multiplier: int = 1
    bias: int = 1
    ceil_mode: int = 0
    percent: int = 50
    branches: "tuple[tuple[Layer, ...], ...]" = ()


@dataclass(frozen=True, slots=True)
class Network:
    """The shape of the input (channels, height, width) and the layers."""

    shape: tuple[int, int, int]
    layers: tuple[Layer, ...]


class Kind(NamedTuple):
    """A kind of layer: its name in a sentence, its word in the text, the setting behind the word, the letters."""

    title: str
    word: str
    number: str = ""
    letters: Mapping[str, str] = MappingProxyType({})


_WINDOW = {"k": "kernel", "s": "stride", "p": "padding"}
_END = {"d": "dilation", "g": "groups", "b": "bias"}

KINDS = {
    "convolution": Kind("convolution", "c", "out_channels", _WINDOW | _END),
    "depthwise": Kind(
        "depthwise convolution",
        "dw",
        "kernel",
        {"s": "stride", "p": "padding", "d": "dilation", "m": "multiplier", "b": "bias"},
    ),
    "transposed_convolution": Kind(
        "transposed convolution", "t", "out_channels", _WINDOW | {"o": "output_padding"} | _END
    ),
    "max_pool": Kind(
        "max pooling", "max", "kernel", {"s": "stride", "p": "padding", "d": "dilation", "c": "ceil_mode"}
    ),
    "avg_pool": Kind("average pooling", "avg", "kernel", {"s": "stride", "p": "padding", "c": "ceil_mode"}),
    "global_avg_pool": Kind("global average pooling", "gap"),
    "relu": Kind("ReLU", "relu"),
    "leaky_relu": Kind("leaky ReLU", "lrelu"),
    "elu": Kind("ELU", "elu"),
    "gelu": Kind("GELU", "gelu"),
    "silu": Kind("SiLU", "silu"),
    "sigmoid": Kind("sigmoid", "sigmoid"),
    "tanh": Kind("tanh", "tanh"),
    "softmax": Kind("softmax", "softmax"),
    "batch_norm": Kind("batch norm", "bn"),
    "dropout": Kind("dropout", "drop", "percent"),
    "flatten": Kind("flatten", "flat"),
    "dense": Kind("dense layer", "d", "out_channels", {"b": "bias"}),
    "residual": Kind("residual block", "res"),
    "concatenation": Kind("concatenation", "cat"),
}
KIND_OF = {kind.word: name for name, kind in KINDS.items()}
LIMITS = {"padding": (0, LARGEST), "output_padding": (0, LARGEST), "bias": (0, 1), "ceil_mode": (0, 1)}
LIMITS["percent"] = (0, 100)


def settings(kind: str) -> tuple[str, ...]:
    """The settings that a kind of layer has, in the order of the text.

    >>> settings("max_pool")
    ('kernel', 'stride', 'padding', 'dilation', 'ceil_mode')
    """
    known = KINDS[kind]
    return tuple(name for name in (known.number, *known.letters.values()) if name)


def default(layer: Layer, name: str) -> int:
    """The value of a setting that the text leaves out: the stride of pooling is its kernel."""
    if name == "stride" and layer.kind in POOLS:
        return layer.kernel
    return {"padding": 0, "output_padding": 0, "ceil_mode": 0, "percent": 50}.get(name, 1)


def limits(name: str) -> tuple[int, int]:
    """The smallest and the largest value of a setting."""
    return LIMITS.get(name, (1, LARGEST))


def label(path: Path) -> str:
    """How the student reads a path: "5" for (4,), "5a2" for (4, 0, 1), "5b" for (4, 1)."""
    return "".join(str(step + 1) if depth % 2 == 0 else chr(ord("a") + step) for depth, step in enumerate(path))


def paths(layers: Sequence[Layer], base: Path = ()) -> Iterator[Path]:
    """The address of every layer, a block before what it holds; an empty branch gives its own address."""
    for index, layer in enumerate(layers):
        here = (*base, index)
        yield here
        for number, branch in enumerate(layer.branches):
            if branch:
                yield from paths(branch, (*here, number))
            else:
                yield (*here, number)


def layer_at(layers: Sequence[Layer], path: Path) -> Layer | None:
    """The layer with this address, or None for the address of a branch."""
    layer = layers[path[0]]
    if len(path) == 1:
        return layer
    return None if len(path) == 2 else layer_at(layer.branches[path[1]], path[2:])
