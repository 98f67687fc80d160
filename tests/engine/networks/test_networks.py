"""The catalogue of networks against torchvision, torchinfo, PyTorch's own counters and the printed numbers."""

import subprocess
import sys
from functools import cache
from typing import Any

import pytest
import torch
import torchinfo
import torchvision
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from cnnviz import networks
from cnnviz.networks import builders
from cnnviz.networks.catalogue import CATALOGUE
from cnnviz.networks.inside.table import Row, summarize, totals

IN_TORCHVISION = [name for name in networks.NAMES if name in torchvision.models.list_models()]
PRINTED = 0.04  # numbers in print are rounded, and some networks differ a little: see the catalogue


@cache
def shape_of(name: str) -> nn.Module:
    return builders.build(name, device="meta")


@cache
def table(name: str) -> list[Row]:
    return summarize(shape_of(name), CATALOGUE[name].input_size)


def test_the_names_of_the_course() -> None:
    course = {
        *("lenet5", "alexnet", "vgg16", "nin", "googlenet", "resnet18", "resnet34", "resnet50", "resnext50_32x4d"),
        *("densenet121", "mobilenet_v1", "mobilenet_v2", "efficientnet_b0"),
    }
    assert course <= set(networks.NAMES)
    assert course - set(IN_TORCHVISION) == {"lenet5", "nin", "mobilenet_v1"}


def test_importing_the_catalogue_imports_no_torch() -> None:
    check = "import sys\nfrom cnnviz import networks\nassert networks.NAMES\nsys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check]).returncode == 0


@pytest.mark.parametrize("name", networks.NAMES)
def test_totals_of_torchinfo_and_the_flop_counter(name: str) -> None:
    known = CATALOGUE[name]
    ours = totals(table(name))
    info = torchinfo.summary(shape_of(name), (1, *known.input_size), verbose=0, device="meta", depth=9)
    assert ours.parameters == info.total_params
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        shape_of(name)(torch.empty(1, *known.input_size, device="meta"))
    assert ours.multiply_adds == counter.get_total_flops() // 2
    # torchinfo adds the biases, once per output value, and the weights of batch norm
    extras = 0
    for leaf in info.summary_list:
        if leaf.is_leaf_layer:
            weights = dict(leaf.module.named_parameters(recurse=False))
            bias = weights["bias"].numel() if "bias" in weights else 0
            if isinstance(leaf.module, nn.BatchNorm2d):
                extras += 2 * bias
            elif isinstance(leaf.module, nn.Conv2d):
                extras += bias * leaf.output_size[2] * leaf.output_size[3]
            else:
                extras += bias
    assert ours.multiply_adds + extras == info.total_mult_adds


@pytest.mark.parametrize("name", networks.NAMES)
def test_rows_are_the_layers_that_torchinfo_sees(name: str) -> None:
    info = torchinfo.summary(shape_of(name), (1, *CATALOGUE[name].input_size), verbose=0, device="meta", depth=9)
    theirs = [
        (tuple(leaf.output_size[1:]), leaf.num_params)
        for leaf in info.summary_list
        if leaf.is_leaf_layer
        and type(leaf.module) is not nn.Sequential  # an empty shortcut
        and leaf.class_name != "StochasticDepth"  # a function to torch.fx
    ]
    layers = dict(shape_of(name).named_modules())
    used = [row for row in table(name) if row.name.split("#")[0] in layers]
    # a second use of the same ReLU has a row in both
    assert [(row.output_shape, row.parameters) for row in used] == theirs


@pytest.mark.parametrize("name", IN_TORCHVISION)
def test_numbers_that_torchvision_publishes(name: str) -> None:
    meta: dict[str, Any] = torchvision.models.get_model_weights(name)["IMAGENET1K_V1"].meta
    ours, known = totals(table(name)), CATALOGUE[name]
    assert ours.parameters == meta["num_params"]
    assert ours.multiply_adds / 1e9 == pytest.approx(meta["_ops"], abs=0.001)
    accuracy = meta["_metrics"]["ImageNet-1K"]
    assert known.top1 == pytest.approx(100 - accuracy["acc@1"])
    assert known.top5 == pytest.approx(100 - accuracy["acc@5"])


@pytest.mark.parametrize("name", networks.NAMES)
def test_numbers_in_print(name: str) -> None:
    ours, known = totals(table(name)), CATALOGUE[name]
    for count, printed in ((ours.parameters, known.parameters), (ours.multiply_adds, known.multiply_adds)):
        if printed is not None:
            assert known.where
            assert count == pytest.approx(printed, rel=PRINTED)
    assert (known.top1 is None) == (known.measured == "")
    assert known.new.endswith(".")
    assert str(known.year)[:2] in ("19", "20")


