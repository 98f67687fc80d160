"""The receptive field of a stack of layers worked out: read from text, summed up layer by layer, as a table.

Sizes are in input pixels, along one axis.
"""

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from cnnviz import limits
from cnnviz.geometry.axes import Fix, GeometryError
from cnnviz.geometry.fields import Layer, receptive_field
from cnnviz.geometry.sizes import output_size
from cnnviz.words import say

if TYPE_CHECKING:
    from torch import nn

MOST_LAYERS = 40
LARGEST_MAP = 1024  # units a side; larger ones take longer than a moment
LARGEST_FIELD = 1_000_000_000  # pixels


class Step(NamedTuple):
    """One layer of the worked table.

    jump     product of the strides of all layers before, in pixels
    adds     what the layer adds to the field: d (k - 1) jump
    size, stride, start   the receptive field after the layer, as in `cnnviz.geometry.sizes.ReceptiveField`
    """

    name: str
    layer: Layer
    jump: int
    adds: int
    size: int
    stride: int
    start: float


def read_stack(text: str) -> list[Layer]:
    """Layers typed as rows "kernel stride padding dilation", of which all but the kernel may be left out.

    Rows end with a semicolon or a new line. Raises ValueError with a sentence that names the layer.

    >>> read_stack("3 1 1; 2 2")
    [Layer(kernel=3, stride=1, padding=1, dilation=1), Layer(kernel=2, stride=2, padding=0, dilation=1)]
    """
    limits.short(text, "The text of these layers")
    rows = [row.split() for row in re.split(r"[;\n]", text.replace(",", " ")) if row.strip()]
    if not rows:
        raise ValueError(
            "There is no layer yet: type its kernel, such as 3, or kernel, stride and padding, such as 3 2 1."
        )
    if len(rows) > MOST_LAYERS:
        raise ValueError(
            say("These are {rows} layers: use at most {MOST_LAYERS}.", rows=len(rows), MOST_LAYERS=MOST_LAYERS)
        )
    layers = []
    for number, row in enumerate(rows, start=1):
        bad = next((word for word in row if not re.fullmatch(r"\d{1,4}", word)), None)
        if bad is not None:
            raise ValueError(
                say(
                    "Layer {number} contains {bad!r}: write whole numbers, such as 3 1 1 for a 3 × 3 kernel.",
                    number=number,
                    bad=bad[:20],
                )
            )
        if len(row) > 4:
            raise ValueError(
                say(
                    "Layer {number} has {row} numbers: write kernel, stride, padding and dilation only.",
                    number=number,
                    row=len(row),
                )
            )
        layers.append(Layer(*map(int, row)))
    fields = receptive_field(layers)  # says which number is impossible
    for number, field in enumerate(fields, start=1):
        reach = max(field.size, field.stride, abs(field.first))
        limits.check(
            reach,
            LARGEST_FIELD,
            say("Layer {number} reaches", number=number),
            "pixels far",
            lower="the strides or dilations",
        )
    return layers


def work_out(layers: Sequence[tuple[str, Layer]]) -> list[Step]:
    """The worked table of named layers, one after the other.

    Source: Araujo, Norris & Sim 2019, equation 2.
    """
    steps, jump = [], 1
    fields = receptive_field([layer for _, layer in layers])
    for (name, layer), field in zip(layers, fields, strict=True):
        adds = layer.dilation * (layer.kernel - 1) * jump
        steps.append(Step(name, layer, jump, adds, field.size, field.stride, field.start))
        jump *= layer.stride
    return steps


def check_sizes(layers: Sequence[Layer], size: Sequence[int]) -> int:
    """How many numbers are kept at once when PyTorch measures what the units of these layers see.

    Raises a ValueError that names the layer whose kernel does not fit into what an input of this size has become.

    Or TooMuch, where the maps of all layers, or the products of one, are more than can be kept at once.
    """
    kept = most = 0
    for number, (kernel, stride, padding, dilation) in enumerate(layers, start=1):
        before = tuple(size)
        try:
            size = output_size(tuple(size), kernel, stride=stride, padding=padding, dilation=dilation)
        except GeometryError as error:
            raise GeometryError(
                say("Layer {number}: {why}", number=number, why=error.problem),
                error.fixes,
            ) from None
        if max(size) > LARGEST_MAP:
            fix = Fix("a smaller padding", {"padding": 0})
            raise GeometryError(
                say(
                    "Layer {number} makes a map of {size:,} units, more than {LARGEST_MAP:,}",
                    number=number, size=max(size), LARGEST_MAP=LARGEST_MAP,
                ),
                [fix],
            )  # fmt: skip
        between = size[0] * before[1]  # one axis at a time, as `measured_fields` does it
        products = kernel * max(between, math.prod(size))
        limits.check(
            products, limits.VALUES, say("Layer {number} makes", number=number), "products at once", lower="its kernel"
        )
        most, kept = max(most, products), kept + between + math.prod(size)
    limits.check(kept, limits.VALUES, "The maps of all layers have", "units", lower="the paddings or the layers")
    return kept + most


def as_network(layers: Sequence[Layer]) -> "nn.Module":
    """The stack as convolutions of one channel, named "layer 1", "layer 2", …, on torch's meta device."""
    from collections import OrderedDict

    from torch import nn

    return nn.Sequential(
        OrderedDict(
            (say("layer {number}", number=number), nn.Conv2d(1, 1, *layer, bias=False, device="meta"))  # type: ignore[arg-type]
            for number, layer in enumerate(layers, start=1)
        )
    )
