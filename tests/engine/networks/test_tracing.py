"""Every value of a network is the sum of its terms, and they are the ones that PyTorch's own gradient finds."""

import math
import random
from functools import cache
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, fx, nn

from cnnviz import networks
from cnnviz.networks.catalogue import CATALOGUE
from cnnviz.networks.fields.receptive_fields import receptive_fields
from cnnviz.networks.inside.opened import Opened, look
from cnnviz.networks.inside.tracing import Trace, chain, trace

# elsewhere 40 pixels, so that borders are near
SIDES = {"lenet5": 32, "nin": 48, "alexnet": 64, "tiny_vgg": 64, "edges": 64}


class Everything(nn.Module):
    """What the networks of the catalogue do not hold: odd paddings, groups, transposed convolutions, splits, …"""

    def __init__(self) -> None:
        super().__init__()
        self.reflect = nn.Conv2d(3, 8, 3, padding=2, padding_mode="reflect", bias=False)
        self.circular = nn.Conv2d(8, 8, (3, 2), (1, 2), (1, 0), (2, 1), groups=4, padding_mode="circular")
        self.replicate = nn.Conv2d(8, 6, 3, padding="same", dilation=2, padding_mode="replicate")
        self.lrn = nn.LocalResponseNorm(4, alpha=0.3, beta=0.6, k=1.5)
        self.up = nn.ConvTranspose2d(6, 4, 3, 2, 1, 1, groups=2)
        self.rounded = nn.AvgPool2d(3, 2, 1, ceil_mode=True, count_include_pad=False)
        self.padded = nn.AvgPool2d(3, 2, 1, ceil_mode=True)
        self.most = nn.MaxPool2d(2, 2, 1, dilation=2, ceil_mode=True)
        self.adapted = nn.AdaptiveAvgPool2d((3, 2))
        self.norm = nn.BatchNorm2d(4, affine=False)
        self.shuffle = nn.ChannelShuffle(2)
        self.score = nn.Linear(24, 5)
        self.softmax = nn.Softmax(1)

    def forward(self, pictures: Tensor) -> Tensor:
        maps = F.silu(self.lrn(self.replicate(self.circular(self.reflect(pictures)))))
        maps = self.norm(self.up(maps))
        left, right = maps.chunk(2, dim=1)
        maps = torch.cat([right - left, left * torch.sigmoid(right)], 1)
        maps = F.avg_pool2d(self.padded(self.rounded(maps)), 2) + 0.5
        maps = F.adaptive_max_pool2d(F.max_pool2d(maps, 3, 1, 1), 6)
        maps = self.adapted(self.most(F.pad(self.shuffle(maps), (1, 2, 0, 1)))) * maps.mean((2, 3), keepdim=True)
        scores: Tensor = self.softmax(self.score(F.dropout(maps, training=self.training).view(maps.size(0), -1)))
        return scores


@cache
def opened(name: str, dtype: torch.dtype = torch.float64) -> Opened:
    torch.manual_seed(5)
    side = SIDES.get(name, 40)
    if name == "everything":
        return look(Everything().eval().to(dtype), torch.rand(3, 29, 31, dtype=dtype))
    module = networks.build(name)
    for layer in module.modules():
        if isinstance(layer, nn.BatchNorm2d):  # as if trained: an untrained one does nothing
            nn.init.uniform_(layer.weight, 0.5, 1.5)
            nn.init.normal_(layer.bias)
            nn.init.normal_(layer.running_mean)  # type: ignore[arg-type]
            nn.init.uniform_(layer.running_var, 0.5, 2)  # type: ignore[arg-type]
    return look(module.to(dtype), torch.rand(CATALOGUE[name].input_size[0], side, side, dtype=dtype))


def check_sum(found: Trace, eps: float) -> None:
    size = sum(abs(term.product) for term in found.terms)
    assert found.total == pytest.approx(found.value, abs=eps * (size + 1e-9), rel=eps)
    for term in found.terms:
        if term.weight is not None:
            assert term.product == term.value * term.weight or (term.role == "loser" and term.product == 0)


