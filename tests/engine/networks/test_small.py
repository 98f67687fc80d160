"""cnnviz.networks.small: networks to train, against networks written by hand, and the settings that shape them."""

import math
from dataclasses import replace
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from cnnviz.networks import small
from cnnviz.networks.stack.summary import summarize
from cnnviz.training.recipe import NETWORKS, Recipe, allowed

DIGITS: dict[str, Any] = {"in_channels": 1, "size": (28, 28), "classes": 10}


def weights_of(network: nn.Module) -> list[Tensor]:
    return list(network.state_dict().values())


def with_weights(theirs: nn.Module, ours: nn.Module) -> nn.Module:
    """A network written by hand with the weights of another, taken in order."""
    names = list(theirs.state_dict())
    values = weights_of(ours)
    theirs.load_state_dict(dict(zip(names, values, strict=True)))
    return theirs.eval()


class Lenet5(nn.Module):
    """Y. LeCun et al. 1998, as it is written today, or with tanh and average pooling."""

    def __init__(self, classic: bool) -> None:
        super().__init__()
        self.classic = classic
        self.convolutions = nn.ModuleList([nn.Conv2d(1, 6, 5, padding=2), nn.Conv2d(6, 16, 5)])
        self.dense = nn.ModuleList([nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)])

    def forward(self, x: Tensor) -> Tensor:
        bend = torch.tanh if self.classic else torch.relu
        for convolution in self.convolutions:
            x = bend(convolution(x))
            n, c, h, w = x.shape
            blocks = x.reshape(n, c, h // 2, 2, w // 2, 2)
            x = blocks.mean((3, 5)) if self.classic else blocks.amax((3, 5))
        x = x.flatten(1)
        for place, layer in enumerate(self.dense):
            x = bend(layer(x)) if place < 2 else layer(x)
        return x


@pytest.mark.parametrize("name", ["lenet5", "lenet5_classic"])
def test_lenet5(name: str) -> None:
    ours = small.build(Recipe(network=name), **DIGITS).eval()
    assert sum(value.numel() for value in weights_of(ours)) == 61_706
    pictures = torch.randn(3, 1, 28, 28)
    torch.testing.assert_close(ours(pictures), with_weights(Lenet5(name == "lenet5_classic"), ours)(pictures))


class Block(nn.Module):
    """A residual block without batch norm."""

    def __init__(self, before: int, width: int, stride: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(before, width, 3, stride, 1)
        self.second = nn.Conv2d(width, width, 3, 1, 1)
        self.shortcut = nn.Conv2d(before, width, 1, stride) if stride > 1 else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(self.second(torch.relu(self.first(x))) + self.shortcut(x))


def test_small_resnet() -> None:
    ours = small.build(Recipe(network="small_resnet"), 3, (20, 16), 4).eval()
    blocks = [Block(16, 16, 1), Block(16, 32, 2), Block(32, 64, 2)]
    pooled: list[nn.Module] = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 4)]
    theirs = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), *blocks, *pooled)
    pictures = torch.randn(2, 3, 20, 16)
    torch.testing.assert_close(ours(pictures), with_weights(theirs, ours)(pictures))


def test_tiny_vgg_and_perceptron() -> None:
    ours = small.build(Recipe(network="tiny_vgg", depth=2, activation="elu"), 1, (16, 16), 5).eval()
    layers: list[nn.Module] = []
    for before, width in ((1, 16), (16, 32)):
        layers += [nn.Conv2d(before, width, 3, padding=1), nn.ELU(), nn.Conv2d(width, width, 3, padding=1), nn.ELU()]
        layers += [nn.MaxPool2d(2)]
    layers += [nn.Flatten(), nn.Linear(512, 64), nn.ELU(), nn.Linear(64, 5)]
    pictures = torch.randn(2, 1, 16, 16)
    torch.testing.assert_close(ours(pictures), with_weights(nn.Sequential(*layers), ours)(pictures))
    ours = small.build(Recipe(network="mlp"), 1, (8, 8), 10)
    dense = [nn.Flatten(), nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 10)]
    digits = torch.randn(2, 1, 8, 8)
    torch.testing.assert_close(ours(digits), with_weights(nn.Sequential(*dense), ours)(digits))


def test_the_default_weights_are_those_that_pytorch_makes_from_the_seed() -> None:
    torch.manual_seed(5)
    theirs = [nn.Linear(64, 128), nn.Linear(128, 128), nn.Linear(128, 10)]
    expected = [value for layer in theirs for value in layer.state_dict().values()]
    torch.manual_seed(99)
    before = torch.get_rng_state()
    ours = small.build(Recipe(network="mlp", seed=5), 1, (8, 8), 10)
    assert torch.equal(torch.get_rng_state(), before)
    assert all(torch.equal(a, b) for a, b in zip(weights_of(ours), expected, strict=True))


