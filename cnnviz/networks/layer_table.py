"""What every layer of a network costs and sees: one row per layer, and their totals.

Multiply-adds are those of convolutions and dense layers for one picture, half of what torch.utils.flop_counter counts;
biases, normalisation, pooling and activations are left out, as in the published numbers.
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from torch import fx, nn

from cnnviz.geometry import ReceptiveField
from cnnviz.networks.field_rules import CONVOLUTIONS, TRANSPOSED
from cnnviz.networks.receptive_fields import INPUT, receptive_fields

FLOAT = 4  # bytes of a float32
VIEWS = ("Flatten", "flatten", "view", "reshape", "squeeze", "unsqueeze", "permute", "transpose", "chunk", "getitem")
"""Another view of the same numbers: takes no memory."""


class Row(NamedTuple):
    """One layer, or one place where branches meet.

    name             of the layer as in named_modules(), or of the place: "layer1.0.add"; a second use gets "#2"
    kind             "Conv2d", "MaxPool2d", "add", "cat", …
    output_shape     without the batch: (channels, *size), or (features,)
    parameters       learnt numbers; 0 for a second use, whose weights are counted already
    multiply_adds    for one picture
    memory           bytes of the output in float32
    receptive_field  pixels that a unit sees along the longer of its sides
    jump             pixels from one unit's field to the next one's; 0 where all units see the same
    fields           both for each axis, with the centre of unit 0
    inputs           names of the rows it reads; "input" is the picture
    """

    name: str
    kind: str
    output_shape: tuple[int, ...]
    parameters: int
    multiply_adds: int
    memory: int
    receptive_field: int
    jump: float
    fields: tuple[ReceptiveField, ...]
    inputs: tuple[str, ...]


class Totals(NamedTuple):
    """Sums over all rows. memory: bytes, if every output is kept, as in training."""

    parameters: int
    multiply_adds: int
    memory: int


def summarize(module: nn.Module, input_shape: Sequence[int] = (3, 224, 224)) -> list[Row]:
    """Rows for all layers for an input (C, H, W), in the order of computation. Nothing is computed on values.

    Raises ValueError that names the layer if its input does not fit, or if there is no rule for it.
    """
    layers = {"0": module} if fx.Tracer().is_leaf_module(module, "") else dict(module.named_modules())
    shapes: dict[str, tuple[int, ...]] = {INPUT: tuple(input_shape)}
    counted: set[int] = set()
    rows = []
    for seen in receptive_fields(module, input_shape):
        layer = layers.get(seen.name.split("#")[0])
        weights = [] if layer is None else [weight for weight in layer.parameters() if id(weight) not in counted]
        counted.update(map(id, weights))
        largest = max(seen.fields, key=lambda field: field.size)
        rows.append(
            Row(
                name=seen.name,
                kind=seen.kind,
                output_shape=seen.shape,
                parameters=sum(weight.numel() for weight in weights),
                multiply_adds=0 if layer is None else multiply_adds(layer, shapes[seen.inputs[0]], seen.shape),
                memory=0 if seen.kind in VIEWS else FLOAT * math.prod(seen.shape),
                receptive_field=largest.size,
                jump=largest.stride,
                fields=seen.fields,
                inputs=seen.inputs,
            )
        )
        shapes[seen.name] = seen.shape
    return rows


def totals(rows: Iterable[Row]) -> Totals:
    """What all rows cost together."""
    columns = [(row.parameters, row.multiply_adds, row.memory) for row in rows]
    return Totals(*(sum(column) for column in zip(*columns, strict=True))) if columns else Totals(0, 0, 0)


def multiply_adds(layer: nn.Module, inputs: tuple[int, ...], outputs: tuple[int, ...]) -> int:
    """Products that a convolution or dense layer adds up between these shapes; 0 for all others.

    Every weight of a convolution is used once per place of its output, of a transposed one once per place of its input.
    """
    if isinstance(layer, CONVOLUTIONS):
        return layer.weight.numel() * math.prod(outputs[1:])
    if isinstance(layer, TRANSPOSED):
        return layer.weight.numel() * math.prod(inputs[1:])
    return layer.weight.numel() * math.prod(outputs[:-1]) if isinstance(layer, nn.Linear) else 0
