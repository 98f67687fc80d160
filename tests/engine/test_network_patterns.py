"""What public networks do, one thing at a time: maps, traces, costs and receptive fields are PyTorch's own."""

import copy
import random
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from cnnviz import networks
from cnnviz.networks.layer_table import summarize, totals
from cnnviz.networks.opened import look
from cnnviz.networks.tracing import trace
from tests.engine.network_patterns import PATTERNS


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


def test_two_inputs_and_scripts_get_a_sentence() -> None:
    class Two(nn.Module):
        def forward(self, left: Tensor, right: Tensor) -> Tensor:
            return left + right

    for call in (networks.feature_maps, lambda net, image: summarize(net, tuple(image.shape))):
        with pytest.raises(ValueError, match=r"reads 2 inputs \(left, right\), and one picture is given: wrap it"):
            call(Two(), torch.rand(3, 5, 5))
        with pytest.raises(ValueError, match=r"scripted network .* give the network that it was made from"):
            call(torch.jit.script(nn.Sequential(nn.Conv2d(3, 1, 1))), torch.rand(3, 5, 5))
