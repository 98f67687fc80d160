"""Strongest patches and driving pictures of units, on networks whose answer is known or searched by hand."""

import pytest
import torch
import torchvision.models as zoo
from torch import Tensor, nn

from cnnviz.networks.fields.receptive_fields import receptive_fields
from cnnviz.networks.inside import tap, units


def small() -> nn.Sequential:
    torch.manual_seed(2)
    return nn.Sequential(
        nn.Conv2d(3, 6, 5, padding=2), nn.ReLU(inplace=True), nn.MaxPool2d(2), nn.Conv2d(6, 4, 3), nn.ReLU(),
        nn.Flatten(), nn.LazyLinear(3),
    ).eval()  # fmt: skip


def test_layers_and_functions_are_found_by_the_names_of_the_receptive_fields() -> None:
    network = zoo.resnet18(num_classes=5).eval()
    batch = torch.randn(2, 3, 40, 40)
    with torch.no_grad():
        x = network.maxpool(network.relu(network.bn1(network.conv1(batch))))
        added = network.layer1[0].bn2(network.layer1[0].conv2(network.layer1[0].relu(
            network.layer1[0].bn1(network.layer1[0].conv1(x))))) + x  # fmt: skip
        assert torch.equal(tap.layer_output(network, "layer1.0.add", batch), added)
        assert torch.equal(tap.layer_output(network, "layer1.0.relu#2", batch), added.relu())
        first_use = tap.layer_output(network, "layer1.0.relu", batch)
        assert torch.equal(first_use, network.layer1[0].relu(network.layer1[0].bn1(network.layer1[0].conv1(x))))
        value, scores = tap.with_output(network, "layer1.0.conv1", batch)
        assert torch.equal(scores, network(batch)) and torch.equal(value, network.layer1[0].conv1(x))
    with pytest.raises(ValueError, match=r"no layer called 'layer9': choose one of conv1, bn1"):
        tap.layer_output(network, "layer9", batch)


def test_strongest_patches_are_those_of_a_search_through_all_units() -> None:
    network = small()
    pictures = [torch.rand(3, 40, 52), torch.rand(3, 40, 52), torch.zeros(3, 40, 52)]
    with torch.no_grad():
        network(pictures[0][None])
    layers = receptive_fields(network, (3, 40, 52))
    row = next(row for row in layers if row.name == "3")
    maps = units.maps_of(network, "3", 1, [picture[None] for picture in pictures])
    found = units.strongest(maps, row)
    assert len(found) == 9
    values = [patch.value for patch in found]
    assert values == sorted(values, reverse=True)
    everything = torch.stack([network[:4](picture[None])[0, 1] for picture in pictures])
    assert values[0] == everything.max()
    size, jump = row.fields[0].size, row.fields[0].stride
    for patch in found:
        # run alone, with what the padding was at the border, the patch gives the value again
        i, j = patch.unit
        assert everything[patch.picture][i, j] == patch.value
        assert (patch.rows, patch.columns) == row.pixels(patch.unit)
        if len(patch.rows) == len(patch.columns) == size:
            cut = patch.cut(pictures[patch.picture])
            first_layer = network[0]
            assert isinstance(first_layer, nn.Conv2d)
            alone = network[3](network[2](network[1](nn.functional.conv2d(
                nn.functional.pad(cut, (0,) * 4)[None], first_layer.weight, first_layer.bias))))  # fmt: skip
            assert float(alone[0, 1, 0, 0].detach()) == pytest.approx(patch.value, abs=1e-4)
    for first in found:
        for other in found:
            if first is not other and first.picture == other.picture:
                apart = max(abs(a - b) * jump for a, b in zip(first.unit, other.unit, strict=True))
                assert apart >= size // (2 * jump) * jump


