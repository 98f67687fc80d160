"""Which units touch each other: the connections of a dense layer and of a convolution over one axis, layer by layer.

Units are counted from 0. A connection joins an input to an output of one layer and has a weight; connections with
the same weight share it. A connection to a padded zero joins nothing and is left out.
Source: Goodfellow, Bengio & Courville 2016, "Deep Learning", section 9.2, figures 9.2 to 9.5.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Unpack

from cnnviz import limits
from cnnviz.geometry import output_size
from cnnviz.geometry.sizes import window_count
from cnnviz.geometry.window import Moves, read_axis
from cnnviz.words import say


class Connection(NamedTuple):
    """One line of the graph; weight is the number of the weight it carries."""

    input: int
    output: int
    weight: int


Graph = tuple[Connection, ...]


def dense_connections(inputs: int, outputs: int) -> Graph:
    """Every input with every output, each with a weight of its own."""
    _few(inputs * outputs)
    return tuple(Connection(i, q, q * inputs + i) for q in range(outputs) for i in range(inputs))


def convolution_connections(inputs: int, kernel: int, **moves: Unpack[Moves[int]]) -> Graph:
    """Output q is joined to input q * stride + j * dilation - padding by weight j of the kernel.

    padding: as for `cnnviz.geometry.output_size`, whose errors this raises.
    """
    axis = read_axis(inputs, kernel, moves)
    outputs = window_count(axis)
    _few(outputs * kernel)
    return tuple(
        Connection(i, q, j)
        for q in range(outputs)
        for j in range(kernel)
        if 0 <= (i := q * axis.stride + j * axis.dilation - axis.before) < inputs
    )


def _few(count: int) -> None:
    limits.check(count, limits.STEPS, "This layer has", "connections", lower="its inputs, outputs or kernel")


def layer_sizes(inputs: int, layers: int, kernel: int, **moves: Unpack[Moves[int]]) -> tuple[int, ...]:
    """Units of the input and of each of several equal convolutions on it.

    Raises ValueError that says from which layer on the input is too small.
    """
    limits.check(layers, limits.ROWS, "There are", "layers", lower="their number")
    sizes = [inputs]
    for layer in range(1, layers + 1):
        try:
            sizes.append(output_size(sizes[-1], kernel, **moves))
        except ValueError as error:
            if layer == 1:
                raise
            raise ValueError(
                say(
                    "Layer {layer} gets {units} units. {error} Or use {fewer} layers.",
                    layer=layer, units=sizes[-1], error=error, fewer=layer - 1,
                )
            ) from None  # fmt: skip
    return tuple(sizes)


def forward(graphs: Sequence[Graph], layer: int, unit: int) -> list[set[int]]:
    """Units that unit `unit` of `layer` (0 is the input) affects: one set per layer, from its own to the last."""
    return _reach([[(c.input, c.output) for c in graph] for graph in graphs[layer:]], unit)


def backward(graphs: Sequence[Graph], layer: int, unit: int) -> list[set[int]]:
    """Units that affect unit `unit` of `layer`: one set per layer, from its own back to the input."""
    return _reach([[(c.output, c.input) for c in graph] for graph in reversed(graphs[:layer])], unit)


def _reach(steps: Iterable[Sequence[tuple[int, int]]], unit: int) -> list[set[int]]:
    reached = [{unit}]
    for pairs in steps:
        reached.append({there for here, there in pairs if here in reached[-1]})
    return reached


def outputs_per_input(graph: Graph, inputs: int) -> list[int]:
    """How many outputs each input touches."""
    counts = Counter(connection.input for connection in graph)
    return [counts[unit] for unit in range(inputs)]


def gradient_counts(inputs: int, kernel: int, *, layers: int = 1, **moves: Unpack[Moves[int]]) -> list[int]:
    """How many outputs of the last layer depend on each input: entries of PyTorch's Jacobian that are not zero.

    Every weight is 1, so that nothing cancels.
    """
    import torch
    import torch.nn.functional as F

    _, _, stride, dilation, before, after = read_axis(inputs, kernel, moves)
    most = inputs + layers * (before + after)  # units of the last layer, with any stride
    few = "the inputs, layers or padding"
    limits.check(inputs * most, limits.VALUES, "This Jacobian has up to", "entries", lower=few)
    limits.check(kernel, limits.VALUES, "This kernel has", "entries", lower="their number")
    weight = torch.ones(1, 1, kernel)

    def network(values: torch.Tensor) -> torch.Tensor:
        for _ in range(layers):
            values = F.conv1d(F.pad(values, (before, after)), weight, stride=stride, dilation=dilation)
        return values

    zeros = torch.zeros(1, 1, inputs)
    jacobian = torch.autograd.functional.jacobian(network, zeros)  # type: ignore[no-untyped-call]
    counts: list[int] = (jacobian.reshape(-1, inputs) != 0).sum(0).tolist()
    return counts
