"""A network as columns of maps, from the picture to the scores: what stands in a column, which it reads, how strongly.

Where there would be too many columns, or too many maps, steps that work on each value by itself (normalisation,
activation) stand in the column of the layer before them; where there are still too many columns, blocks fold into one,
the innermost first.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from cnnviz.networks.fields.receptive_fields import INPUT
from cnnviz.networks.inside import diagram
from cnnviz.networks.inside.opened import Opened
from cnnviz.networks.inside.table import Row

MOST, MAPS = 22, 500  # columns beside the picture, and maps in them, that can be told apart on one screen
LEAST = 4  # the whole network in one box says nothing
# which pass values on as they are, in evaluation mode
_PASSED_ON = ("Dropout", "Dropout2d", "Flatten", "flatten", "Identity", "view", "reshape", "squeeze", "dropout")
# which work on each value by itself
_EACH = (
    *("ReLU", "relu", "relu_", "ReLU6", "Tanh", "tanh", "Sigmoid", "sigmoid", "SiLU", "silu", "GELU", "gelu"),
    *("BatchNorm2d", "BatchNorm1d", "Hardswish", "LeakyReLU", "ELU", "SELU"),
)


class Column(NamedTuple):
    """What stands in a column.

    name    of the step whose maps it shows, the last of those it stands for
    title   of its layer, or of its block
    steps   that it stands for, in the order of computation
    sources  columns that it reads, by name, `INPUT` for the picture
    """

    name: str
    title: str
    steps: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def folded(self) -> bool:
        """Whether it stands for a block."""
        return self.title not in self.steps


def columns(rows: Sequence[Row], most: int = MOST) -> list[Column]:
    """The columns of a network, in the order of computation; more than `most` only where nothing can be folded.

    rows: of `networks.summarize`.
    """
    found = _columns(rows, {row.name: row.name for row in rows if row.kind not in _PASSED_ON})
    maps = {row.name: row.output_shape[0] for row in rows}
    if len(found) <= most and sum(maps[column.name] for column in found) <= MAPS:
        return found
    joined = _each_with_its_layer(rows)
    found = _columns(rows, joined)
    deepest = max((block.count(".") for block in diagram.blocks(rows)), default=-1)
    for depth in range(deepest, -1, -1):
        if len(found) <= most:
            break
        folded = [block for block in diagram.blocks(rows) if block.count(".") >= depth]
        boxes = {name: diagram.box_of(name, folded) for name in joined}
        again = _columns(rows, {name: boxes[joined[name]] if box == name else box for name, box in boxes.items()})
        if len(again) < LEAST:
            break
        found = again
    return found


def _each_with_its_layer(rows: Sequence[Row]) -> dict[str, str]:
    """{step: the step in whose column it stands}, without what passes values on."""
    place: dict[str, str] = {}
    readers: dict[str, int] = {}
    for row in rows:
        for source in row.inputs:
            readers[source] = readers.get(source, 0) + 1
    passed = {row.name: row.inputs[0] for row in rows if row.kind in _PASSED_ON}
    for row in rows:
        if row.name in passed:
            continue
        before = row.inputs[0] if row.inputs else INPUT
        while before in passed:
            before = passed[before]
        alone = len(row.inputs) == 1 and readers.get(before, 0) == 1
        place[row.name] = place[before] if row.kind in _EACH and alone and before in place else row.name
    return place


def _columns(rows: Sequence[Row], place: dict[str, str]) -> list[Column]:
    """The columns where each step stands in that of `place`; a step that is not there passes values on."""
    passed = {row.name: row.inputs[0] for row in rows if row.name not in place and row.inputs}

    def box(source: str) -> str:
        while source in passed:
            source = passed[source]
        return place.get(source, INPUT)

    steps: dict[str, list[str]] = {}
    sources: dict[str, dict[str, None]] = {}
    for row in rows:
        if row.name in place:
            here = place[row.name]
            steps.setdefault(here, []).append(row.name)
            sources.setdefault(here, {}).update(
                dict.fromkeys(there for one in row.inputs if (there := box(one)) != here)
            )
    last = {title: held[-1] for title, held in steps.items()} | {INPUT: INPUT}
    return [
        Column(last[title], title, tuple(held), tuple(last[source] for source in sources[title]))
        for title, held in steps.items()
    ]


def links(opened: Opened, rows: Sequence[Row], column: Column, source: str, first: int | None = None) -> Tensor | None:
    """What each map of a column takes from each map of a source: (maps, maps of the source), of the `first` maps where
    that is given; None where a block lies between them.

    For a layer with weights the sum of those that lead from the one to the other; for one that takes each map by itself
    1 where it does, else 0.
    """
    kinds = {row.name: row for row in rows}
    step = kinds[column.steps[0]]
    if any(kinds[one].kind not in _EACH for one in column.steps[1:]):
        return None
    maps, below = len(_of(opened, column.name)), len(_of(opened, source))
    layer = opened.layer(step.name)
    if isinstance(layer, nn.Conv1d | nn.Conv2d | nn.Conv3d):
        return _grouped(layer.weight.detach().flatten(2).sum(2), layer.groups, below)[:first]
    if isinstance(layer, nn.Linear):
        weight = layer.weight.detach()[:first]
        return weight.reshape(len(weight), below, -1).sum(2) if weight.shape[1] % below == 0 else None
    if step.kind == "cat":
        start = _starts(opened, rows, step, column)[source]
        return torch.eye(maps, dtype=torch.float32)[:first, start : start + below]
    return torch.eye(maps)[:first] if maps == below else None


def _of(opened: Opened, name: str) -> Tensor:
    values: Tensor = opened.image if name == INPUT else opened.maps[name]
    return values


def _grouped(weights: Tensor, groups: int, below: int) -> Tensor:
    """Weights (out, in per group) of a grouped convolution as (out, in)."""
    found = weights.new_zeros(len(weights), below)
    out, per = len(weights) // groups, weights.shape[1]
    for group in range(groups):
        rows = slice(group * out, (group + 1) * out)
        found[rows, group * per : (group + 1) * per] = weights[rows]
    return found


def _starts(opened: Opened, rows: Iterable[Row], joint: Row, column: Column) -> dict[str, int]:
    """{source: the map of the joint that its first one becomes}."""
    passed = {row.name: row.inputs[0] for row in rows if row.kind in _PASSED_ON}
    found, start = {}, 0
    for one in joint.inputs:
        while one in passed:
            one = passed[one]
        found[one] = start
        start += len(_of(opened, one))
    return {source: found.get(source, 0) for source in column.sources}
