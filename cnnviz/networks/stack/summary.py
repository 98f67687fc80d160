"""What every layer of a network makes of its input and what it costs: shape, parameters, multiply-adds, memory, field.

Counted for one picture. Multiply-adds are those of convolutions and dense layers, as torch.utils.flop_counter counts
them (with two operations for each). Memory is that of every layer's output in float32, all kept, as in training;
flatten is another view of the same numbers and takes none.
"""

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from cnnviz import limits
from cnnviz.geometry.axes import Fix, GeometryError
from cnnviz.geometry.layer import convolution_multiply_adds, convolution_parameters, layer_output
from cnnviz.networks.stack import fields as stack_fields
from cnnviz.networks.stack.fields import Branches, Everything, Flattened, Step, Window
from cnnviz.networks.stack.layers import CONVOLUTIONS, KINDS, POOLS, Layer, Network, Path, label, layer_at, paths
from cnnviz.networks.stack.text import format_layer
from cnnviz.words import say

FLOAT = 4  # bytes of a float32
MOST_VALUES = 10**15  # of one output
FITS, IMPOSSIBLE, UNKNOWN = "fits", "impossible", "unknown"

Shape = tuple[int, ...]
Layers = tuple[Layer, ...]


@dataclass(frozen=True)
class Row:
    """One layer, or an empty branch (layer None).

    inputs, shape    shapes of input and output, (channels, height, width) or (features,); of a block that holds the
                     impossible layer, and of all that comes after it, they are ()
    field            pixels a unit sees, (height, width), places in the padding counted
    on_picture       those of them that lie on the picture, for the unit in the middle
    memory           bytes of the output
    state            "fits", "impossible" for the first layer that cannot be built, "unknown" behind it
    """

    path: Path
    layer: Layer | None
    inputs: Shape = ()
    shape: Shape = ()
    field: tuple[int, int] = (0, 0)
    on_picture: tuple[int, int] = (0, 0)
    parameters: int = 0
    multiply_adds: int = 0
    memory: int = 0
    state: str = UNKNOWN

    @property
    def label(self) -> str:
        """The number of the layer: "5", or "5a2" in a block."""
        return label(self.path)

    @property
    def text(self) -> str:
        """The layer as it stands in the network's text; a block by its word, an empty branch as "identity"."""
        if self.layer is None:
            return "identity"
        return KINDS[self.layer.kind].word if self.layer.branches else format_layer(self.layer)


@dataclass(frozen=True)
class Summary:
    """All rows in the order of the text; `error` says why the first impossible layer, `failed`, cannot be built."""

    rows: tuple[Row, ...]
    shape: Shape
    failed: Path | None = None
    error: GeometryError | None = None

    def total(self, name: str) -> int:
        """The sum of "parameters", "multiply_adds" or "memory" over the layers that can be built."""
        return sum(getattr(row, name) for row in self.rows)

    def part(self, name: str, kind: str) -> int:
        """What of `total` the layers of one kind have, as "dense" or "convolution"."""
        return sum(getattr(row, name) for row in self.rows if row.layer and row.layer.kind == kind)

    def share(self, name: str, kind: str) -> float:
        """The part of one kind of layers, from 0 to 1."""
        return self.part(name, kind) / self.total(name)

    @property
    def field(self) -> tuple[int, int]:
        """What a unit of the last layer sees, places in the padding counted."""
        last = self._last
        return last.field if last else (1, 1)

    @property
    def on_picture(self) -> tuple[int, int]:
        """What of it lies on the picture."""
        last = self._last
        return last.on_picture if last else (1, 1)

    @property
    def _last(self) -> Row | None:
        return next((row for row in reversed(self.rows) if len(row.path) == 1 and row.state == FITS), None)


class _Impossible(Exception):
    """The first layer that cannot be built."""

    def __init__(self, path: Path, error: GeometryError) -> None:
        super().__init__(path, error)
        self.path, self.error = path, error


def summarize(network: Network, *, fields: bool = True) -> Summary:
    """Rows for every layer of the network, up to the first that cannot be built; fields=False leaves those out.

    >>> from cnnviz.networks.stack.text import parse_network
    >>> summarize(parse_network("1x28-c6k5p2-max2-flat-d10")).total("parameters")
    11926
    """
    try:
        return _whole(network, fields)
    except _Unfit as unfit:
        summary: Summary = unfit.args[0]
        return summary


class _Unfit(Exception):
    """The summary of a network with an impossible layer."""


@lru_cache(maxsize=200)  # what is raised is not kept: an error holds on to those who raised it
def _whole(network: Network, fields: bool) -> Summary:
    summary = _summarize(network, fields)
    if summary.error:
        raise _Unfit(summary)
    return summary