def test_patches_at_the_border_are_cut_off_and_a_dense_unit_sees_all() -> None:
    network = small()
    picture = torch.zeros(3, 24, 24)
    picture[:, 0, 0] = 5
    with torch.no_grad():
        network(picture[None])
    layers = receptive_fields(network, (3, 24, 24))
    maps = units.maps_of(network, "0", 0, [picture[None]])
    corner = units.strongest(maps, layers[0], 200)
    assert {(len(patch.rows), len(patch.columns)) for patch in corner} >= {(3, 3), (5, 5), (3, 5)}
    dense = units.strongest(units.maps_of(network, "6", 2, [picture[None]]), layers[-1])
    assert [(patch.rows, patch.columns) for patch in dense] == [(range(24), range(24))]
    with pytest.raises(ValueError, match="no channel number 6: choose 0 to 5"):
        units.maps_of(network, "0", 6, [picture[None]])


def normalize(pictures: Tensor) -> Tensor:
    return (pictures - 0.5) / 0.25


@pytest.mark.parametrize(("layer", "whole"), [("0", False), ("3", True), ("6", False)])
def test_a_driven_unit_rises_above_every_random_picture(layer: str, whole: bool) -> None:
    network = small()
    with torch.no_grad():
        network(torch.zeros(1, 3, 24, 24))
    settings = {"steps": 60, "whole": whole, "smooth": 0.05, "jitter": 0, "blur": 0}  # its filters are noise themselves
    grown = list(units.drive(network, layer, 2, (3, 24, 24), normalize, seed=1, **settings))  # type: ignore[arg-type]
    values = [picture.activation for picture in grown]
    assert values[-1] == max(values) > values[0]
    assert grown[-1].step == 60 and [picture.step for picture in grown[:3]] == [0, 4, 8]
    pictures = torch.rand(500, 3, 24, 24)
    with torch.no_grad():
        plane = tap.layer_output(network, layer, normalize(pictures))[:, 2]
        rival = (plane.mean((1, 2)) if whole else plane[:, 12, 12] if layer == "0" else plane).max()
        again = tap.layer_output(network, layer, normalize(grown[-1].picture[None]))[0, 2]
    assert values[-1] > float(rival)
    shown = again.mean() if whole else again[12, 12] if layer == "0" else again
    assert float(shown) == pytest.approx(values[-1], rel=1e-5)
    assert float(grown[-1].picture.min()) >= 0 and float(grown[-1].picture.max()) <= 1
    same = list(units.drive(network, layer, 2, (3, 24, 24), normalize, seed=1, **settings))  # type: ignore[arg-type]
    assert torch.equal(same[-1].picture, grown[-1].picture)
    other = list(units.drive(network, layer, 2, (3, 24, 24), normalize, seed=2, **settings | {"steps": 8}))  # type: ignore[arg-type]
    assert not torch.equal(other[0].picture, grown[0].picture)


def test_a_linear_unit_is_driven_towards_its_own_filter() -> None:
    """Without pulls and shifts the best picture in [0, 1] is white where the weight is positive, black elsewhere."""
    network = nn.Sequential(nn.Conv2d(3, 1, 7)).eval()
    steps = {"smooth": 0.0, "faint": 0.0, "blur": 0, "steps": 400, "rate": 0.1}
    *_, last = units.drive(network, "0", 0, (3, 7, 7), normalize, **steps)  # type: ignore[arg-type]
    best = (network.get_parameter("0.weight")[0] > 0).float()
    bound = float(network(normalize(best[None])).detach())
    assert last.activation > 0.9 * bound
    assert float(((last.picture > 0.5) == (best > 0.5)).double().mean()) > 0.95


def test_smoothness_is_bought_with_activation() -> None:
    network = nn.Sequential(nn.Conv2d(3, 1, 9)).eval()
    settings = {"blur": 0, "steps": 100}
    rough, smooth = (
        list(units.drive(network, "0", 0, (3, 9, 9), normalize, smooth=pull, **settings))[-1]  # type: ignore[arg-type]
        for pull in (0.0, 1.0)
    )
    roughness = [float(sum(it.picture.diff(dim=d).abs().mean() for d in (1, 2))) for it in (rough, smooth)]
    assert roughness[1] < roughness[0] and smooth.activation < rough.activation
