"""Changes that make the first impossible layer of a network possible, each tried before it is proposed."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from cnnviz.geometry import output_size
from cnnviz.networks.stack import edits
from cnnviz.networks.stack.edits import plain_layer
from cnnviz.networks.stack.layers import CONVOLUTIONS, POOLS, Layer, Network, Path, label, layer_at, settings
from cnnviz.networks.stack.summary import Shape, Summary, summarize
from cnnviz.networks.stack.text import format_layer, format_network
from cnnviz.words import say

LARGEST_INPUT = 4096
MOST = 6


class Repair(NamedTuple):
    """What is changed, in the notation of the text, and the network after the change."""

    text: str
    network: Network


def repairs(network: Network, summary: Summary) -> list[Repair]:
    """At most six repairs of the layer that failed, none of which leaves it or a layer before it impossible.

    >>> from cnnviz.networks.stack.text import parse_network
    >>> stack = parse_network("1x6-c8k3-max2-c8k3")
    >>> [repair.text for repair in repairs(stack, summarize(stack))]
    ['c8k3p1', 'c8k2', 'input 1x8', 'without layer 3']
    """
    if summary.failed is None or summary.error is None:
        return []
    kept: list[Repair] = []
    for repair in _candidates(network, summary.failed, summary):
        known = [network, *(other.network for other in kept)]
        if len(kept) < MOST and repair.network not in known and _mends(repair.network, summary.failed):
            kept.append(repair)
    return kept


def _candidates(network: Network, path: Path, summary: Summary) -> Iterator[Repair]:
    layer = layer_at(network.layers, path)
    assert layer
    assert summary.error
    for fix in summary.error.fixes:
        if fix.settings and set(fix.settings) <= set(settings(layer.kind)):
            better = replace(layer, **fix.settings)
            yield Repair(format_layer(better), edits.change(network, path, better)[0])
        if set(fix.settings) == {"size"}:
            yield from _larger_input(network, path)
    if layer.branches:
        yield from _equal_branches(network, path, layer)
    if layer.kind == "dense":
        for text in ("flat", "gap-flat"):
            better_network = network
            for word in reversed(text.split("-")):
                better_network = _insert_before(better_network, path, plain_layer(word))
            yield Repair(f"{text}-{format_layer(layer)}", better_network)
    for index in range(path[-1] - 1, -1, -1):
        before = (*path[:-1], index)
        if layer_at(network.layers, before) == Layer("flatten"):
            yield Repair(say("without flat, layer {label}", label=label(before)), edits.delete(network, before)[0])
    yield Repair(say("without layer {label}", label=label(path)), edits.delete(network, path)[0])


def _mends(network: Network, path: Path) -> bool:
    """Whether a network has no impossible layer, or only one that comes after this place."""
    failed = summarize(network, fields=False).failed
    last = (float("inf"),)  # a block is built behind everything in it
    return failed is None or (*failed, *last) > (*path, *last)


def _larger_input(network: Network, path: Path) -> Iterator[Repair]:
    """The smallest larger input that is enough, found by halving the interval."""
    channels, height, width = network.shape

    def grown(side: int) -> Network:
        return replace(network, shape=(channels, max(height, side), max(width, side)))

    low = high = min(height, width)
    while not _mends(grown(high), path):
        low, high = high, 2 * high
        if low > LARGEST_INPUT:
            return
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _mends(grown(middle), path) else (middle, high)
    yield Repair(say("input {network}", network=format_network(replace(grown(high), layers=()))), grown(high))


def _equal_branches(network: Network, path: Path, block: Layer) -> Iterator[Repair]:
    """Paddings that keep the size; for a sum also as many channels as the input, or a 1 × 1 convolution beside."""
    kept = replace(block, branches=tuple(tuple(map(_keeps_size, branch)) for branch in block.branches))
    yield Repair("paddings that keep the size", edits.change(network, path, kept)[0])
    if block.kind != "residual":
        return
    for better in (block, kept):
        changed = edits.change(network, path, better)[0]
        rows = summarize(changed, fields=False).rows
        inputs = next(row.inputs for row in rows if row.path == path)
        if () in better.branches and len(inputs) == 3:
            number = better.branches.index(())
            outputs = [row.shape for row in rows if row.path[:-2] == path and row.path[-2] != number]
            for shortcut in _shortcuts(inputs, outputs):
                said = say("{layer} in branch {branch}", layer=format_layer(shortcut), branch=chr(ord("a") + number))
                repaired = edits.insert(changed, (*path, number), shortcut)[0]
                yield Repair(said if better is block else _with_paddings(said), repaired)
        narrow = replace(better, branches=tuple(_with_channels(branch, inputs[0]) for branch in better.branches))
        said = say("{count} out_channels" if len(inputs) == 3 else "{count} units", count=inputs[0])
        yield Repair(said if better is block else _with_paddings(said), edits.change(network, path, narrow)[0])


def _with_paddings(change: str) -> str:
    return say("{change} and paddings that keep the size", change=change)


def _shortcuts(inputs: Shape, outputs: list[Shape]) -> Iterator[Layer]:
    """The 1 × 1 convolution that brings the block's input to the last of these shapes."""
    if outputs and len(outputs[-1]) == 3:
        channels, *goal = outputs[-1]
        strides = (stride for stride in range(1, 9) if list(output_size(inputs[1:], 1, stride=stride)) == goal)
        for stride in list(strides)[:1]:
            yield Layer("convolution", channels, 1, stride, bias=0)


def _with_channels(branch: tuple[Layer, ...], channels: int) -> tuple[Layer, ...]:
    """The branch with so many channels from its last convolution or dense layer."""
    for index in range(len(branch) - 1, -1, -1):
        if "out_channels" in settings(branch[index].kind):
            return (*branch[:index], replace(branch[index], out_channels=channels), *branch[index + 1 :])
    return branch


def _keeps_size(layer: Layer) -> Layer:
    reach = layer.dilation * (layer.kernel - 1)
    if layer.kind not in (*CONVOLUTIONS, *POOLS) or layer.stride != 1 or reach % 2:
        return layer
    return replace(layer, padding=reach // 2)


def _insert_before(network: Network, path: Path, layer: Layer) -> Network:
    inserted, there = edits.insert(network, path, layer)
    return edits.move(inserted, there, -1)[0]
