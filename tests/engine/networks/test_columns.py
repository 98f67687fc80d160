"""Columns of a whole network: every step has its place, and links are what a layer makes of one map alone."""

from functools import cache

import pytest
import torch
from torch import Tensor, nn

from cnnviz import networks
from cnnviz.networks.catalogue import CATALOGUE
from cnnviz.networks.fields.receptive_fields import INPUT
from cnnviz.networks.inside import opened
from cnnviz.networks.inside.columns import Column, columns, links
from cnnviz.networks.inside.table import Row

NAMES = ("lenet5", "tiny_vgg", "small_resnet", "googlenet", "densenet121", "resnext50_32x4d", "mobilenet_v2")
PASSED_ON = ("Dropout", "Flatten", "flatten", "Identity")


@cache
def look(name: str) -> tuple[opened.Opened, list[Row]]:
    entry = CATALOGUE[name]
    module = networks.build(name, entry.classes, seed=3).eval()
    picture = torch.rand(entry.input_size, generator=torch.Generator().manual_seed(1))
    return opened.look(module, picture), networks.summarize(module, entry.input_size)


def values(found: opened.Opened, name: str) -> Tensor:
    return found.image if name == INPUT else found.maps[name]


@pytest.mark.parametrize("most", [22, 1000])
@pytest.mark.parametrize("name", NAMES)
def test_every_step_stands_in_one_column_that_reads_earlier_ones(name: str, most: int) -> None:
    found, rows = look(name)
    shown = columns(rows, most)
    assert 4 <= len(shown) <= most
    held = [step for column in shown for step in column.steps]
    assert len(held) == len(set(held))
    assert set(held) == {row.name for row in rows if row.kind not in PASSED_ON}
    before = [INPUT]
    for column in shown:
        assert column.sources and set(column.sources) <= set(before)
        assert column.name == column.steps[-1] and torch.isfinite(found.maps[column.name]).all()
        before.append(column.name)
    assert shown[-1].steps[-1] == [row.name for row in rows if row.kind not in PASSED_ON][-1]


def alone(layer: nn.Module, below: Tensor, channel: int) -> Tensor:
    """What each map of a layer is made of ones in a single map below, without the bias: far from the border if it has
    one, (maps,)."""
    sides = [3 * side for side in layer.kernel_size] if isinstance(layer, nn.Conv2d) else below.shape[1:]
    one = torch.zeros(len(below), *sides)
    one[channel] = 1
    if isinstance(layer, nn.Linear):
        return (layer(one.flatten()[None]) - layer(torch.zeros(1, one.numel())))[0]
    made = (layer(one[None]) - layer(torch.zeros_like(one)[None]))[0]
    return made[:, made.shape[1] // 2, made.shape[2] // 2]


@torch.inference_mode()
def check(found: opened.Opened, rows: list[Row], column: Column, source: str) -> str:
    """Compare the links of a column with what its layer computes; returns the kind of its first step."""
    weights = links(found, rows, column, source)
    first = column.steps[0]
    layer, below = found.layer(first), values(found, source)
    kind = found.kind(first)
    some = links(found, rows, column, source, 2)
    assert weights is not None and some is not None and torch.equal(some, weights[:2])
    assert weights.shape == (len(found.maps[column.name]), len(below))
    if isinstance(layer, nn.Conv2d | nn.Linear):
        for channel in {0, len(below) - 1}:
            assert torch.allclose(weights[:, channel], alone(layer, below, channel), atol=1e-4)
    elif kind == "cat":
        for map_, there in weights.nonzero().tolist():
            assert torch.equal(found.maps[first][map_], below[there])
        assert (weights.sum(0) == 1).all() and weights.sum() == len(below)
    elif kind == "add":
        total = torch.stack([values(found, one)[:4] for one in column.sources]).sum(0)
        assert torch.allclose(found.maps[first][:4], total, atol=1e-5) and torch.equal(weights, torch.eye(len(below)))
    else:
        assert torch.equal(weights, torch.eye(len(below)))
        assert kind.endswith(("Pool2d", "pool2d", "Tanh", "ReLU")), kind
    return kind


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("lenet5", {"Conv2d", "Linear"}),
        ("tiny_vgg", {"Conv2d", "MaxPool2d", "Linear"}),
        ("small_resnet", {"Conv2d", "add", "AdaptiveAvgPool2d", "Linear"}),
        ("googlenet", {"Conv2d", "cat", "MaxPool2d", "Linear"}),
        ("resnext50_32x4d", {"Conv2d", "add"}),
        ("mobilenet_v2", {"Conv2d", "add"}),
    ],
)
def test_links_are_what_a_layer_makes_of_one_map(name: str, kinds: set[str]) -> None:
    found, rows = look(name)
    seen = set()
    for column in columns(rows, 1000):
        if any(found.kind(step) not in ("ReLU", "ReLU6", "relu", "BatchNorm2d", "Tanh") for step in column.steps[1:]):
            continue
        for source in column.sources:
            seen.add(check(found, rows, column, source))
    assert kinds <= seen


def test_a_folded_block_has_no_links_of_its_own() -> None:
    found, rows = look("googlenet")
    block = next(column for column in columns(rows) if column.title == "inception3a")
    assert block.folded and links(found, rows, block, block.sources[0]) is None
    assert len(columns(rows)) < 22 < len(columns(rows, 1000))


def test_columns_show_what_feature_maps_gives() -> None:
    found, rows = look("tiny_vgg")
    wanted = networks.feature_maps(found.module, found.image)
    for column in columns(rows):
        assert torch.equal(found.maps[column.name], wanted[column.name])