def _summarize(network: Network, fields: bool) -> Summary:
    done: dict[Path, Row] = {}
    walk = _Walk(fields, done)
    shape, failed, error = tuple(network.shape), None, None
    try:
        shape, _ = walk.branch(network.layers, shape, (), ())
    except _Impossible as impossible:
        failed, error, shape = impossible.path, impossible.error, ()
    rows = [done.get(path) or Row(path, layer_at(network.layers, path)) for path in paths(network.layers)]
    return Summary(tuple(rows), shape, failed, error)


@dataclass(frozen=True)
class _Walk:
    """From layer to layer, noting a Row for each; with its field if `fields` are wanted."""

    fields: bool
    done: dict[Path, Row]

    def branch(
        self, layers: Layers, shape: Shape, path: Path, before: tuple[tuple[Step, ...], ...]
    ) -> tuple[Shape, tuple[tuple[Step, ...], ...]]:
        """Shape behind the layers, and the steps from `before` up to there, each as (along height, along width)."""
        steps = before
        for index, layer in enumerate(layers):
            here = (*path, index)
            try:
                if layer.branches:
                    out, step = self.block(layer, shape, here, steps)
                else:
                    out, step = layer_shape(layer, shape), layer_steps(layer, shape)
                _countable(out)
            except GeometryError as error:
                self.done[here] = Row(here, layer, shape, state=IMPOSSIBLE)
                raise _Impossible(here, error) from None
            steps = (*steps, step) if step else steps
            limits.checkpoint()  # a row looks back on all rows before it
            self.note(here, layer, shape, out, steps)
            shape = out
        return shape, steps

    def block(
        self, layer: Layer, shape: Shape, path: Path, before: tuple[tuple[Step, ...], ...]
    ) -> tuple[Shape, tuple[Step, ...]]:
        shapes, inside = [], []
        for number, branch in enumerate(layer.branches):
            out, steps = self.branch(branch, shape, (*path, number), before)
            if not branch:
                self.note((*path, number), None, shape, shape, steps)
            shapes.append(out)
            inside.append(steps[len(before) :])
        out = joined_shape(layer.kind, shapes)
        if not any(inside):
            return out, ()
        return out, tuple(Branches(tuple(tuple(step[axis] for step in steps) for steps in inside)) for axis in (0, 1))

    def note(
        self, path: Path, layer: Layer | None, shape: Shape, out: Shape, steps: tuple[tuple[Step, ...], ...]
    ) -> None:
        field = on_picture = (0, 0)
        if self.fields:
            along = [[step[axis] for step in steps] for axis in (0, 1)]
            units = out[1:] if len(out) == 3 else tuple(map(_flattened, along))
            field, on_picture = (_field_sizes(along, units, padding) for padding in (True, False))
        row = Row(path, layer, shape, out, field, on_picture, state=FITS)
        if layer:
            memory = 0 if layer.kind == "flatten" else FLOAT * math.prod(out)
            row = replace(
                row, parameters=parameters(layer, shape), multiply_adds=multiply_adds(layer, shape), memory=memory
            )
        self.done[path] = row


def _field_sizes(along: list[list[Step]], units: Shape, padding: bool) -> tuple[int, int]:
    """Along height and width; once if both are alike, as in a square picture."""
    first = stack_fields.field_size(along[0], units[0], padding=padding)
    if along[0] == along[1] and units[0] == units[1]:
        return first, first
    return first, stack_fields.field_size(along[1], units[1], padding=padding)


def _flattened(steps: list[Step]) -> int:
    """How many places along one axis flatten has put in a row."""
    return next((step.size for step in reversed(steps) if isinstance(step, Flattened)), 1)


# One layer


def layer_shape(layer: Layer, shape: Shape) -> Shape:
    """Shape of the output of a layer that is no block. Raises GeometryError."""
    kind = layer.kind
    if kind in (*CONVOLUTIONS, *POOLS):
        _needs_picture(layer, shape)
        return layer_output(torch_kind(kind), shape[1:], **geometry(layer), **channels(layer, shape[0]))
    if kind == "global_avg_pool":
        _needs_picture(layer, shape)
        return shape[0], 1, 1
    if kind == "flatten":
        return (math.prod(shape),)
    if kind == "dense":
        if len(shape) != 1:
            raise GeometryError(
                say("A dense layer takes a row of numbers but gets {written}", written=written(shape)),
                [Fix("flat before it", {})],
            )
        return (layer.out_channels,)
    return shape


def _countable(shape: Shape) -> None:
    """Raises GeometryError for more values than any machine has, before their number has more digits than a page."""
    if math.prod(shape) > MOST_VALUES:
        raise GeometryError(
            say("Its output would have {count:,} values, more than 10¹⁵", count=math.prod(shape)),
            [Fix("a smaller stride or padding, fewer channels, or a smaller input", {})],
        )


