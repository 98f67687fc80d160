"""The network as PyTorch's own modules, run on the meta device to check the calculator, and as a script to run."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from cnnviz.networks.stack.summary import FITS, Row, Shape, channels, geometry, summarize
from cnnviz.networks.stack.text import CONVOLUTIONS, POOLS, Layer, Network, format_network, label

if TYPE_CHECKING:
    from torch import Tensor, nn

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

SUM_CLASS = '''
class Residual(nn.Module):
    """Branches on the same input, added."""

    def __init__(self, *branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        return sum(branch(x) for branch in self.branches)
'''
CONCATENATION_CLASS = '''
class Concatenation(nn.Module):
    """Branches on the same input, their channels side by side."""

    def __init__(self, *branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], dim=1)
'''


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
    import torch

    from cnnviz.counting import Counter, parameters

    module = build(network, device="meta").eval()
    with torch.no_grad(), Counter() as counter:
        output = module(torch.empty(1, *network.shape, device="meta"))
    return Measured(tuple(output.shape[1:]), parameters(module), counter.multiply_adds)


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


# The script


def network_script(network: Network) -> str:
    """A script that defines the network as a class, runs it on zeros and checks its shape and parameters.

    `network` is the module and `result` its output, (1, *shape). Raises the error of `summarize` if a layer is
    impossible.
    """
    summary = summarize(network, fields=False)
    if summary.error:
        raise summary.error
    rows = {row.path: row for row in summary.rows}
    kinds = {row.layer.kind for row in summary.rows if row.layer}
    blocks = [text for kind, text in (("residual", SUM_CLASS), ("concatenation", CONCATENATION_CLASS)) if kind in kinds]
    lines = [
        "import torch",
        "from torch import nn",
        "",
        *(f"{block}" for block in blocks),
        "",
        "class Network(nn.Module):",
        f'    """{_folded(format_network(network))}"""',
        "",
        "    def __init__(self):",
        "        super().__init__()",
        "        self.layers = nn.Sequential(",
        *_lines(network.layers, (), rows, " " * 12),
        "        )",
        "",
        "    def forward(self, x):",
        "        return self.layers(x)",
        "",
        "",
        "network = Network().eval()",
        f"x = torch.zeros({', '.join(map(str, (1, *network.shape)))})  # a batch of one, then channels",
        "with torch.no_grad():",
        "    result = network(x)",
        "parameters = sum(p.numel() for p in network.parameters())",
        'print("shape", tuple(result.shape))',
        'print("parameters", parameters)',
        f"assert tuple(result.shape) == {(1, *summary.shape)}",
        f"assert parameters == {summary.total('parameters')}",
        "",
    ]
    return "\n".join(lines)


def _lines(layers: tuple[Layer, ...], path: tuple[int, ...], rows: dict[Any, Row], indent: str) -> Iterator[str]:
    for index, layer in enumerate(layers):
        here = (*path, index)
        row = rows[here]
        assert row.state == FITS
        if layer.branches:
            name = "Residual" if layer.kind == "residual" else "Concatenation"
            yield f"{indent}{name}(  # layer {label(here)}"
            for number, branch in enumerate(layer.branches):
                if not branch:
                    yield f"{indent}    nn.Identity(),"
                    continue
                yield f"{indent}    nn.Sequential("
                yield from _lines(branch, (*here, number), rows, indent + " " * 8)
                yield f"{indent}    ),"
            yield f"{indent}),  # {row.shape}"
            continue
        yield f"{indent}{constructor(layer, row)},  # {label(here)}: {shape_and_cost(row)}"


def constructor(layer: Layer, row: Row) -> str:
    """The layer as PyTorch writes it, for example nn.Conv2d(3, 64, kernel_size=3)."""
    class_name, positional, named = arguments(layer, row.inputs)
    texts = [*map(repr, positional), *(f"{key}={value!r}" for key, value in named.items())]
    return f"nn.{class_name}({', '.join(texts)})"


def shape_and_cost(row: Row) -> str:
    """What stands in the comment behind a layer of a script."""
    return f"{row.shape}, {row.parameters:,} parameters" if row.parameters else str(row.shape)


def _folded(text: str, width: int = 100) -> str:
    """The text over several lines, broken behind hyphens, which the grammar allows anywhere between layers."""
    lines = [""]
    for part in text.replace("-", "-\n").split("\n"):
        if len(lines[-1]) + len(part) > width and lines[-1]:
            lines.append("")
        lines[-1] += part
    return "\n    ".join(lines)
