"""What a unit touches, in LaTeX: in the next layer, and through all layers."""

from collections.abc import Sequence

from cnnviz import geometry
from cnnviz.geometry.axes import Padding, resolve_padding
from cnnviz.operations import connections
from cnnviz.operations.connections import convolution_connections
from cnnviz.words import say, several
from cnnviz.writing.tex import aligned, said


def explain(
    sizes: Sequence[int], unit: tuple[int, int], kernel: int, *, stride: int, padding: Padding, dilation: int
) -> list[str]:
    """sizes: units of every layer, the inputs first; unit: (layer, unit)."""
    lines = explain_unit(sizes, unit, kernel, stride=stride, padding=padding, dilation=dilation)
    if (layers := len(sizes) - 1) > 1:
        graphs = [
            connections.convolution_connections(size, kernel, stride=stride, padding=padding, dilation=dilation)
            for size in sizes[:-1]
        ]
        layer = {"kernel": kernel, "stride": stride, "dilation": dilation}
        field = geometry.receptive_field([layer] * layers)[-1].size
        seen = max(len(connections.backward(graphs, layers, q)[-1]) for q in range(sizes[-1]))
        lines.append(
            said(
                say(
                    "through {layers} layers an output reaches over {field} inputs and sees at most {seen}",
                    layers=layers,
                    field=field,
                    seen=seen,
                )
            )
        )
    return lines


def explain_unit(
    sizes: Sequence[int], at: tuple[int, int], kernel: int, *, stride: int = 1, padding: Padding = 0, dilation: int = 1
) -> list[str]:
    """What unit at = (layer, unit) touches in the next layer, or the last layer's in the one before, in LaTeX.

    sizes: those of `layer_sizes`. The formula, then one line per weight, then how many units that makes.
    """
    layer, unit = at
    upwards = layer < len(sizes) - 1
    lower = layer if upwards else layer - 1
    before, _ = resolve_padding(kernel, padding, dilation=dilation, stride=stride)
    graph = convolution_connections(sizes[lower], kernel, stride=stride, padding=padding, dilation=dilation)
    if upwards:
        formula, partners = r"q = (i + p - j\,d) / s", {c.weight: c.output for c in graph if c.input == unit}
    else:
        formula, partners = r"i = q\,s + j\,d - p", {c.weight: c.input for c in graph if c.output == unit}
    rows = []
    for j in range(kernel):
        if upwards:
            left, place = (
                rf"({unit} + {before} - {j} \cdot {dilation}) / {stride}",
                (unit + before - j * dilation) / stride,
            )
        else:
            left, place = (
                rf"{unit} \cdot {stride} + {j} \cdot {dilation} - {before}",
                unit * stride + j * dilation - before,
            )
        mark = r"\checkmark" if j in partners else r"\text{none}"
        rows.append(rf"w_{j}: \quad {left} &= {place:.4g} & {mark}")
    other = layer + 1 if upwards else lower
    touched = say(
        "{unit} touches {count} of {units}",
        unit=_name(unit, layer, len(sizes) - 1),
        count=len(partners),
        units=_names(sizes[other], other, len(sizes) - 1),
    )
    return [formula, aligned(rows), said(touched)]


def _name(unit: int, layer: int, last: int) -> str:
    if layer in (0, last):
        return say("input {unit}", unit=unit) if layer == 0 else say("output {unit}", unit=unit)
    return say("unit {unit} of layer {layer}", unit=unit, layer=layer)


def _names(count: int, layer: int, last: int) -> str:
    if layer in (0, last):
        return several("{n} input", "{n} inputs", count) if layer == 0 else several("{n} output", "{n} outputs", count)
    return several("{n} unit of layer {layer}", "{n} units of layer {layer}", count, layer=layer)
