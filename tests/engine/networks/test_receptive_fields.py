"""Receptive fields of whole networks: the published table, and what the gradient of each network reaches."""

import itertools
import math
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import torch
import torch.nn.functional as F
import torchinfo
import torchvision
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from cnnviz.geometry import receptive_field
from cnnviz.networks.architectures import ARCHITECTURES, architecture, as_input
from cnnviz.networks.fields.measured import measured_pixels, skeleton
from cnnviz.networks.fields.receptive_fields import Row, longest_path, receptive_fields
from cnnviz.networks.lenet import LeNet5

# Araujo, Norris & Sim 2019 and the table of their library: size, stride and padding (minus the first pixel of unit 0)
PUBLISHED = {
    "VGG-16": {"features.0": (3, 1, 1), "features.4": (6, 2, 2), "features.5": (10, 2, 4), "features.9": (16, 4, 6),
               "features.16": (44, 8, 18), "features.23": (100, 16, 42), "features.26": (164, 16, 74),
               "features.30": (212, 32, 90)},
    "Inception v3": {"Mixed_7c.cat#3": (1311, 32, 618)},
}  # fmt: skip


def by_name(rows: Sequence[Row]) -> dict[str, Row]:
    return {row.name: row for row in rows}


@pytest.fixture(scope="module")
def tables() -> dict[str, list[Row]]:
    return {name: receptive_fields(architecture(name), known.input_size) for name, known in ARCHITECTURES.items()}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_fields(tables: dict[str, list[Row]], name: str) -> None:
    rows = by_name(tables[name])
    for layer, expected in PUBLISHED[name].items():
        for field in rows[layer].fields:
            assert (field.size, field.stride, -field.first) == expected


def test_published_fields_of_alexnet(tables: dict[str, list[Row]]) -> None:
    """Their AlexNet has no padding in its first layer, torchvision's has 2."""
    rows = by_name(tables["AlexNet"])
    table = {0: (11, 4, 0), 2: (19, 8, 0), 3: (51, 8, 16), 6: (99, 16, 32), 8: (131, 16, 48), 10: (163, 16, 64),
             12: (195, 32, 64)}  # fmt: skip
    for number, (size, stride, padding) in table.items():
        field = rows[f"features.{number}"].fields[0]
        assert (field.size, field.stride, -field.first) == (size, stride, padding + 2)


@pytest.mark.parametrize(
    ("name", "size", "padding"), [("resnet50", 483, 239), ("resnet101", 1027, 511), ("resnet152", 1507, 751)]
)
def test_published_fields_of_resnets(name: str, size: int, padding: int) -> None:
    """Their pooling pads one pixel behind the map only, torchvision's also before it, where a pixel counts for 2."""
    with torch.device("meta"):
        network = getattr(torchvision.models, name)().eval()
    for block in network.modules():
        if type(block).__name__ == "Bottleneck":  # the paper's stride is in the first convolution
            block.conv1.stride, block.conv2.stride = block.conv2.stride, block.conv1.stride
    field = by_name(receptive_fields(network))["layer4.2.add"].fields[0]
    assert (field.size, field.stride, -field.first) == (size, 32, padding + 2)


def test_known_fields_of_the_others(tables: dict[str, list[Row]]) -> None:
    last = {"LeNet-5": "features.c5", "ResNet-18": "layer4.1.add", "ResNet-50": "layer4.2.add"}
    sizes = {name: by_name(tables[name])[row].fields[0].size for name, row in last.items()}
    assert sizes == {"LeNet-5": 32, "ResNet-18": 435, "ResNet-50": 427}


def test_stacks_without_branches_are_those_of_geometry(tables: dict[str, list[Row]]) -> None:
    for name in ("AlexNet", "VGG-16"):
        windows = [row for row in tables[name] if row.window]
        expected = receptive_field([row.window[0] for row in windows if row.window])
        assert [row.fields[0] for row in windows] == expected


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_shapes_are_those_of_torchinfo(tables: dict[str, list[Row]], name: str) -> None:
    known = ARCHITECTURES[name]
    summary = torchinfo.summary(architecture(name), (1, *known.input_size), verbose=0, device="meta", depth=9)
    shapes = [tuple(info.output_size[1:]) for info in summary.summary_list if info.is_leaf_layer]
    modules = dict(architecture(name).named_modules())
    assert [row.shape for row in tables[name] if row.name.split("#")[0] in modules] == shapes


# ------------------------------------------------------------------------------- measured on the networks themselves


def positive(network: nn.Module) -> nn.Module:
    """The network with every weight positive, so that no two paths cancel; max pooling as averages."""
    for parent in list(network.modules()):
        for name, layer in list(parent.named_children()):
            if isinstance(layer, nn.MaxPool2d):
                average = nn.AvgPool2d(layer.kernel_size, layer.stride, layer.padding, layer.ceil_mode)
                setattr(parent, name, average)
            elif isinstance(layer, nn.Conv2d):
                nn.init.constant_(layer.weight, 1 / layer.weight[0].numel())
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)
    return network.eval()


