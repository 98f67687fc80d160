"""What every layer of a network costs and sees: one row per layer, and their totals.

Multiply-adds are those of convolutions, dense layers and other matrix products for one picture, half of what
torch.utils.flop_counter counts; biases, normalisation, pooling and activations are left out, as in the published
numbers.
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from torch import nn

from cnnviz.geometry import ReceptiveField
from cnnviz.networks.fields.receptive_fields import walk

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
    receptive_field  pixels that a unit sees along the longer of its sides, places in the padding counted, None if
                     nobody knows
    jump             pixels from one unit's field to the next one's; 0 where all units see the same
    fields           both for each axis, with the centre of unit 0; () if nobody knows
    inputs           names of the rows it reads; "input" is the picture
    unknown          why nobody knows what the units see, a sentence; "" as a rule
    on_picture       those pixels of the receptive field that lie on the picture, for the unit in the middle
    """

    name: str
    kind: str
    output_shape: tuple[int, ...]
    parameters: int
    multiply_adds: int
    memory: int
    receptive_field: int | None
    jump: float | None
    fields: tuple[ReceptiveField, ...]
    inputs: tuple[str, ...]
    unknown: str = ""
    on_picture: int | None = None


class Totals(NamedTuple):
    """Sums over all rows. memory: bytes, if every output is kept, as in training."""

    parameters: int
    multiply_adds: int
    memory: int


def summarize(module: nn.Module, input_shape: Sequence[int] = (3, 224, 224)) -> list[Row]:
    """Rows for all layers for an input (C, *size), in the order of computation and in evaluation mode. Nothing is
    computed on values.

    Steps that read no picture have no row: what a network makes of its weights alone, such as the position bias that
    Swin V2 computes with a small network of its own, counts for the first row that reads it, so that the rows add up to
    all parameters that the network uses. Where nobody knows what the units see, the receptive field stays open (None)
    and `unknown` says why. Raises ValueError that names the layer if its input does not fit.
    """
    counted: set[int] = set()
    rows = []
    for seen, _, weights, products in walk(module, input_shape):
        new = {id(weight): weight for weight in weights if id(weight) not in counted}
        counted.update(new)
        fields = seen.fields
        sizes = [field.size for field in fields]
        longer = sizes.index(max(sizes)) if sizes else None
        rows.append(
            Row(
                name=seen.name,
                kind=seen.kind,
                output_shape=seen.shape,
                parameters=sum(weight.numel() for weight in new.values()),
                multiply_adds=products,
                memory=0 if seen.kind in VIEWS else FLOAT * math.prod(seen.shape),
                receptive_field=None if longer is None else sizes[longer],
                jump=None if longer is None else fields[longer].stride,
                fields=fields,
                inputs=seen.inputs,
                unknown=seen.unknown,
                on_picture=None if longer is None else seen.axes[longer].on_picture,
            )
        )
    return rows


def totals(rows: Iterable[Row]) -> Totals:
    """What all rows cost together."""
    columns = [(row.parameters, row.multiply_adds, row.memory) for row in rows]
    return Totals(*(sum(column) for column in zip(*columns, strict=True))) if columns else Totals(0, 0, 0)
