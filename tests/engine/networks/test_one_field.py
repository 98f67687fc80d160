"""The builder, which goes backwards through a network, and the tables of networks, which go forwards, say the same."""

import itertools
from collections.abc import Sequence
from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from torch import nn

from cnnviz.networks import builders
from cnnviz.networks.fields.receptive_fields import Row, receptive_fields
from cnnviz.networks.inside import table
from cnnviz.networks.lenet import LeNet5
from cnnviz.networks.stack import modules as stack_modules
from cnnviz.networks.stack import summary as stack_summary
from cnnviz.networks.stack.layers import Layer, Network
from cnnviz.networks.stack.presets import PRESETS
from cnnviz.networks.stack.text import parse_network
from tests.engine.networks.network_stacks import Run, stacks

# what every unit of the last layer sees, places in the padding counted, and what of it lies on the picture
LAST = {
    "LeNet-5": (32, 28),
    "AlexNet": (355, 224),
    "VGG-16": (404, 224),
    "NiN": (55, 32),
    "MobileNet block": (3, 3),
}


def said_by_the_builder(name: str) -> list[tuple[int, int]]:
    """(field, on the picture) of every layer, blocks left out."""
    rows = stack_summary.summarize(parse_network(PRESETS[name].text)).rows
    return [(row.field[0], row.on_picture[0]) for row in rows if row.layer and not row.layer.branches]


@pytest.mark.parametrize("name", PRESETS)
def test_every_layer_of_a_preset_has_one_field_in_both(name: str) -> None:
    network = parse_network(PRESETS[name].text)
    rows = table.summarize(stack_modules.build(network, device="meta"), network.shape)
    joins = {"add", "cat"}
    assert [(row.receptive_field, row.on_picture) for row in rows if row.kind not in joins] == said_by_the_builder(name)


@pytest.mark.parametrize("name", ["LeNet-5", "AlexNet", "VGG-16", "NiN"])
def test_the_builders_network_and_the_catalogues_have_one_field(name: str) -> None:
    known = {"AlexNet": "alexnet", "VGG-16": "vgg16"}
    size = parse_network(PRESETS[name].text).shape
    if name in known:
        network = builders.build(known[name], device="meta")
    elif name == "LeNet-5":
        network = LeNet5(padding=2).to("meta")
    else:
        network = stack_modules.build(parse_network(PRESETS[name].text), device="meta")
    last = table.summarize(network, size)[-1]
    assert (last.receptive_field, last.on_picture) == said_by_the_builder(name)[-1] == LAST[name]


def thin(layers: Sequence[Layer], *, padded: bool) -> tuple[Layer, ...]:
    """The same windows with one channel, and without padding if it is not wanted."""
    return tuple(
        replace(layer, out_channels=1, padding=layer.padding if padded else 0)
        for layer in layers
        if layer.kind not in ("batch_norm", "dropout")
    )


def reached(network: Network) -> tuple[int, int]:
    """First and last row with a gradient of the middle unit of the last layer."""
    picture = torch.zeros(1, *network.shape, dtype=torch.float64, requires_grad=True)
    output = Run(network, picture, positive=True).output
    assert output is not None
    value = output.sum() if output.ndim == 2 else output[0, 0, output.shape[2] // 2, output.shape[3] // 2]
    (gradient,) = torch.autograd.grad(value, picture)
    rows = (gradient[0, 0] != 0).any(1).nonzero().flatten().tolist()
    return rows[0], rows[-1]


@pytest.mark.parametrize("name", LAST)
def test_the_field_is_the_picture_that_the_network_needs_without_padding(name: str) -> None:
    """Nothing is cut off where nothing is padded: the smallest picture with as many units at the end is the field, and
    its gradient reaches from border to border. With padding it reaches what is said to lie on the picture."""
    network = parse_network(PRESETS[name].text)
    field, on_picture = LAST[name]
    bare, whole = (thin(network.layers, padded=padded) for padded in (False, True))
    flat = next((i for i, layer in enumerate(bare) if layer.kind in ("flatten", "global_avg_pool")), None)

    def units(layers: tuple[Layer, ...], side: int) -> tuple[int, ...]:
        return stack_summary.summarize(Network((1, side, side), layers[:flat])).shape[1:]

    wanted = (1, 1) if flat is None else units(whole, network.shape[1])
    assert units(bare, field) == wanted
    assert units(bare, field - 1) != wanted
    assert reached(Network((1, field, field), bare)) == (0, field - 1)
    first, last = reached(Network((1, *network.shape[1:]), whole))
    assert last - first + 1 == on_picture


@settings(max_examples=60)
@given(network=stacks())
def test_networks_drawn_at_random_have_one_field_in_both(network: Network) -> None:
    summary = stack_summary.summarize(network)
    if summary.error:
        return
    last = table.summarize(stack_modules.build(network, device="meta"), network.shape)
    if not last or last[-1].unknown:
        return
    assert tuple(field.size for field in last[-1].fields) == summary.field


def test_a_flattened_unit_sees_what_it_saw_and_a_dense_one_what_all_see() -> None:
    layers = nn.Conv2d(1, 2, 3, 2, 1), nn.ReLU(), nn.Flatten(), nn.Dropout(), nn.Linear(2 * 5 * 6, 3)
    network = nn.Sequential(*layers).double().eval()
    torch.nn.init.ones_(network[0].weight)  # type: ignore[arg-type]
    torch.nn.init.ones_(network[0].bias)  # type: ignore[arg-type]
    picture = torch.ones(1, 1, 9, 11, dtype=torch.float64, requires_grad=True)
    rows = receptive_fields(network, (1, 9, 11))
    by_kind: dict[str, Row] = {row.kind: row for row in rows}
    flat, dropped, dense = by_kind["Flatten"], by_kind["Dropout"], by_kind["Linear"]
    assert flat.units == dropped.units == (5, 6)
    assert [field.size for field in dense.fields] == [11, 13]  # 5 units 2 pixels apart of 3, and 6
    values = network[:4](picture)[0]
    for value, (_, *unit) in enumerate(itertools.product(range(2), range(5), range(6))):
        (gradient,) = torch.autograd.grad(values[value], picture, retain_graph=True)
        places = gradient[0, 0].nonzero()
        low, high = places.min(0).values.tolist(), places.max(0).values.tolist()
        expected = tuple(range(first, last + 1) for first, last in zip(low, high, strict=True))
        assert flat.pixels(unit) == dropped.pixels(unit) == flat.seen_by((value,)) == expected
        assert by_kind["Conv2d"].seen_by((value // 30, *unit)) == expected
    assert dense.whole
    assert dense.seen_by((2,)) == (range(9), range(11))


def test_global_pooling_sees_what_all_units_see() -> None:
    network = parse_network("1x12-c2k5p2-max2-gap-flat")
    summary = stack_summary.summarize(network)
    (*_, last) = table.summarize(stack_modules.build(network, device="meta"), network.shape)
    assert summary.field == (16, 16)  # six units, two pixels apart, of six pixels each
    assert summary.on_picture == (12, 12)
    assert (last.receptive_field, last.on_picture) == (16, 12)
    assert reached(Network((1, 12, 12), thin(network.layers, padded=True))) == (0, 11)
