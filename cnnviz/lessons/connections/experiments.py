"""The experiments of the lesson 'Connections'."""

from typing import Any

from cnnviz.lessons.connections import claim
from cnnviz.lessons.experiment import Experiment, Number
from cnnviz.operations import connections
from cnnviz.words import joined, say


def _every_input(kernel: int) -> str:
    return say("With a kernel of width {kernel}, an input unit affects exactly {kernel} outputs.", kernel=kernel)


def _outputs(inputs: int, kernel: int, stride: int, padding: Any, dilation: int) -> tuple[bool, str]:
    return claim.outputs_affected(inputs, kernel, stride=stride, padding=padding, dilation=dilation)


def _alike(inputs: int, kernel: int, stride: int, padding: Any, dilation: int) -> tuple[bool, str]:
    counts = connections.gradient_counts(inputs, kernel, stride=stride, padding=padding, dilation=dilation)
    reach = dilation * (kernel - 1)
    middle = counts[reach : inputs - reach] or counts
    return len(set(middle)) == 1, say(
        "The inputs affect **{counts}** outputs, from the first to the last. With stride {stride} only some of the "
        "weights come to lie on an input, and where the stride does not divide the kernel's width, neighbours meet "
        "different numbers of them. Transposed convolutions show the same as a checkerboard.",
        counts=joined(counts), stride=stride,
    )  # fmt: skip


def _seen(inputs: int, layers: int, kernel: int, stride: int, padding: Any, dilation: int) -> tuple[int, str]:
    window = {"kernel": kernel, "stride": stride, "padding": padding, "dilation": dilation}
    sizes = connections.layer_sizes(inputs, layers, **window)
    graphs = [connections.convolution_connections(size, **window) for size in sizes[:-1]]
    counts = [len(units) for units in connections.backward(graphs, layers, sizes[-1] // 2)[1:]]
    return counts[-1], say(
        "From the output in the middle back, layer by layer: **{counts}**. Each layer adds what its outermost weights "
        "reach beyond those before; windows overlap, so that the widths do not multiply. Beyond the border there is "
        "nothing to see.",
        counts=joined(counts),
    )  # fmt: skip


def _twice_the_inputs(inputs: int, kernel: int, stride: int, padding: Any, dilation: int) -> tuple[str, str]:
    few, many = (
        connections.convolution_connections(n, kernel, stride=stride, padding=padding, dilation=dilation)
        for n in (inputs, 2 * inputs)
    )
    weights, as_many = (len({line.weight for line in graph}) for graph in (few, many))
    lines = len(many) > len(few)
    return {(True, False): "lines", (True, True): "both"}.get((lines, as_many > weights), "none"), say(
        "{inputs} inputs have {few} lines and **{weights}** weights, {twice} inputs {many} lines and **{as_many}** "
        "weights. A further output brings its lines, but uses the weights that are there. In the dense layer each "
        "line has a weight of its own.",
        inputs=inputs, few=len(few), weights=weights, twice=2 * inputs, many=len(many), as_many=as_many,
    )  # fmt: skip


ONE = {"connections-k": "3", "connections-s": "1", "connections-d": "1", "connections-layers": "1"}

EXPERIMENTS = (
    Experiment("claim", _every_input, _outputs),
    Experiment(
        "alike",
        "Away from the border all inputs count the same: each of them affects as many outputs.",
        _alike,
        {**ONE, "connections-n": "12", "connections-s": "2", "connections-p": "valid"},
    ),
    Experiment(
        "seen",
        "How many inputs does the output in the middle see through all layers?",
        _seen,
        {**ONE, "connections-n": "16", "connections-p": "valid", "connections-layers": "3"},
        number=Number("inputs"),
    ),
    Experiment(
        "twice-the-inputs",
        "Twice as many inputs: what does the convolution get more of?",
        _twice_the_inputs,
        {**ONE, "connections-n": "8", "connections-p": "same"},
        {"lines": "Only lines", "both": "Lines and weights", "none": "Neither"},
    ),
)