def test_exact_numbers_of_the_course() -> None:
    counts = {name: totals(table(name)).parameters for name in networks.NAMES}
    assert counts["lenet5"] == 61_706
    assert counts["alexnet"] == 61_100_840
    assert counts["vgg16"] == 138_357_544
    assert counts["nin"] == 7_595_176
    assert round(counts["nin"] * 4 / 2**20) == 29  # MB, the size of the published file
    assert counts["mobilenet_v1"] == 4_231_976
    assert totals(table("mobilenet_v1")).multiply_adds == 568_740_352
    fields = {row.name: row.receptive_field for row in table("vgg16")}
    assert fields["features.30"] == 212
    assert {row.name: row.receptive_field for row in table("resnet50")}["layer4.2.add"] == 427


def test_activation_memory_is_what_the_outputs_take() -> None:
    maps = networks.feature_maps(networks.build("resnet18"), torch.rand(3, 64, 64))
    for row in summarize(networks.build("resnet18"), (3, 64, 64)):
        if row.memory:
            assert row.memory == maps[row.name].nbytes


def test_weights_come_from_the_seed_and_classes_from_the_caller() -> None:
    torch.manual_seed(3)
    before = torch.random.get_rng_state()
    one, same, other = (networks.build("lenet5", seed=seed) for seed in (1, 1, 2))
    assert torch.equal(before, torch.random.get_rng_state())
    weights = [net.state_dict()["features.c1.weight"] for net in (one, same, other)]
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])
    assert not one.training
    assert networks.build("mobilenet_v1", num_classes=7)(torch.rand(1, 3, 32, 32)).shape == (1, 7)


@pytest.mark.parametrize(
    ("name", "side"), [("lenet5", 32), ("nin", 64), ("googlenet", 64), ("resnet18", 64), ("densenet121", 64),
                       ("mobilenet_v1", 64), ("efficientnet_b0", 64), ("small_resnet", 64)]
)  # fmt: skip
def test_feature_maps_are_those_of_hooks(name: str, side: int) -> None:
    """Hooks copy what every layer gives before an in-place layer behind it can write into it."""
    module = networks.build(name)
    image = torch.rand(CATALOGUE[name].input_size[0], side, side)
    hooked: dict[str, Tensor] = {}

    def hook(layer_name: str) -> Any:
        def keep(layer: nn.Module, given: Any, output: Tensor) -> None:
            hooked.setdefault(layer_name, output[0].clone())

        return keep

    handles = [
        layer.register_forward_hook(hook(layer_name))
        for layer_name, layer in module.named_modules()
        if not list(layer.children())
        and type(layer).__module__.startswith("torch.nn")
        and type(layer) is not nn.Sequential
    ]
    with torch.no_grad():
        scores = module(image[None])[0]
    for handle in handles:
        handle.remove()
    maps = networks.feature_maps(module, image)
    assert hooked.keys() <= maps.keys()
    for layer_name, values in hooked.items():
        torch.testing.assert_close(maps[layer_name], values)
    torch.testing.assert_close(list(maps.values())[-1], scores)
    assert [row.name for row in summarize(module, image.shape) if row.kind != "chunk"] == list(maps)
    for row in summarize(module, image.shape):
        assert row.output_shape == tuple(maps[row.name].shape)


def test_looking_changes_nothing() -> None:
    module = networks.build("resnet18").train()
    module.get_submodule("bn1").eval()
    before = {name: value.clone() for name, value in module.state_dict().items()}
    image = torch.rand(2, 3, 32, 32)
    copy = image.clone()
    maps = networks.feature_maps(module, image)
    assert maps["conv1"].shape == (2, 64, 16, 16)
    assert torch.equal(image, copy)
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())
    assert module.training
    assert not module.get_submodule("bn1").training


def test_nonsense_gets_a_sentence() -> None:
    with pytest.raises(ValueError, match="no network called 'resnet19': choose one of lenet5"):
        networks.build("resnet19")
    with pytest.raises(ValueError, match="at least one class"):
        networks.build("resnet18", num_classes=0)
    with pytest.raises(ValueError, match="cannot read an image of 3 × 32 × 32"):
        networks.feature_maps(networks.build("lenet5"), torch.rand(3, 32, 32))
    with pytest.raises(ValueError, match="cannot read an image of 3 × 8 × 8"):
        networks.feature_maps(networks.build("alexnet"), torch.rand(3, 8, 8))
    with pytest.raises(ValueError, match="has the axes"):
        networks.feature_maps(networks.build("lenet5"), torch.rand(32, 32))
    with pytest.raises(ValueError, match="cannot read a map"):
        summarize(shape_of("lenet5"), (1, 20, 20))
