"""The network as PyTorch modules and as a script that runs as it is."""

import contextlib
import io
import subprocess
import sys
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from cnnviz.geometry.axes import GeometryError
from cnnviz.lessons.layer_stack.listing import network_script
from cnnviz.networks.stack.layers import Network
from cnnviz.networks.stack.modules import build, measure
from cnnviz.networks.stack.presets import PRESETS
from cnnviz.networks.stack.summary import summarize
from cnnviz.networks.stack.text import parse_network
from tests.engine.networks.network_stacks import Run, stacks

SMALL = ["LeNet-5", "NiN", "Inception block", "MobileNet block", "Autoencoder", "ResNet stage"]


def executed(script: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(script, "network.py", "exec"), names)
    names["printed"] = printed.getvalue()
    return names


@pytest.mark.parametrize("name", SMALL)
def test_the_script_of_a_preset_runs_and_has_its_numbers(name: str) -> None:
    summary = summarize(parse_network(PRESETS[name].text))
    names = executed(network_script(parse_network(PRESETS[name].text)))
    assert tuple(names["result"].shape) == (1, *summary.shape)
    assert sum(p.numel() for p in names["network"].parameters()) == summary.total("parameters")
    assert names["printed"] == f"shape {(1, *summary.shape)}\nparameters {summary.total('parameters')}\n"


@pytest.mark.parametrize("name", ["AlexNet", "VGG-16"])
def test_the_script_of_a_large_preset_is_torchvisions_network(name: str) -> None:
    """Under the meta device nothing is stored, but every shape is worked out."""
    import torchvision

    with torch.device("meta"):
        names = executed(network_script(parse_network(PRESETS[name].text)))
        theirs = {"AlexNet": torchvision.models.alexnet, "VGG-16": torchvision.models.vgg16}[name]()
    assert [p.shape for p in names["network"].parameters()] == [p.shape for p in theirs.parameters()]
    assert tuple(names["result"].shape) == (1, 1000)


def test_the_script_needs_nothing_but_torch() -> None:
    script = network_script(parse_network(PRESETS["LeNet-5"].text))
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "shape (1, 10)\nparameters 61706\n"


def possible(network: Network) -> Network:
    """The network up to its first impossible layer."""
    failed = summarize(network).failed
    return Network(network.shape, network.layers[: failed[0]]) if failed else network


@settings(deadline=None, max_examples=40)
@given(network=stacks())
def test_module_script_and_measurement_agree_with_torch_layer_by_layer(network: Network) -> None:
    network = possible(network)
    x = torch.zeros(2, *network.shape)
    run = Run(network, x)
    assert run.output is not None
    names = executed(network_script(network))
    measured = measure(network)
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        module = build(network).eval()
        output = module(x)
    by_hand = sum(run.parameters.values())
    assert tuple(output.shape) == tuple(run.output.shape) == (2, *measured.shape)
    assert tuple(names["result"].shape) == (1, *measured.shape)
    assert sum(p.numel() for p in names["network"].parameters()) == by_hand == measured.parameters
    assert counter.get_total_flops() == 2 * 2 * measured.multiply_adds


@settings(deadline=None, max_examples=30)
@given(network=stacks())
def test_the_script_computes_what_the_module_computes(network: Network) -> None:
    """With the same weights: the blocks of the script add and concatenate as those of the module do."""
    network = possible(network)
    theirs: nn.Module = executed(network_script(network))["network"].double().eval()
    ours = build(network).double().eval()
    for one, other in zip(ours.parameters(), theirs.parameters(), strict=True):
        one.data = other.data
    x = torch.randn(2, *network.shape, dtype=torch.float64)
    with torch.no_grad():
        assert torch.allclose(ours(x), theirs(x), atol=1e-12)


def test_a_residual_block_adds_and_a_concatenation_puts_side_by_side() -> None:
    x = torch.randn(2, 3, 5, 5)
    with torch.no_grad():
        assert torch.equal(build(parse_network("3x5-res[relu]"))(x), x.relu() + x)
        assert torch.equal(build(parse_network("3x5-cat[relu||tanh]"))(x), torch.cat([x.relu(), x, x.tanh()], 1))


def test_an_impossible_network_has_no_script_and_no_module() -> None:
    network = parse_network("1x4-c8k5")
    for make in (network_script, build, measure):
        with pytest.raises(GeometryError, match="covers 5 pixels but the input has only 4"):
            make(network)


def test_huge_networks_are_measured_without_memory() -> None:
    network = parse_network("3x4000-c1000k99p49-max4-flat-d1000")
    measured = measure(network)
    summary = summarize(network)
    assert measured == (summary.shape, summary.total("parameters"), summary.total("multiply_adds"))
    assert measured.multiply_adds == 1000 * 3 * 99 * 99 * 4000**2 + 1000 * 1000 * 1000 * 1000