def some_index(values: Tensor, rng: random.Random) -> tuple[int, ...]:
    """A corner, an edge or anywhere."""
    return tuple(rng.choice([0, n - 1, rng.randrange(n)]) for n in values.shape)


NAMES = ["everything", *(name for name in networks.NAMES if name not in ("resnet34", "resnet50", "vgg16", "alexnet"))]


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(NAMES), st.randoms(use_true_random=False))
def test_terms_add_up_and_stand_where_they_say(name: str, rng: random.Random) -> None:
    seen = opened(name)
    layer = rng.choice(list(seen.maps))
    found = trace(seen, layer, some_index(seen.maps[layer], rng))
    check_sum(found, 1e-10)
    assert float(seen.maps[layer][found.index]) == found.value
    for term in found.terms:
        if term.layer:
            below = seen.image if term.layer == "input" else seen.maps[term.layer]
            assert float(below[term.index]) == term.value


@pytest.mark.parametrize("name", ["everything", "googlenet", "small_resnet", "densenet121", "efficientnet_b0", "nin"])
def test_every_layer_has_a_rule(name: str) -> None:
    """In float32, as on the screen."""
    seen = opened(name, torch.float32)
    rng = random.Random(1)
    for layer, values in seen.maps.items():
        check_sum(trace(seen, layer, some_index(values, rng)), 1e-5)


LINEAR = ("Conv", "Linear", "AvgPool", "avg_pool", "mean", "BatchNorm", "add", "sub", "cat", "flatten", "view")


def local_gradients(seen: Opened, layer: str, index: tuple[int, ...]) -> dict[tuple[str, tuple[int, ...]], float]:
    """PyTorch's own derivative of one value by all values that its step reads, where it is not 0."""
    node = seen.steps[layer]
    leaves: dict[fx.Node, Tensor] = {}

    def leaf(source: fx.Node) -> Any:
        value = seen.values[source]
        if not isinstance(value, Tensor):
            return value
        return leaves.setdefault(source, value.detach().clone().requires_grad_())

    args, kwargs = fx.node.map_arg((node.args, node.kwargs), leaf)
    target: Any = node.target
    if node.op == "call_module":
        result = seen.module.get_submodule(target)(*args)
    elif node.op == "call_method":
        result = getattr(args[0], target)(*args[1:], **kwargs)
    else:
        result = target(*args, **kwargs)
    result[0][index].backward()
    names = {step: name for name, step in seen.steps.items()}
    return {
        (names[source], tuple(place)): float(values.grad[0][tuple(place)])
        for source, values in leaves.items()
        if values.grad is not None
        for place in values.grad[0].nonzero().tolist()
    }


@pytest.mark.parametrize("name", ["everything", "lenet5", "googlenet", "small_resnet", "densenet121", "mobilenet_v2"])
def test_weights_are_the_gradient(name: str) -> None:
    seen = opened(name)
    rng = random.Random(2)
    layers = [layer for layer in seen.maps if any(word in seen.kind(layer) for word in LINEAR)]
    for layer in rng.sample(layers, min(len(layers), 25)):
        index = some_index(seen.maps[layer], rng)
        expected = local_gradients(seen, layer, index)
        weights: dict[tuple[str, tuple[int, ...]], float] = {}
        for term in trace(seen, layer, index).terms:
            if term.layer and term.weight:
                place = (term.layer, term.index)
                weights[place] = weights.get(place, 0) + term.weight  # reflected padding reads a value twice
        weights = {place: weight for place, weight in weights.items() if abs(weight) > 1e-300}
        assert weights.keys() == expected.keys(), layer
        for place, weight in weights.items():
            assert weight == pytest.approx(expected[place], rel=1e-9, abs=1e-12)


