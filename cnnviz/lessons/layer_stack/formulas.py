"""Shape, parameters and multiply-adds of one layer of a network, worked out in LaTeX."""

from cnnviz.geometry.backwards import explain_layer
from cnnviz.networks.stack.layers import CONVOLUTIONS, POOLS
from cnnviz.networks.stack.summary import FLOAT, Row, channels, geometry, torch_kind
from cnnviz.words import say
from cnnviz.writing.tex import grouped, said, times


def heading(row: Row) -> str:
    """Which layer it is."""
    return said(say("layer {label}", label=row.label), "textbf")


def explain(row: Row) -> list[str]:
    """The lines for one row that fits: its size, its parameters, its multiply-adds, its memory."""
    layer, shape = row.layer, row.shape
    if layer is None:
        return [rf"\text{{identity: }} {times(row.inputs)} \to {times(shape)}"]
    lines = []
    if layer.kind in (*CONVOLUTIONS, *POOLS):
        lines += _sizes(row)
    elif layer.branches:
        lines += _joined(row)
    if layer.kind in CONVOLUTIONS:
        lines += _convolution(row)
    elif layer.kind == "dense":
        inputs, units = row.inputs[0], layer.out_channels
        bias = " + 1" if layer.bias else ""
        start, end = ("(", ")") if layer.bias else ("", "")
        lines += [
            rf"\text{{parameters}} = {start}{inputs}{bias}{end} \cdot {units} = {grouped(row.parameters)}",
            rf"\text{{multiply-adds}} = {inputs} \cdot {units} = {grouped(row.multiply_adds)}",
        ]
    elif layer.kind == "batch_norm":
        lines.append(rf"\text{{parameters}} = 2 \cdot {row.inputs[0]} = {grouped(row.parameters)}")
    elif layer.kind == "flatten":
        return [rf"{times(row.inputs)} = {grouped(shape[0])} \text{{ numbers in a row}}"]
    return [*lines, rf"\text{{memory}} = {FLOAT} \cdot {times(shape)} = {grouped(row.memory)} \text{{ bytes}}"]


def _sizes(row: Row) -> list[str]:
    """The formula, then its result for every axis that differs from the one before."""
    assert row.layer
    axes = explain_layer(torch_kind(row.layer.kind), row.inputs[1:], **geometry(row.layer))
    different = axes if axes[0] != axes[1] else axes[:1]
    results = [f"{lines[1]} = {lines[-1].split('=')[-1].strip()}" for lines in different]
    return [axes[0][0], *results]


def _convolution(row: Row) -> list[str]:
    layer = row.layer
    assert layer
    given = channels(layer, row.inputs[0])
    groups, out = given["groups"], given["out_channels"]
    each = r"\frac{C_\text{in}}{g}" if groups > 1 else r"C_\text{in}"
    numbers = rf"\frac{{{given['in_channels']}}}{{{groups}}}" if groups > 1 else str(given["in_channels"])
    kernel = rf"{layer.kernel} \cdot {layer.kernel} \cdot {numbers}"
    weights, inside = rf"k \cdot k \cdot {each}", kernel
    if layer.bias:
        weights, inside = f"({weights} + 1)", f"({kernel} + 1)"
    places = row.inputs[1:] if layer.kind == "transposed_convolution" else row.shape[1:]
    return [
        rf"\text{{parameters}} = {weights} \cdot C_\text{{out}} = {inside} \cdot {out} = {grouped(row.parameters)}",
        rf"\text{{multiply-adds}} = {kernel} \cdot {out} \cdot {times(places)} = {grouped(row.multiply_adds)}",
    ]


def _joined(row: Row) -> list[str]:
    assert row.layer
    names = [chr(ord("a") + number) for number in range(len(row.layer.branches))]
    if row.layer.kind == "residual":
        return [rf"\text{{output}} = {' + '.join(names)} \quad \text{{(value by value)}}"]
    return [rf"C_\text{{out}} = {' + '.join(f'C_{name}' for name in names)} = {row.shape[0]}"]
