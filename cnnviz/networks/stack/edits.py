"""Changing one layer of a network: every function gives a new network and the address of the layer to look at next.

Addresses are the paths of `cnnviz.networks.stack.layers`; an address that ends in a branch stands for the empty branch.
"""

from collections.abc import Callable
from dataclasses import replace

from cnnviz.networks.stack.layers import BLOCKS, Layer, Network, Path, layer_at, paths, settings
from cnnviz.networks.stack.text import example, parse_network

Layers = tuple[Layer, ...]
Edited = tuple[Network, Path]


def plain_layer(text: str) -> Layer:
    """The layer of a text such as "c16k3p1"; raises ValueError as `parse_network`."""
    return parse_network(text).layers[0]


def fitting_layer(kind: str, shape: tuple[int, ...]) -> Layer:
    """A layer of this kind that keeps the channels it gets and, where it can, the size; "grouped" is a kind as well.

    >>> from cnnviz.networks.stack.text import format_layer
    >>> format_layer(fitting_layer("residual", (16, 8, 8)))
    'res[c16k3p1-relu-c16k3p1]'
    """
    c = shape[0] if len(shape) == 3 else 16
    groups = next((parts for parts in (4, 2) if c % parts == 0), c)
    texts = {
        "convolution": f"c{c}k3p1",
        "grouped": f"c{c}k3p1g{groups}",
        "transposed_convolution": f"t{c}k2s2",
        "residual": f"res[c{c}k3p1-relu-c{c}k3p1]" if len(shape) == 3 else f"res[d{shape[0]}-relu]",
        "concatenation": f"cat[c{c}k1|c{c}k3p1]" if len(shape) == 3 else f"cat[d{shape[0]}|d{shape[0]}-relu]",
    }
    return plain_layer(texts.get(kind) or example(kind))


def of_kind(layer: Layer, kind: str, shape: tuple[int, ...]) -> Layer:
    """The layer turned into another kind, with the settings that both have; shape is that of its input."""
    fitting = fitting_layer(kind, shape)
    if kind in BLOCKS and layer.branches:
        return replace(fitting, branches=layer.branches if len(layer.branches) > 1 else (*layer.branches, ()))
    common = [name for name in settings(kind) if name in settings(layer.kind)]
    return replace(fitting, **{name: getattr(layer, name) for name in common})


def change(network: Network, path: Path, layer: Layer) -> Edited:
    """Another layer in the place of this one."""
    return _edited(network, path, lambda layers, at: (*layers[:at], layer, *layers[at + 1 :])), path


def insert(network: Network, path: Path, layer: Layer) -> Edited:
    """A layer behind this one, or the first one of an empty branch or network."""
    if not path:
        return replace(network, layers=(layer, *network.layers)), (0,)
    if len(path) % 2 == 0:
        return _edited(network, path, lambda layers, _: (layer, *layers)), (*path, 0)
    there = (*path[:-1], path[-1] + 1)
    return _edited(network, path, lambda layers, at: (*layers[: at + 1], layer, *layers[at + 1 :])), there


def duplicate(network: Network, path: Path) -> Edited:
    """This layer once more, behind itself."""
    layer = layer_at(network.layers, path)
    return insert(network, path, layer) if layer else (network, path)


def delete(network: Network, path: Path) -> Edited:
    """Without this layer, or without this empty branch unless the block needs it."""
    if len(path) % 2 == 0:
        block = layer_at(network.layers, path[:-1])
        assert block
        if len(block.branches) <= (2 if block.kind == "residual" else 1):
            return network, path
        kept = tuple(branch for number, branch in enumerate(block.branches) if number != path[-1])
        return change(network, path[:-1], replace(block, branches=kept))
    shorter = _edited(network, path, lambda layers, at: (*layers[:at], *layers[at + 1 :]))
    return shorter, _nearest(shorter, path)


def move(network: Network, path: Path, by: int) -> Edited:
    """This layer one place further up (by = -1) or down (by = 1) in its branch, if there is one."""

    def swapped(layers: Layers, at: int) -> Layers:
        other = at + by
        if not 0 <= other < len(layers):
            return layers
        order = list(layers)
        order[at], order[other] = order[other], order[at]
        return tuple(order)

    if len(path) % 2 == 0:
        return network, path
    moved = _edited(network, path, swapped)
    return moved, path if moved == network else (*path[:-1], path[-1] + by)


def add_branch(network: Network, path: Path) -> Edited:
    """One more branch, empty, for the block with this address."""
    block = layer_at(network.layers, path)
    assert block and block.branches
    return change(network, path, replace(block, branches=(*block.branches, ())))[0], (*path, len(block.branches))


def _edited(network: Network, path: Path, work: Callable[[Layers, int], Layers]) -> Network:
    return replace(network, layers=_inside(network.layers, path, work))


def _inside(layers: Layers, path: Path, work: Callable[[Layers, int], Layers]) -> Layers:
    """The layers after work on the sequence that the address ends in, at its last index (0 in an empty branch)."""
    if len(path) == 1:
        return work(layers, path[0])
    block, number = layers[path[0]], path[1]
    inner = block.branches[number]
    changed = work(inner, 0) if len(path) == 2 else _inside(inner, path[2:], work)
    branches = (*block.branches[:number], changed, *block.branches[number + 1 :])
    return (*layers[: path[0]], replace(block, branches=branches), *layers[path[0] + 1 :])


def _nearest(network: Network, path: Path) -> Path:
    """The address itself, or that of the layer before it, its empty branch, or nothing."""
    there = set(paths(network.layers))
    before = (*path[:-1], path[-1] - 1)
    return next((at for at in (path, before, path[:-1]) if at in there), ())