def test_the_winner_of_a_maximum_is_torchs() -> None:
    seen = opened("nin")
    values, places = F.max_pool2d(seen.maps["features.block1.relu3"], 3, 2, ceil_mode=True, return_indices=True)
    rng = random.Random(3)
    for _ in range(20):
        index = some_index(values, rng)
        terms = trace(seen, "features.pool1", index).terms
        (winner,) = [term for term in terms if term.role == "winner"]
        height, width = seen.maps["features.block1.relu3"].shape[1:]
        assert winner.index == (index[0], *divmod(int(places[index]), width))
        assert math.prod((height, width)) > int(places[index])


@pytest.mark.parametrize("name", ["small_resnet", "mobilenet_v2", "googlenet"])
def test_down_to_the_pixels_within_the_receptive_field(name: str) -> None:
    """Any way down ends at a pixel that the unit it began with can see."""
    seen = opened(name)
    rows = {row.name: row for row in receptive_fields(seen.module, tuple(seen.image.shape))}
    rng = random.Random(4)
    for _ in range(6):
        layer = rng.choice([layer for layer, values in seen.maps.items() if values.ndim == 3])
        index = some_index(seen.maps[layer], rng)
        height, width = rows[layer].pixels(index[1:])
        steps = 0
        while layer != "input":
            last = chain(seen, layer, index)[-1]
            inside = [term for term in last.terms if term.layer]
            if last.layer == "input":
                layer, index = last.layer, last.index
            elif not inside:
                break  # a window that lies in the padding
            else:
                term = rng.choice(inside)
                layer, index = term.layer, term.index
            steps += 1
        if layer == "input":
            assert index[1] in height
            assert index[2] in width
            assert trace(seen, "input", index).value == float(seen.image[index])
        assert steps < 200


def test_a_chain_ends_at_the_window() -> None:
    seen = opened("small_resnet")
    steps = chain(seen, "relu1", (2, 5, 5))
    assert [step.kind for step in steps] == ["ReLU", "Conv2d"]
    assert steps[-1].window == (3, 3, 3)
    assert len(steps[-1].terms) == 28
    mobile = chain(opened("mobilenet_v1"), "features.block1.relu1", (2, 5, 5))
    assert [step.kind for step in mobile] == ["ReLU", "BatchNorm2d", "Conv2d"]
    assert mobile[-1].window == (1, 3, 3)
    assert mobile[-1].terms[0].index[0] == 2  # a depthwise convolution reads its own channel only


def test_a_network_in_training_mode_and_from_the_contract() -> None:
    module = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Dropout(0.9), nn.ReLU(inplace=True)).train()
    image = torch.rand(1, 6, 6)
    found = networks.trace(module, image, "2", (1, 2, 3))
    assert found.value == float(networks.feature_maps(module, image)["2"][1, 2, 3])
    assert found.total == pytest.approx(found.value, rel=1e-6)
    assert module.training
    assert networks.trace(nn.Linear(4, 2), torch.rand(1, 1, 4), "0", (0, 0, 1)).total


def test_nonsense_gets_a_sentence() -> None:
    seen = opened("lenet5")
    with pytest.raises(ValueError, match="no layer called 'conv9'"):
        trace(seen, "conv9", (0, 0, 0))
    with pytest.raises(ValueError, match=r"6 × 28 × 28 values, so there is none at \[6, 0, 0\]: use 3 numbers from 0"):
        trace(seen, "features.c1", (6, 0, 0))
    with pytest.raises(ValueError, match="use 1 number from 0 to 9"):
        trace(seen, "classifier.output", (0, 0, 0))


class Mixed(nn.Module):
    """A function of many values that is no sum."""

    def forward(self, pictures: Tensor) -> Tensor:
        return pictures.logsumexp(1)


def test_what_is_no_sum_is_refused() -> None:
    strange = look(Mixed(), torch.rand(3, 4, 4))
    with pytest.raises(ValueError, match=r"no rule yet to take a value of logsumexp \(logsumexp\) apart: choose the"):
        trace(strange, "logsumexp", (0, 0))
