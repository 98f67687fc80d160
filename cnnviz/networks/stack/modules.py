"""The network as PyTorch's own modules, run on the meta device to check the calculator, and as code."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cnnviz.networks.stack.layers import CONVOLUTIONS, POOLS, Layer, Network, Path, label
from cnnviz.networks.stack.summary import Row, Shape, Summary, channels, geometry, summarize
from cnnviz.writing.literals import Code

if TYPE_CHECKING:
    from torch import Tensor, nn

Names = Callable[[tuple[Layer, ...]], Sequence[str]]

CLASSES = {
    "convolution": "Conv2d",
    "depthwise": "Conv2d",
    "transposed_convolution": "ConvTranspose2d",
    "max_pool": "MaxPool2d",
    "avg_pool": "AvgPool2d",
    "global_avg_pool": "AdaptiveAvgPool2d",
    "relu": "ReLU",
    "leaky_relu": "LeakyReLU",
    "elu": "ELU",
    "gelu": "GELU",
    "silu": "SiLU",
    "sigmoid": "Sigmoid",
    "tanh": "Tanh",
    "softmax": "Softmax",
    "dropout": "Dropout",
    "flatten": "Flatten",
    "dense": "Linear",
}
_BLOCKS = {"residual": "Residual", "concatenation": "Concatenation"}


class Measured(NamedTuple):
    """What PyTorch says of a network: shape of the output, parameters, multiply-adds."""

    shape: Shape
    parameters: int
    multiply_adds: int

    @property
    def operations(self) -> int:
        """What torch.utils.flop_counter.FlopCounterMode counts: a multiplication and an addition each."""
        return 2 * self.multiply_adds


def arguments(layer: Layer, shape: Shape) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
    """Class of torch.nn, positional and keyword arguments of a layer that is no block, behind this shape.

    >>> arguments(Layer("convolution", 6, 5, padding=2), (1, 28, 28))
    ('Conv2d', (1, 6), {'kernel_size': 5, 'padding': 2})
    """
    kind = layer.kind
    if kind == "batch_norm":
        return ("BatchNorm2d" if len(shape) == 3 else "BatchNorm1d"), (shape[0],), {}
    name = CLASSES[kind]
    if kind in (*CONVOLUTIONS, *POOLS):
        window = geometry(layer)
        named: dict[str, Any] = {"kernel_size": window.pop("kernel")}
        plain = {"stride": layer.kernel if kind in POOLS else 1, "padding": 0, "dilation": 1, "output_padding": 0}
        plain |= {"groups": 1, "bias": True, "ceil_mode": False}
        positional: tuple[int, ...] = ()
        if kind in CONVOLUTIONS:
            given = channels(layer, shape[0])
            positional = given["in_channels"], given["out_channels"]
            window |= {"groups": given["groups"], "bias": bool(layer.bias)}
        named |= {key: value for key, value in window.items() if value != plain[key]}
        return name, positional, named
    if kind == "dense":
        return name, (shape[0], layer.out_channels), {} if layer.bias else {"bias": False}
    special: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
        "global_avg_pool": ((1,), {}),
        "softmax": ((), {"dim": 1}),
        "dropout": ((layer.percent / 100,), {}),
    }
    return name, *special.get(kind, ((), {}))


# Modules


def build(network: Network, *, device: str = "cpu") -> "nn.Module":
    """The network as an nn.Sequential for a batch (N, channels, height, width).

    Raises the error of `summarize` if a layer is impossible.
    """
    return _sequence(network.layers, (), _inputs(network), device)


def measure(network: Network) -> Measured:
    """Shape, parameters and multiply-adds by PyTorch, on its meta device: no memory, whatever the size.

    The multiply-adds are half of what torch.utils.flop_counter.FlopCounterMode counts. Raises ValueError if a layer
    is impossible, and RuntimeError if the numbers are too large for PyTorch.
    """
    from cnnviz.counting import measured, parameters

    module = build(network, device="meta")
    learned = parameters(module)
    shape, multiply_adds = measured(module, network.shape)
    return Measured(shape[1:], learned, multiply_adds)


def _inputs(network: Network) -> dict[tuple[int, ...], Row]:
    summary = summarize(network, fields=False)
    if summary.error:
        raise summary.error
    return {row.path: row for row in summary.rows}


def _sequence(layers: tuple[Layer, ...], path: tuple[int, ...], rows: dict[Any, Row], device: str) -> "nn.Module":
    from torch import nn

    return nn.Sequential(*(_module(layer, (*path, index), rows, device) for index, layer in enumerate(layers)))


def _module(layer: Layer, path: tuple[int, ...], rows: dict[Any, Row], device: str) -> "nn.Module":
    from torch import nn

    if layer.branches:
        branches = [_sequence(branch, (*path, number), rows, device) for number, branch in enumerate(layer.branches)]
        return _block_class(layer.kind)(*branches)
    name, positional, named = arguments(layer, rows[path].inputs)
    if layer.kind in (*CONVOLUTIONS, "dense", "batch_norm"):
        named = {**named, "device": device}
    module: nn.Module = getattr(nn, name)(*positional, **named)
    return module


def _block_class(kind: str) -> "type[nn.Module]":
    import torch
    from torch import nn

    class Block(nn.Module):
        """Branches on the same input, added or side by side."""

        def __init__(self, *branches: nn.Module) -> None:
            super().__init__()
            self.branches = nn.ModuleList(branches)

        def forward(self, image: "Tensor") -> "Tensor":
            outputs = [branch(image) for branch in self.branches]
            return torch.cat(outputs, dim=1) if kind == "concatenation" else sum(outputs[1:], outputs[0])

    return Block


# As code


def sequential(network: Network, summary: Summary, *, names: "Names | None" = None) -> Code:
    """The network as an nn.Sequential, each layer with the shape behind it and its parameters in a comment.

    summary: of the network. names: what the layers of a sequence are called, which makes it an OrderedDict; without,
    the comments number them. Residual and Concatenation are those of `blocks_script`. Raises the summary's error.
    """
    if summary.error:
        raise summary.error
    rows = {row.path: row for row in summary.rows}
    uses = {"nn"} | {_BLOCKS[row.layer.kind] for row in summary.rows if row.layer and row.layer.kind in _BLOCKS}
    text = "\n".join(["nn.Sequential(", *_inside(network.layers, (), rows, names), ")"])
    return Code(text, frozenset(uses | ({"OrderedDict"} if names else set())))


def _inside(layers: tuple[Layer, ...], path: Path, rows: dict[Path, Row], names: "Names | None") -> Iterator[str]:
    if names:
        yield "    OrderedDict("
    called = names(layers) if names else [""] * len(layers)
    for index, (name, layer) in enumerate(zip(called, layers, strict=True)):
        here = (*path, index)
        lines = [*_branches(layer, here, rows, names)] if layer.branches else [constructor(layer, rows[here])]
        number = "" if name else f"{label(here)}: "
        said = str(rows[here].shape) if layer.branches else shape_and_cost(rows[here])
        lines[0] = f"{name}={lines[0]}" if name else lines[0]
        lines[-1] += f",  # {number}{said}"
        yield from ("    " * (2 if names else 1) + line for line in lines)
    if names:
        yield "    )"


def _branches(layer: Layer, path: Path, rows: dict[Path, Row], names: "Names | None") -> Iterator[str]:
    yield f"{_BLOCKS[layer.kind]}("
    for number, branch in enumerate(layer.branches):
        if not branch:
            yield "    nn.Identity(),"
            continue
        yield "    nn.Sequential("
        yield from (f"    {line}" for line in _inside(branch, (*path, number), rows, names))
        yield "    ),"
    yield ")"


def constructor(layer: Layer, row: Row) -> str:
    """The layer as PyTorch writes it, for example nn.Conv2d(3, 64, kernel_size=3)."""
    class_name, positional, named = arguments(layer, row.inputs)
    texts = [*map(repr, positional), *(f"{key}={value!r}" for key, value in named.items())]
    return f"nn.{class_name}({', '.join(texts)})"


def shape_and_cost(row: Row) -> str:
    """What stands in the comment behind a layer of a script."""
    return f"{row.shape}, {row.parameters:,} parameters" if row.parameters else str(row.shape)
