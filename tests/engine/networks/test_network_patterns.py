"""What public networks do, one thing at a time: maps, traces, costs and receptive fields are PyTorch's own."""

import copy
import itertools
import random
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from cnnviz import networks
from cnnviz.networks.fields.receptive_fields import walk
from cnnviz.networks.inside.opened import look
from cnnviz.networks.inside.table import summarize, totals
from cnnviz.networks.inside.tap import layer_output
from cnnviz.networks.inside.tracing import trace
from tests.engine.networks.network_patterns import PATTERNS


def built(name: str, seed: int = 0) -> tuple[nn.Module, Tensor]:
    """The network in evaluation mode, as if trained, and an image."""
    torch.manual_seed(seed)
    make, size = PATTERNS[name]
    network = make().eval()
    for part in network.modules():
        if isinstance(part, nn.modules.batchnorm._BatchNorm) and part.running_mean is not None:
            nn.init.normal_(part.running_mean)
            nn.init.uniform_(part.running_var, 0.5, 2)  # type: ignore[arg-type]
    return network, torch.rand(size)


def tensors(value: Any) -> list[Tensor]:
    if isinstance(value, Tensor):
        return [value] if value.is_floating_point() and value.ndim > 1 else []
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, tuple | list) else ()
    return [found for part in parts for found in tensors(part)]


def hooked(network: nn.Module, image: Tensor) -> tuple[dict[str, Tensor], Any]:
    """What every layer gave at its first use, copied at once, and the outputs of the untouched network."""
    kept: dict[str, Tensor] = {}
    handles = []
    for name, part in network.named_modules():
        if type(part).__module__.startswith("torch.nn.modules") and not isinstance(part, nn.Sequential):

            def keep(_: nn.Module, __: Any, output: Any, name: str = name) -> None:
                if isinstance(output, Tensor) and name not in kept:
                    kept[name] = output.clone()

            handles.append(part.register_forward_hook(keep))
    with torch.no_grad():
        output = network(image[None].clone())
    for handle in handles:
        handle.remove()
    return kept, output


def test_the_table_is_systematic() -> None:
    assert len(PATTERNS) > 150


@pytest.mark.parametrize("name", PATTERNS)
def test_maps_are_those_of_hooks(name: str) -> None:
    network, image = built(name)
    kept, output = hooked(network, image)
    maps = networks.feature_maps(network, image)
    for layer, values in kept.items():
        found = maps.get("input#2" if layer == "input" else layer)
        assert found is not None or "encoder" in name
        if found is not None:
            torch.testing.assert_close(found, values[0])
    for given in tensors(output):
        same = [one for one in maps.values() if one.shape == given.shape[1:]]
        assert any(torch.allclose(one, given[0], atol=1e-6) for one in (*same, image) if one.shape == given.shape[1:])


def traced(name: str, count: int = 3) -> list[str]:
    """The sentences of what is refused; fails on a sum or a place that is not right."""
    network, image = built(name)
    opened = look(network, image)
    rng, refused = random.Random(1), []
    for layer, values in opened.maps.items():
        for _ in range(count):
            index = tuple(rng.choice([0, n - 1, rng.randrange(n)]) for n in values.shape)
            try:
                found = trace(opened, layer, index)
            except ValueError as error:
                refused.append(str(error))
                continue
            assert found.value == float(values[index])
            size = abs(found.value) + sum(abs(term.product) for term in found.terms)
            assert abs(found.total - found.value) <= 1e-4 * size + 1e-9, (layer, index)
            for term in found.terms:
                if term.layer:
                    below = opened.image if term.layer == "input" else opened.maps[term.layer]
                    assert float(below[term.index]) == pytest.approx(term.value, rel=1e-6), (layer, term)
    return refused


# functions of many values at once, which are no sum of products
NO_SUM = (
    *("glu", "variance", "log of the sum", "normalised", "spatial softmax", "attention", "encoder", "recurrent"),
    *("layer norm", "norm by hand", "gram"),
)


@pytest.mark.parametrize("name", PATTERNS)
def test_terms_add_up(name: str) -> None:
    refused = traced(name)
    assert not refused or name.startswith(NO_SUM)
    assert all("choose the layer before or behind it" in sentence for sentence in refused)


