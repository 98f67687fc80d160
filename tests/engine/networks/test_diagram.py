"""Diagrams of networks: every edge is one that torch.fx sees, and a folded block hides what is in it only."""

import re

import pytest
from torch import fx

from cnnviz.networks import builders
from cnnviz.networks.catalogue import CATALOGUE
from cnnviz.networks.fields.receptive_fields import INPUT, names_of
from cnnviz.networks.inside import diagram
from cnnviz.networks.inside.table import Row, summarize


def rows_of(name: str) -> list[Row]:
    return summarize(builders.build(name, device="meta"), CATALOGUE[name].input_size)


@pytest.mark.parametrize("name", ["resnet18", "googlenet", "small_resnet"])
def test_edges_are_those_of_the_graph(name: str) -> None:
    module = builders.build(name, device="meta")
    nodes = list(fx.Tracer().trace(module).nodes)
    names = dict(names_of(nodes)) | {nodes[0]: INPUT}
    expected = {(names[source], names[node]) for node in nodes if node in names for source in node.all_input_nodes}
    assert set(diagram.edges(rows_of(name))) == expected


def test_a_residual_block_folds_into_one_box() -> None:
    rows = rows_of("resnet18")
    found = diagram.blocks(rows)
    assert {"layer1", "layer1.0", "layer4.1", "layer2.0.downsample"} <= set(found)
    folded = diagram.edges(rows, found)
    assert folded == [
        (INPUT, "conv1"), ("conv1", "bn1"), ("bn1", "relu"), ("relu", "maxpool"), ("maxpool", "layer1"),
        ("layer1", "layer2"), ("layer2", "layer3"), ("layer3", "layer4"), ("layer4", "avgpool"),
        ("avgpool", "flatten"), ("flatten", "fc"),
    ]  # fmt: skip
    unfolded = [block for block in found if block not in ("layer1", "layer1.0")]
    edges = diagram.edges(rows, unfolded)
    assert ("maxpool", "layer1.0.add") in edges  # the shortcut
    assert ("layer1.0.bn2", "layer1.0.add") in edges


def test_four_inception_branches_meet() -> None:
    edges = diagram.edges(rows_of("googlenet"))
    assert len([source for source, target in edges if target == "inception3a.cat"]) == 4


def test_the_text_names_every_box_once_and_counts_its_parameters() -> None:
    rows = rows_of("resnet18")
    text = diagram.dot(rows, diagram.blocks(rows))
    boxes = re.findall(r'^"([^"]+)" \[label', text, re.MULTILINE)
    assert sorted(boxes) == sorted({INPUT, *(diagram.box_of(row.name, diagram.blocks(rows)) for row in rows)})
    counts = [int(number.replace(",", "")) for number in re.findall(r"([\d,]+) parameters", text)]
    assert sum(counts) == 11_689_512
    assert text.count("{") == text.count("}")