@pytest.mark.parametrize("name", ["he", "xavier", "normal"])
def test_first_weights_have_the_spread_of_their_rule(name: str) -> None:
    network = small.build(Recipe(network="mlp", initialization=name), 1, (16, 16), 10)
    layer = network.get_submodule("dense1")
    assert isinstance(layer, nn.Linear)
    fan_in, fan_out, count = 256, 128, 256 * 128
    spread = {"he": math.sqrt(2 / fan_in), "xavier": math.sqrt(2 / (fan_in + fan_out)), "normal": 0.05}[name]
    assert layer.weight.std().item() == pytest.approx(spread, rel=5 / math.sqrt(count))
    assert layer.weight.mean().item() == pytest.approx(0, abs=5 * spread / math.sqrt(count))
    if name == "xavier":
        assert layer.weight.abs().max().item() <= math.sqrt(6 / (fan_in + fan_out))
    assert not layer.bias.any()


def test_zeros_give_every_class_the_same_score() -> None:
    network = small.build(Recipe(initialization="zeros"), **DIGITS)
    assert not network(torch.randn(2, 1, 28, 28)).any()


@settings(deadline=None, max_examples=15)
@given(
    st.sampled_from(NETWORKS),
    st.sampled_from([1, 3]),
    st.tuples(st.integers(6, 70), st.integers(6, 70)),
    st.integers(2, 20),
    st.sampled_from(allowed("activation")),
    st.sampled_from(allowed("pooling")),
    st.integers(0, 4),
    st.booleans(),
    st.sampled_from([0.0, 0.25]),
)
def test_every_network_fits_every_picture(
    name: str,
    channels: int,
    native: tuple[int, int],
    classes: int,
    activation: str,
    pooling: str,
    depth: int,
    norm: bool,
    dropout: float,
) -> None:
    recipe = Recipe(network=name, activation=activation, pooling=pooling, depth=depth, batch_norm=norm, dropout=dropout)
    size = small.input_size(recipe, native)
    try:
        network = small.build(recipe, channels, size, classes)
    except ValueError as error:
        assert "too many to train live" in str(error)
        return
    assert network(torch.randn(2, channels, *size)).shape == (2, classes)
    counted = summarize(small.stack(recipe, channels, size, classes)).total("parameters")
    assert sum(parameter.numel() for parameter in network.parameters()) == counted
    assert any(isinstance(layer, nn.BatchNorm2d | nn.BatchNorm1d) for layer in network.modules()) == norm
    has_dense = name not in ("small_resnet",)
    if has_dense:
        assert any(isinstance(layer, nn.Dropout) for layer in network.modules()) == bool(dropout)


CHANGES: dict[str, Any] = {"activation": "gelu", "pooling": "stride", "batch_norm": True, "dropout": 0.5, "depth": 2}


@pytest.mark.parametrize("name", [*NETWORKS, "stack:1x28-c4k3-relu-flat-d10"])
@pytest.mark.parametrize("setting", CHANGES)
def test_a_setting_changes_the_network_or_is_said_to_be_ignored(name: str, setting: str) -> None:
    plain = Recipe(network=name, depth=3 if setting == "depth" else 0)
    changed = replace(plain, **{setting: CHANGES[setting]})
    same = small.text(plain, 1, (28, 28), 10) == small.text(changed, 1, (28, 28), 10)
    assert same == (setting in small.ignored(changed))
    said = " ".join(small.notes(changed))
    assert (setting.replace("_", " ") in said) == same


def test_what_the_builder_holds_is_trained_as_it_is() -> None:
    text = "1x12-cat[c2k3p1|c3k1]-relu-res[c5k3p1]-gap-flat-d4-softmax"
    recipe = Recipe(network=f"stack:{text}")
    assert small.input_size(recipe, (99, 5)) == (12, 12)
    assert small.text(recipe, 1, (12, 12), 4) == text.removesuffix("-softmax")
    assert "softmax" in small.notes(recipe)[0]
    network = small.build(recipe, 1, (12, 12), 4)
    assert network(torch.randn(2, 1, 12, 12)).shape == (2, 4)
    assert [name for name, _ in network.named_children()] == [
        "block1", "relu1", "block2", "pool1", "flatten1", "output",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1x12-flat-d3", "put d4 at its end"),
        ("1x12-c4k3", "put flat-d4 at its end"),
        ("3x12-flat-d4", "begin it with 1x12x12"),
        ("1x12-flat-d2000-d2000-d2000-d4", "too many to train live"),
        ("1x2-max1-flat", "no weights"),
        ("1x12-c4k15-flat-d4", "."),
    ],
)
def test_a_network_that_cannot_be_trained_is_refused(text: str, words: str) -> None:
    recipe = Recipe(network=f"stack:{text}")
    with pytest.raises(ValueError, match=words):
        small.build(recipe, 1, small.input_size(recipe, (12, 12)), 4)


def test_every_network_is_described() -> None:
    assert tuple(small.NETWORKS) == NETWORKS
    assert all(text.endswith(".") for text in small.NETWORKS.values())