@pytest.mark.parametrize("name", PATTERNS)
def test_costs_and_shapes(name: str) -> None:
    network, image = built(name)
    kept, _ = hooked(network, image)
    rows = summarize(network, tuple(image.shape))
    by_name = {row.name: row for row in rows}
    for layer, values in kept.items():
        row = by_name.get("input#2" if layer == "input" else layer)
        if row is not None:
            assert row.output_shape == tuple(values.shape[1:])
    counted = totals(rows)
    device = "meta" if name.startswith(("attention", "encoder")) else "cpu"  # where attention is taken apart
    with FlopCounterMode(display=False) as counter:
        copy.deepcopy(network).to(device)(image[None].to(device))
    output = network(image[None].clone())
    sum(one.sum() for one in tensors(output)).backward()  # type: ignore[union-attr]
    used = sum(weight.numel() for weight in network.parameters() if weight.grad is not None or name == "masked")
    if "recurrent" not in name:  # which operation it is there depends on the machine
        assert counted.multiply_adds == counter.get_total_flops() // 2
    assert counted.parameters == used
    for row in rows:
        assert row.unknown == "" or row.unknown.endswith(".")


SEEN = (
    *("chunk", "split", "transpose a square map", "permute there and back", "slices", "shifted", "a channel", "expand"),
    *("pixel shuffle", "pixel unshuffle", "shuffle by view", "pad", "pad reflect", "upsample by a fraction"),
    *("smooth by a fraction", "interpolate half", "interpolate corners", "U-Net by size", "mean of rows"),
)


@pytest.mark.parametrize("name", SEEN)
def test_units_see_what_moves_them_and_no_more(name: str) -> None:
    assert check_fields(name) == []


def flat_index(unit: tuple[int, ...], units: tuple[int, ...]) -> int:
    """Where a unit stands when its map is one row."""
    place = 0
    for i, n in zip(unit, units, strict=True):
        place = place * n + i
    return place


def check_fields(name: str) -> list[str]:
    """Fails where a unit's gradient reaches beyond its field; gives the rows that see less than they should."""
    network, image = built(name)
    network = network.double()
    rows = [step.row for step in walk(network, tuple(image.shape))]
    looser = []
    for row in rows[-2:]:
        if row.unknown or not row.axes:
            continue
        reached: dict[tuple[int, ...], list[set[int]]] = {}
        for seed in range(2):
            torch.manual_seed(seed)
            leaf = torch.randn(1, *image.shape, dtype=torch.float64, requires_grad=True)
            try:
                output = layer_output(network, row.name, leaf * 1)
            except ValueError:  # a split gives several tensors
                break
            one = all(n == 1 for n in row.units)
            if not one and tuple(output.shape[2:]) != row.units:
                break
            weights = torch.rand(output.shape[1] if output.ndim > 1 else 1, dtype=torch.float64) + 0.5
            corners = itertools.product(*((0, n - 1) for n in row.units))
            for unit in [*corners, tuple(n // 2 for n in row.units)] if not one else [(0,) * len(row.units)]:
                value = (
                    (output * torch.rand_like(output)).sum()
                    if one
                    else (output[0].reshape(len(weights), -1)[:, flat_index(unit, row.units)] * weights).sum()
                )
                (gradient,) = torch.autograd.grad(value, leaf, retain_graph=True, allow_unused=True)
                if gradient is None:
                    continue
                found = reached.setdefault(unit, [set() for _ in row.units])
                for axis, pixels in enumerate(found):
                    others = tuple(i for i in range(gradient.ndim) if i != axis + 2)
                    pixels.update((gradient != 0).any(others).nonzero().flatten().tolist() if others else [])
        for unit, found in reached.items():
            for pixels, expected in zip(found, row.pixels(unit), strict=True):
                assert pixels <= set(expected), (name, row.name, unit, pixels, expected)
                ends = (min(pixels), max(pixels)) if pixels else None
                if ends != ((expected[0], expected[-1]) if expected else None):
                    looser.append(f"{name}: {row.name} {unit} {ends} {expected}")
    return looser[:1]


def test_two_inputs_and_scripts_get_a_sentence() -> None:
    class Two(nn.Module):
        def forward(self, left: Tensor, right: Tensor) -> Tensor:
            return left + right

    for call in (networks.feature_maps, lambda net, image: summarize(net, tuple(image.shape))):
        with pytest.raises(ValueError, match=r"reads 2 inputs \(left, right\), and one picture is given: wrap it"):
            call(Two(), torch.rand(3, 5, 5))
        with pytest.raises(ValueError, match=r"scripted network .* give the network that it was made from"):
            call(torch.jit.script(nn.Sequential(nn.Conv2d(3, 1, 1))), torch.rand(3, 5, 5))