def reached(network: nn.Module, image: Tensor, layer: str, units: list[tuple[int, int]]) -> list[tuple[range, range]]:
    """Rows and columns from the first to the last pixel with a gradient, by a hook on the layer."""
    kept: dict[str, Tensor] = {}
    hook = network.get_submodule(layer).register_forward_hook(lambda module, given, output: kept.update(out=output))
    network(image)
    hook.remove()
    results = []
    for row, column in units:
        (gradient,) = torch.autograd.grad(kept["out"][0, :, row, column].sum(), image, retain_graph=True)
        seen = (gradient[0] != 0).any(0)
        rows, columns = (seen.any(axis).nonzero().flatten().tolist() for axis in (1, 0))
        results.append((range(rows[0], rows[-1] + 1), range(columns[0], columns[-1] + 1)))
    return results


@pytest.mark.parametrize(
    ("name", "size", "layers"),
    [
        ("alexnet", (3, 227, 131), ["features.8", "features.12"]),
        ("resnet18", (3, 470, 1), ["layer2.1", "layer4.1"]),
        ("resnet50", (3, 460, 1), ["layer4.2"]),
        ("googlenet", (3, 400, 17), ["inception3b", "inception5b"]),
    ],
)
def test_fields_are_where_the_gradient_of_the_real_network_is(
    name: str, size: tuple[int, int, int], layers: list[str]
) -> None:
    extra = {"aux_logits": False, "init_weights": False} if name == "googlenet" else {}
    network = positive(getattr(torchvision.models, name)(weights=None, **extra))
    rows = receptive_fields(network, size)
    image = torch.ones(1, *size, requires_grad=True)
    for layer in layers:
        row = next(row for row in reversed(rows) if row.name.startswith(layer))
        height, width = row.units
        units = [(0, 0), (height - 1, width - 1), (height // 2, width // 2)]
        assert reached(network, image, layer, units) == [row.pixels(unit) for unit in units]


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_row_is_where_the_gradient_of_the_one_channel_network_is(tables: dict[str, list[Row]], name: str) -> None:
    size = ARCHITECTURES[name].input_size
    bare = skeleton(architecture(name))
    rows = [row for row in tables[name] if len(row.shape) == 3 and (row.window or len(row.inputs) > 1)]
    for row in rows[1 :: max(1, len(rows) // 3)] + rows[-1:]:
        last = tuple(n - 1 for n in row.units)
        units = [(0, 0), last, tuple(n // 2 for n in last)]
        assert measured_pixels(bare, size, row.name, units) == [row.pixels(unit) for unit in units]


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_the_longest_path_adds_up(tables: dict[str, list[Row]], name: str) -> None:
    joins = [row for row in tables[name] if row.window or len(row.inputs) > 1]
    for row in joins[:: max(1, len(joins) // 10)]:
        layers = [part.window[0] for part in longest_path(tables[name], row.name) if part.window]
        assert receptive_field(layers)[-1][:2] == row.fields[0][:2]


def test_dense_layers_see_everything(tables: dict[str, list[Row]]) -> None:
    assert all(rows[-1].whole for rows in tables.values())
    assert tables["VGG-16"][-1].fields[0].size == 404  # seven units, 32 pixels apart, of 212 pixels each
    assert not by_name(tables["VGG-16"])["features.30"].whole


# ---------------------------------------------------------------------------------------------- small networks


class Branches(nn.Module):
    """Two paths that are added or concatenated."""

    def __init__(self, first: nn.Module, second: nn.Module, cat: bool) -> None:
        super().__init__()
        self.first, self.second, self.cat = first, second, cat

    def forward(self, x: Tensor) -> Tensor:
        if self.cat:
            return torch.cat([self.first(x), self.second(x)], 1)
        result: Tensor = self.first(x) + self.second(x)
        return result


def check_every_unit(network: nn.Module, size: Sequence[int]) -> None:
    """For every unit of the last row: the outermost pixels whose impulse arrives there are those of its field.

    The networks are linear with positive weights, so that an impulse in one pixel arrives wherever it is seen.
    """
    row = receptive_fields(network, (1, *size))[-1]
    pixels = math.prod(size)
    impulses = torch.eye(pixels, dtype=torch.float64).reshape(pixels, 1, *size)
    with torch.no_grad():
        arrived = network.double()(impulses).sum(1) != 0
    for unit in itertools.product(*map(range, arrived.shape[1:])):
        seen = arrived[(slice(None), *unit)].reshape(*size)
        for axis, expected in enumerate(row.pixels(unit)):
            others = tuple(i for i in range(len(size)) if i != axis)
            where = (seen.any(others) if others else seen).nonzero().flatten().tolist()
            assert expected == (range(where[0], where[-1] + 1) if where else range(0))


def ones(layer: nn.Module) -> nn.Module:
    for weight in layer.parameters():
        nn.init.ones_(weight)
    return layer


conv = st.builds(
    lambda k, s, p, d: ones(nn.Conv1d(1, 1, k, s, p, d, bias=False)),
    st.integers(1, 4), st.integers(1, 3), st.integers(0, 3), st.integers(1, 2),
)  # fmt: skip
pool = st.builds(lambda k, s, c: nn.AvgPool1d(k, s, ceil_mode=c), st.integers(2, 3), st.integers(1, 3), st.booleans())
transposed = st.builds(
    lambda k, s, p: ones(nn.ConvTranspose1d(1, 1, k, s, min(p, (k - 1) // 2), bias=False)),
    st.integers(1, 4), st.integers(1, 3), st.integers(0, 1),
)  # fmt: skip
upsample = st.builds(
    lambda mode, scale: nn.Upsample(scale_factor=scale, mode=mode),
    st.sampled_from(["nearest", "linear"]), st.integers(2, 3),
)  # fmt: skip
block = st.builds(
    lambda a, b, cat: nn.Sequential(
        Branches(
            ones(nn.Conv1d(1, 1, a, padding=a // 2, bias=False)),
            ones(nn.Conv1d(1, 1, b, padding=b // 2, bias=False)),
            cat,
        ),
        *([ones(nn.Conv1d(2, 1, 1, bias=False))] if cat else []),
    ),
    st.sampled_from([1, 3, 5]), st.sampled_from([1, 3, 7]), st.booleans(),
)  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(st.lists(st.one_of(conv, conv, pool, transposed, upsample, block), min_size=1, max_size=4), st.integers(12, 29))
def test_small_networks_of_every_kind(layers: list[nn.Module], size: int) -> None:
    network = nn.Sequential(*layers)
    try:
        network(torch.ones(1, 1, size))
    except RuntimeError:
        with pytest.raises(ValueError, match="cannot read a map"):
            receptive_fields(network, (1, size))
        return
    check_every_unit(network, (size,))


@pytest.mark.parametrize(
    "layer",
    [
        nn.Conv2d(1, 1, 5, 2, 2, bias=False),
        *(nn.Conv2d(1, 1, 5, 2, 2, bias=False, padding_mode=mode) for mode in ("reflect", "replicate", "circular")),
        nn.Conv2d(1, 1, (3, 4), padding="same", bias=False),
        nn.ConvTranspose2d(1, 1, (3, 2), (2, 3), (1, 0), (1, 0), dilation=(1, 2), bias=False),
        nn.AdaptiveAvgPool2d((4, 5)),
        nn.AdaptiveAvgPool2d(1),
        *(nn.Upsample((17, 7), mode=mode) for mode in ("nearest", "nearest-exact", "bilinear", "bicubic", "area")),
        nn.Upsample((17, 7), mode="bilinear", align_corners=True),
        nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(1, 1, 3, 1, 1, bias=False), nn.AvgPool2d(2)),
        nn.Sequential(nn.ZeroPad2d((1, 2, 0, 3)), nn.Conv2d(1, 1, 3, 2, bias=False)),
        nn.Sequential(nn.ReflectionPad2d(2), nn.AvgPool2d(3, 2, ceil_mode=True)),
    ],
    ids=lambda layer: str(layer).replace("\n", ""),
)  # fmt: skip
def test_layers_in_two_dimensions(layer: nn.Module) -> None:
    check_every_unit(ones(layer), (9, 11))


class Functions(nn.Module):
    """The same things by functions and methods."""

    def forward(self, x: Tensor) -> Tensor:
        left = F.avg_pool2d(F.relu(x), 3, stride=1, padding=1)
        right = F.interpolate(F.avg_pool2d(x, kernel_size=2), scale_factor=2)
        both = torch.cat((left, right), dim=1)
        low, high = both.chunk(2, dim=1)
        return F.pad(low * 2 + high.contiguous(), (1, 0, 0, 0)).mean(1, keepdim=True)


def test_functions_and_methods() -> None:
    check_every_unit(Functions(), (8, 10))


class Gate(nn.Module):
    """Squeeze and excitation: every value is multiplied by something that all pixels share."""

    def __init__(self) -> None:
        super().__init__()
        self.squeeze, self.layer = nn.AdaptiveAvgPool2d(1), ones(nn.Conv2d(1, 1, 3, padding=1, bias=False))

    def forward(self, x: Tensor) -> Tensor:
        return self.layer(x) * self.squeeze(x)


def test_a_gate_lets_every_unit_see_everything() -> None:
    image = torch.ones(1, 1, 7, 6, requires_grad=True)
    for output in Gate()(image).flatten():
        (gradient,) = torch.autograd.grad(output, image, retain_graph=True)
        assert bool((gradient != 0).all())
    (row,) = (row for row in receptive_fields(Gate(), (1, 7, 6)) if row.kind == "mul")
    assert row.whole
    assert [field.size for field in row.fields] == [7, 6]


class Turned(nn.Module):
    """A square map whose rows become columns."""

    def __init__(self) -> None:
        super().__init__()
        self.wide, self.last = nn.Conv2d(1, 1, (1, 5)), nn.Conv2d(1, 1, (1, 3))

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.last(self.wide(x).transpose(2, 3))
        return result


def test_rows_of_a_turned_map_are_columns_of_the_picture() -> None:
    torch.manual_seed(0)
    network, image = Turned(), torch.rand(1, 1, 9, 9, requires_grad=True)
    row, output = receptive_fields(network, (1, 9, 9))[-1], network(image)
    assert row.units == tuple(output.shape[2:]) == (5, 7)
    for unit in ((0, 0), (2, 3), (4, 6)):
        (gradient,) = torch.autograd.grad(output[0, 0][unit], image, retain_graph=True)
        places = (gradient[0, 0] != 0).nonzero()
        low, high = places.min(0).values.tolist(), places.max(0).values.tolist()
        assert row.pixels(unit) == (range(low[0], high[0] + 1), range(low[1], high[1] + 1))


def test_branches_that_do_not_line_up_are_refused() -> None:
    network = Branches(nn.AvgPool1d(2), nn.Conv1d(1, 1, 7), cat=False)
    with pytest.raises(ValueError, match=r"add \(add\) cannot read .* jumps of 1 and 2 pixels"):
        receptive_fields(network, (1, 12))


@pytest.mark.parametrize(
    ("network", "size", "sentence"),
    [
        (nn.Sequential(nn.Conv2d(3, 4, 9)), (3, 5, 5), r"^0 \(Conv2d\) cannot read a map of 3 × 5 × 5: .*[Kk]ernel"),
        (nn.Sequential(nn.Conv2d(3, 4, 3)), (1, 9, 9), "cannot read a map of 1 × 9 × 9"),
        (nn.Sequential(nn.Linear(9, 2)), (1, 9, 9), "flatten it first"),
        (nn.Sequential(nn.Unfold(2)), (4, 8, 8), "no rule for Unfold"),
    ],
)
def test_what_does_not_fit_is_named(network: nn.Module, size: tuple[int, ...], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        receptive_fields(network, size)


def test_the_network_is_left_as_it_was() -> None:
    network = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Dropout(), nn.Flatten(), nn.Linear(2, 1)).train()
    before = {name: value.clone() for name, value in network.state_dict().items()}
    receptive_fields(network, (1, 3, 3))
    assert network.training
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())


# ------------------------------------------------------------------------------------------------------- lenet


def test_lenet() -> None:
    network = LeNet5()
    assert sum(weight.numel() for weight in network.parameters()) == 61_706
    assert network(torch.rand(2, 1, 32, 32)).shape == (2, 10)
    padded = LeNet5(padding=2)
    padded.load_state_dict(network.state_dict())
    digit = torch.rand(1, 1, 28, 28)
    torch.testing.assert_close(padded(digit), network(F.pad(digit, (2, 2, 2, 2))))


def test_an_unknown_architecture_is_refused() -> None:
    with pytest.raises(ValueError, match="no network called 'VGG': choose one of LeNet-5, AlexNet"):
        architecture("VGG")


def test_a_picture_as_input_is_its_middle_square() -> None:
    picture = torch.zeros(3, 40, 60)
    picture[:, :, 10:50] = 1
    assert as_input(picture, (3, 20, 20)).shape == (3, 20, 20)
    assert float(as_input(picture, (3, 20, 20)).min()) == pytest.approx(1)
    assert torch.equal(as_input(picture[:1], (1, 40, 40)), picture[:1, :, 10:50])


def test_networks_in_other_threads_run_as_ever_while_one_is_taken_apart() -> None:
    begun, done = threading.Event(), threading.Event()

    class Waits(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(1, 1, 3)

        def forward(self, x: torch.Tensor) -> Any:
            begun.set()
            assert done.wait(20)
            return self.conv(x)

    other, image = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU()), torch.rand(1, 1, 5, 5)
    expected = other(image)
    with ThreadPoolExecutor(2) as pool:
        rows = pool.submit(receptive_fields, Waits(), (1, 8, 8))
        assert begun.wait(20)
        found = pool.submit(lambda: (other(image), other[0].weight))
        result, weight = found.result(20)
        done.set()
        assert [row.name for row in rows.result(20)] == ["conv"]
    assert torch.equal(result, expected)
    assert isinstance(weight, nn.Parameter)
