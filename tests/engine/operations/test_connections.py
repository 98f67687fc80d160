"""Connection graphs against the weights and gradients of torch's layers, and against matrices of ones in numpy."""

import contextlib
import io
import re
import subprocess
import sys
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import nn

from cnnviz.lessons.connections.formulas import explain_unit
from cnnviz.lessons.connections.listing import connections_script
from cnnviz.operations.connections import (
    backward,
    convolution_connections,
    dense_connections,
    forward,
    gradient_counts,
    layer_sizes,
    outputs_per_input,
)

WINDOWS = st.fixed_dictionaries(
    {
        "kernel": st.integers(1, 5),
        "stride": st.integers(1, 3),
        "padding": st.integers(0, 3),
        "dilation": st.integers(1, 3),
    }
)


def weight_matrix(inputs: int, kernel: int, stride: int, padding: int, dilation: int) -> np.ndarray:
    """(outputs, inputs): which weight, counted from 1, joins them; 0 for none. Read off Conv1d on unit vectors."""
    layer = nn.Conv1d(1, 1, kernel, stride=stride, padding=padding, dilation=dilation, bias=False)
    layer.weight.data = torch.arange(1.0, kernel + 1)[None, None]
    with torch.no_grad():
        return layer(torch.eye(inputs)[:, None])[:, 0].T.round().int().numpy()


def fits(inputs: int, window: dict[str, int]) -> bool:
    return inputs + 2 * window["padding"] >= window["dilation"] * (window["kernel"] - 1) + 1


def test_importing_does_not_import_torch() -> None:
    code = "import sys, cnnviz.operations.connections; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@settings(max_examples=40)
@given(inputs=st.integers(1, 12), window=WINDOWS)
def test_every_connection_is_a_weight_of_conv1d(inputs: int, window: dict[str, int]) -> None:
    assume(fits(inputs, window))
    matrix = weight_matrix(inputs, **window)
    graph = convolution_connections(inputs, **window)
    drawn = np.zeros_like(matrix)
    for connection in graph:
        assert drawn[connection.output, connection.input] == 0
        drawn[connection.output, connection.input] = connection.weight + 1
    assert np.array_equal(drawn, matrix)
    assert outputs_per_input(graph, inputs) == (matrix != 0).sum(0).tolist() == gradient_counts(inputs, **window)


@pytest.mark.parametrize(("padding", "expected"), [("valid", [1, 2, 3, 3, 3, 3, 2, 1]), ("full", [3] * 8)])
def test_a_kernel_of_three_affects_three_outputs_only_with_full_padding(padding: str, expected: list[int]) -> None:
    assert outputs_per_input(convolution_connections(8, 3, padding=padding), 8) == expected
    assert gradient_counts(8, 3, padding=padding) == expected


def test_same_padding_is_that_of_torch() -> None:
    layer = nn.Conv1d(1, 1, 4, padding="same", dilation=2, bias=False)
    nn.init.ones_(layer.weight)
    with torch.no_grad():
        matrix = layer(torch.eye(9)[:, None])[:, 0].T.numpy()
    graph = convolution_connections(9, 4, padding="same", dilation=2)
    assert {(c.output, c.input) for c in graph} == set(zip(*map(np.ndarray.tolist, matrix.nonzero()), strict=True))


def test_a_dense_layer_joins_everything_with_weights_of_its_own() -> None:
    graph = dense_connections(5, 3)
    assert len({connection.weight for connection in graph}) == nn.Linear(5, 3).weight.numel() == len(graph)
    assert {(c.input, c.output) for c in graph} == {(i, q) for i in range(5) for q in range(3)}


@settings(max_examples=30)
@given(inputs=st.integers(6, 14), layers=st.integers(1, 3), window=WINDOWS)
def test_reach_through_layers_against_products_of_matrices(inputs: int, layers: int, window: dict[str, int]) -> None:
    try:
        sizes = layer_sizes(inputs, layers, **window)
    except ValueError:
        size = inputs
        with pytest.raises(RuntimeError):
            for _ in range(layers):
                size = len(weight_matrix(size, **window))
        return
    matrices = [(weight_matrix(size, **window) != 0).astype(int) for size in sizes[:-1]]
    assert [matrix.shape for matrix in matrices] == [(b, a) for a, b in pairwise(sizes)]
    graphs = [convolution_connections(size, **window) for size in sizes[:-1]]
    product = matrices[0]
    for matrix in matrices[1:]:
        product = matrix @ product
    for unit in range(inputs):
        assert forward(graphs, 0, unit)[-1] == set(product[:, unit].nonzero()[0].tolist())
    for unit in range(sizes[-1]):
        assert backward(graphs, layers, unit)[-1] == set(product[unit].nonzero()[0].tolist())
    assert gradient_counts(inputs, layers=layers, **window) == (product != 0).sum(0).tolist()


def test_reach_from_the_middle_goes_both_ways() -> None:
    graphs = [convolution_connections(9, 3), convolution_connections(7, 3)]
    assert forward(graphs, 1, 3) == [{3}, {1, 2, 3}]
    assert backward(graphs, 1, 3) == [{3}, {3, 4, 5}]


def test_too_many_layers_are_refused_with_the_layer() -> None:
    with pytest.raises(ValueError, match=r"Layer 3 gets 2 units\..*Or use 2 layers\."):
        layer_sizes(6, 4, 3)
    with pytest.raises(ValueError, match="kernel"):
        layer_sizes(3, 1, 5)


@settings(max_examples=30)
@given(inputs=st.integers(5, 12), window=WINDOWS, data=st.data())
def test_the_explanation_is_right_line_by_line(inputs: int, window: dict[str, int], data: st.DataObject) -> None:
    assume(fits(inputs, window))
    matrix = weight_matrix(inputs, **window)
    layer = data.draw(st.integers(0, 1))
    unit = data.draw(st.integers(0, (inputs if layer == 0 else len(matrix)) - 1))
    _, rows, last = explain_unit((inputs, len(matrix)), (layer, unit), **window)
    line = matrix[:, unit] if layer == 0 else matrix[unit]
    for j, row in enumerate(rows.removeprefix(r"\begin{aligned} ").removesuffix(r" \end{aligned}").split(r" \\ ")):
        left, right, mark = re.fullmatch(r"w_\d: \\quad (.*) &= (\S+) & (.*)", row).groups()  # type: ignore[union-attr]
        assert eval(left.replace(r"\cdot", "*")) == pytest.approx(float(right), abs=1e-3)
        partners = (line == j + 1).nonzero()[0].tolist()
        assert ("checkmark" in mark) == bool(partners)
        assert not partners or partners == [float(right)]
    others = f"{len(line)} {'input' if layer else 'output'}{'s' * (len(line) != 1)}"
    assert f"touches {(line != 0).sum()} of {others}}}" in last


@pytest.mark.parametrize(
    "window", [{"kernel": 3}, {"kernel": 4, "padding": "same"}, {"kernel": 2, "stride": 2, "padding": 1, "dilation": 2}]
)
@pytest.mark.parametrize("layers", [1, 2])
def test_the_script_counts_the_same(window: dict[str, Any], layers: int) -> None:
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(connections_script(11, layers=layers, **window), names)
    sizes = layer_sizes(11, layers, **window)
    graphs = [convolution_connections(size, **window) for size in sizes[:-1]]
    expected = [len(forward(graphs, 0, unit)[-1]) for unit in range(11)]
    assert names["result"].tolist() == expected
    assert f"of {11 * sizes[-1]} in a dense layer" in printed.getvalue()