def joined_shape(kind: str, shapes: list[Shape]) -> Shape:
    """Shape of the sum of the branches, or of their channels side by side. Raises GeometryError."""
    first, added = shapes[0], kind == "residual"
    for number, other in enumerate(shapes[1:], start=1):
        if other[1:] == first[1:] and len(other) == len(first) and (other == first or not added):
            continue
        letter = chr(ord("a") + number)
        fixes = []
        if len(other) != len(first):
            fixes = [Fix("flat in both branches or in none", {})]
        elif other[1:] != first[1:]:
            bring = say(
                "strides and paddings that bring both to {size}, and {channels:,} channels in both"
                if added and other[0] != first[0]
                else "strides and paddings that bring both to {size}",
                size=written(first[1:]),
                channels=first[0],
            )
            fixes = [Fix(bring, {})]
        elif len(first) == 3:
            fixes = [
                Fix(
                    say(
                        "{first:,} out_channels in branch {letter}, or a 1 × 1 convolution that has them",
                        first=first[0],
                        letter=letter,
                    ),
                    {},
                )
            ]
        else:
            fixes = [Fix(say("{first:,} units in branch {letter}", first=first[0], letter=letter), {})]
        raise GeometryError(
            say(
                "Branch a gives {first} and branch {letter} {other}, but only equal shapes can be added" if added else
                "Branch a gives {first} and branch {letter} {other}, but only outputs of equal height and width fit "
                "side by side",
                first=written(first), letter=letter, other=written(other),
            ),
            fixes,
        )  # fmt: skip
    return first if added else (sum(shape[0] for shape in shapes), *first[1:])


def parameters(layer: Layer, shape: Shape) -> int:
    """Numbers that a layer learns, for this shape of its input; 0 for a block itself."""
    if layer.kind in CONVOLUTIONS:
        named = channels(layer, shape[0])
        return convolution_parameters(
            (layer.kernel, layer.kernel),
            named["in_channels"],
            named["out_channels"],
            groups=named["groups"],
            bias=bool(layer.bias),
        )
    if layer.kind == "dense":
        return (shape[0] + layer.bias) * layer.out_channels
    return 2 * shape[0] if layer.kind == "batch_norm" else 0


def multiply_adds(layer: Layer, shape: Shape) -> int:
    """Products that a convolution or dense layer adds up for this shape of its input; 0 for all others."""
    if layer.kind in CONVOLUTIONS:
        window = geometry(layer)
        return convolution_multiply_adds(
            shape[1:], **window, **channels(layer, shape[0]), transposed=layer.kind == "transposed_convolution"
        )
    return shape[0] * layer.out_channels if layer.kind == "dense" else 0


def layer_steps(layer: Layer, shape: Shape) -> tuple[Step, ...]:
    """How the layer sees its input along height and width; () if every unit sees one place only."""
    if layer.kind in (*CONVOLUTIONS, *POOLS):
        if layer.kernel == layer.stride == 1 and not layer.padding:
            return ()
        window = (layer.kernel, layer.stride, layer.padding, layer.dilation)
        transposed = layer.kind == "transposed_convolution"
        return Window(*window, shape[1], transposed), Window(*window, shape[2], transposed)
    if layer.kind == "global_avg_pool":
        return Everything(shape[1]), Everything(shape[2])
    if layer.kind == "flatten" and len(shape) == 3:
        return Flattened(shape[1]), Flattened(shape[2])
    if layer.kind == "dense" or (layer.kind == "softmax" and len(shape) == 1):
        return Everything(), Everything()
    return ()


def torch_kind(kind: str) -> str:
    """The kind of `cnnviz.geometry.layer`: there a depthwise convolution is a convolution."""
    return "convolution" if kind == "depthwise" else kind


def geometry(layer: Layer) -> dict[str, Any]:
    """The settings of a convolution or pooling that decide the size, as keyword arguments of `layer_output`."""
    named: dict[str, Any] = {name: getattr(layer, name) for name in ("kernel", "stride", "padding", "dilation")}
    if layer.kind == "transposed_convolution":
        named["output_padding"] = layer.output_padding
    if layer.kind in POOLS:
        named["ceil_mode"] = bool(layer.ceil_mode)
    return named


def channels(layer: Layer, in_channels: int) -> dict[str, Any]:
    """in_channels, out_channels and groups of a convolution or pooling behind in_channels channels."""
    if layer.kind in POOLS:
        return {"in_channels": in_channels, "out_channels": in_channels, "groups": 1}
    if layer.kind == "depthwise":
        out = in_channels * layer.multiplier
        return {"in_channels": in_channels, "out_channels": out, "groups": in_channels}
    return {"in_channels": in_channels, "out_channels": layer.out_channels, "groups": layer.groups}


def written(shape: Shape) -> str:
    """A shape for the eye: 16 × 5 × 5, or 400."""
    return " × ".join(f"{size:,}" for size in shape)


def _needs_picture(layer: Layer, shape: Shape) -> None:
    if len(shape) != 3:
        raise GeometryError(
            say(
                "A {title} takes channels × height × width but gets {written} numbers in a row",
                title=KINDS[layer.kind].title,
                written=written(shape),
            ),
            [Fix("it before flat, not behind", {})],
        )
