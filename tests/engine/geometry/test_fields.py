"""Receptive fields against published tables, torchvision's networks and measured gradients."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
import torchvision
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from cnnviz.geometry import Layer, ReceptiveField, receptive_field, resolve_padding


def layers_of(modules: Iterator[nn.Module]) -> list[Layer]:
    """The convolutions and max poolings of a torchvision network along its height."""
    found = [module for module in modules if isinstance(module, nn.Conv2d | nn.MaxPool2d)]
    options: Any = [(m.kernel_size, m.stride, m.padding, m.dilation) for m in found]
    return [Layer(*(v[0] if isinstance(v, tuple) else v for v in values)) for values in options]


@pytest.fixture(scope="module")
def networks() -> dict[str, nn.Module]:
    with torch.device("meta"):
        return {name: getattr(torchvision.models, name)() for name in ("alexnet", "vgg16", "resnet50")}


def test_receptive_fields_of_lenet_by_hand() -> None:
    fields = receptive_field([(5, 1, 2), (2, 2), (5,), (2, 2), (5,)])
    assert [field.size for field in fields] == [5, 6, 14, 16, 32]
    assert [field.stride for field in fields] == [1, 2, 2, 4, 4]
    assert [field.first for field in fields] == [-2] * 5
    assert [field.start for field in fields] == [0.0, 0.5, 4.5, 5.5, 13.5]


def test_receptive_fields_of_published_networks(networks: dict[str, nn.Module]) -> None:
    """Size, stride and padding (-first) of Araujo, Norris & Sim 2019; their AlexNet starts unpadded."""
    vgg = receptive_field(layers_of(networks["vgg16"].get_submodule("features").modules()))
    assert (vgg[-1].size, vgg[-1].stride, -vgg[-1].first) == (212, 32, 90)
    alexnet = layers_of(networks["alexnet"].get_submodule("features").modules())
    assert receptive_field(alexnet)[-1].size == 195
    last = receptive_field([alexnet[0]._replace(padding=0), *alexnet[1:]])[-1]
    assert (last.size, last.stride, -last.first) == (195, 32, 64)


def test_receptive_field_of_resnet_50(networks: dict[str, nn.Module]) -> None:
    """Torchvision has the stride in the 3×3 convolutions (427), the paper in the 1×1 before them (483)."""
    paths = [module for name, module in networks["resnet50"].named_modules() if "downsample" not in name]
    layers = layers_of(iter(paths))
    assert receptive_field(layers)[-1].size == 427
    swapped = list(layers)
    for index, (one, three) in enumerate(pairwise(layers[2:]), start=2):
        if three.kernel == 3 and three.stride == 2:
            swapped[index : index + 2] = [one._replace(stride=2), three._replace(stride=1)]
    assert receptive_field(swapped)[-1].size == 483


def test_resnet_50_main_path_spelled_out() -> None:
    layers: list[Any] = [(7, 2, 3), (3, 2, 1)]
    for blocks, stride in ((3, 1), (4, 2), (6, 2), (3, 2)):
        layers += [(1,), (3, stride, 1), (1,)] + [(1,), (3, 1, 1), (1,)] * (blocks - 1)
    assert len(layers) == 50
    assert receptive_field(layers)[-1][:2] == (427, 32)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.builds(
            Layer,
            st.integers(1, 5),
            st.integers(1, 3),
            st.integers(0, 3) | st.tuples(st.integers(0, 3), st.integers(0, 3)),
            st.integers(1, 3),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_receptive_field_is_where_the_gradient_is(layers: list[Layer]) -> None:
    x = torch.ones(1, 1, 3000, requires_grad=True)
    y = x
    for layer in layers:
        y = F.pad(y, resolve_padding(layer.kernel, layer.padding))
        y = F.conv1d(y, torch.ones(1, 1, layer.kernel) / layer.kernel, stride=layer.stride, dilation=layer.dilation)
    field = receptive_field(layers)[-1]
    for unit in (y.shape[-1] // 2, y.shape[-1] // 2 + 1):
        (gradient,) = torch.autograd.grad(y[0, 0, unit], x, retain_graph=True)
        seen = np.flatnonzero(gradient.numpy())
        assert (seen[0], seen[-1]) == (field.pixels(unit)[0], field.pixels(unit)[-1])
        assert (seen[0] + seen[-1]) / 2 == field.start + unit * field.stride == field.centre(unit)


def test_layers_may_be_given_in_three_ways() -> None:
    as_layer = receptive_field([Layer(3, 2, 1, 2)])
    assert as_layer == receptive_field([(3, 2, 1, 2)])
    assert as_layer == receptive_field([{"kernel": 3, "stride": 2, "padding": 1, "dilation": 2}])
    assert as_layer == [ReceptiveField(size=5, stride=2, start=1.0)]
    assert receptive_field([]) == []
    assert receptive_field([(3, 1, "same")]) == receptive_field([(3, 1, 1)])
