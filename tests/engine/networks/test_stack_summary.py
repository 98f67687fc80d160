"""Shapes, costs and receptive fields of networks against PyTorch, torchvision, torchinfo and published tables."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

from cnnviz.geometry import receptive_field
from cnnviz.geometry.axes import GeometryError
from cnnviz.lessons.layer_stack.formulas import explain
from cnnviz.networks.stack import modules as stack_modules
from cnnviz.networks.stack.fields import MOST_UNITS, Window, field_size, seen
from cnnviz.networks.stack.layers import Layer, Network, label
from cnnviz.networks.stack.presets import PRESETS
from cnnviz.networks.stack.repairs import repairs
from cnnviz.networks.stack.summary import FITS, IMPOSSIBLE, UNKNOWN, Summary, summarize
from cnnviz.networks.stack.text import parse_network
from tests.engine.networks.network_stacks import Run, stacks, windows


def preset(name: str) -> Summary:
    return summarize(parse_network(PRESETS[name].text))


# Against PyTorch, layer by layer


@settings(deadline=None, max_examples=50)
@given(network=stacks())
def test_every_shape_and_parameter_and_every_refusal_is_torchs(network: Network) -> None:
    summary = summarize(network)
    run = Run(network, torch.zeros(2, *network.shape))
    assert summary.failed == run.failed
    assert (summary.error is None) == (run.output is not None)
    for row in summary.rows:
        if row.layer is None:
            continue
        if row.state == FITS:
            assert row.shape == tuple(run.outputs[row.path].shape[1:])
            assert row.parameters == run.parameters.get(row.path, 0)
        assert (row.state == IMPOSSIBLE) == (row.path == run.failed)
        assert (row.state == UNKNOWN) == (row.path != run.failed and row.path not in run.outputs)


@settings(deadline=None, max_examples=40)
@given(network=stacks())
def test_multiply_adds_are_half_of_what_torchs_flop_counter_counts(network: Network) -> None:
    summary = summarize(network)
    if summary.error:
        network = Network(network.shape, network.layers[: summary.failed[0] if summary.failed else 0])
        summary = summarize(network)
    with FlopCounterMode(display=False) as counter:
        Run(network, torch.zeros(1, *network.shape).expand(2, -1, -1, -1))
    assert 2 * 2 * summary.total("multiply_adds") == counter.get_total_flops()


@settings(deadline=None, max_examples=40)
@given(network=stacks())
def test_memory_is_that_of_the_tensors_torch_keeps(network: Network) -> None:
    """Every output's own storage, counted once: flatten shares that of its input."""
    summary = summarize(network)
    x = torch.zeros(2, *network.shape)
    run = Run(network, x)
    storages = {x.untyped_storage().data_ptr(): 0}
    for path, output in run.outputs.items():
        if next(row for row in summary.rows if row.path == path).state == FITS:
            storage = output.untyped_storage()
            storages.setdefault(storage.data_ptr(), storage.nbytes())
    assert 2 * summary.total("memory") == sum(storages.values())


# Receptive fields


def support(output: Tensor, picture: Tensor, units: tuple[int, int]) -> list[tuple[int, int]]:
    """First and last row and column of the picture with a gradient of one unit, all channels together."""
    value = output[0, :, units[0], units[1]]
    (gradient,) = torch.autograd.grad(value.sum(), picture, retain_graph=True, allow_unused=True)
    found = []
    for axis in (2, 3):
        other = tuple({0, 1, 2, 3} - {axis})
        places = [] if gradient is None else (gradient != 0).any(dim=other).nonzero().flatten().tolist()
        found.append((min(places), max(places)) if places else (0, -1))
    return found


@st.composite
def seeing_stacks(draw: st.DrawFn) -> Network:
    """Stacks on a larger picture, without what makes a window skip pixels at the border."""

    def layer() -> Layer:
        kind = draw(st.sampled_from(["convolution", "depthwise", "max_pool", "avg_pool", "transposed_convolution"]))
        made = draw(windows(kind))
        named: dict[str, Any] = {"kernel": max(made.kernel, made.stride), "groups": 1, "stride": made.stride}
        named |= {"padding": 0 if kind == "transposed_convolution" else min(made.padding, named["kernel"] // 2)}
        named |= {"dilation": 1 if kind == "transposed_convolution" else made.dilation}
        return Layer(kind, 2, **named)

    def kept(kernel: int, dilation: int) -> Layer:
        return Layer("depthwise", 1, kernel, 1, dilation * (kernel // 2), dilation)

    layers: list[Layer] = []
    for _ in range(draw(st.integers(1, 4))):
        form = draw(st.sampled_from(["layer", "layer", "residual", "concatenation"]))
        if form == "layer":
            layers.append(layer())
            continue
        sizes = st.tuples(st.sampled_from([1, 3, 5, 7]), st.integers(1, 2))
        branches = [
            tuple(kept(*draw(sizes)) for _ in range(draw(st.integers(0, 2)))) for _ in range(draw(st.integers(1, 3)))
        ]
        layers.append(Layer(form, branches=tuple(branches) if len(branches) > 1 else (*branches, ())))
    if draw(st.booleans()):
        layers += draw(st.sampled_from([[Layer("global_avg_pool")], [Layer("flatten"), Layer("dense", 3)]]))
    return Network((1, draw(st.integers(48, 72)), draw(st.integers(48, 72))), tuple(layers))


@settings(deadline=None, max_examples=50)
@given(network=seeing_stacks())
def test_fields_are_where_the_gradient_is(network: Network) -> None:
    """With positive weights nothing cancels: a unit sees exactly the pixels with a gradient.

    Away from the border the field is its extent; where it meets the border, padding makes it larger. What sees the
    whole feature map sees the picture as far as its pixels are used at all: what is said to lie on the picture.
    """
    picture = torch.zeros(1, *network.shape, dtype=torch.float64, requires_grad=True)
    run = Run(network, picture, positive=True)
    summary = summarize(network)
    period = 1
    for row in summary.rows:
        if row.state != FITS or row.layer is None:
            continue
        period *= row.layer.stride if row.layer.kind == "transposed_convolution" else 1
        flat = row.layer.kind in ("dense", "global_avg_pool")
        shape = (*row.shape, 1, 1)[:3] if flat else row.inputs if row.layer.kind == "flatten" else row.shape
        output = run.outputs[row.path].reshape(1, *shape) if len(row.shape) == 1 else run.outputs[row.path]
        for axis in (0, 1):
            size = output.shape[2 + axis] if not flat else 1
            reach = range(size // 2, min(size, size // 2 + min(period, MOST_UNITS)))
            middle = [0, 0] if flat else [side // 2 for side in output.shape[2:]]
            fields = []
            for unit in reach:
                middle[axis] = unit
                fields.append(support(output, picture, (middle[0], middle[1]))[axis])
            largest = max(last - first + 1 for first, last in fields)
            inside = all(first > 0 and last < network.shape[1 + axis] - 1 for first, last in fields)
            # A dilated window may step over the border without touching it: only in the middle of a picture at least
            # twice as large as the field is a window surely whole.
            inside &= 2 * row.field[axis] <= network.shape[1 + axis]
            if inside and len(reach) == min(period, MOST_UNITS) and not flat:
                assert row.field[axis] == row.on_picture[axis] == largest
            else:
                assert row.field[axis] >= row.on_picture[axis] >= largest
            if flat and all(layer.layer is None or layer.layer.dilation == 1 for layer in summary.rows):
                assert row.on_picture[axis] == largest


@settings(deadline=None, max_examples=50)
@given(
    layers=st.lists(
        st.tuples(st.integers(1, 7), st.integers(1, 4), st.integers(0, 3), st.integers(1, 3)), min_size=1, max_size=8
    )
)
def test_without_branches_fields_are_those_of_the_formula(layers: list[tuple[int, int, int, int]]) -> None:
    by_formula = receptive_field(layers)[-1]
    steps = [Window(*layer) for layer in layers]
    first, last = seen(steps, (3, 3)) or (0, 0)
    assert by_formula.pixels(3) == range(first, last + 1)
    assert field_size(steps, 9) == by_formula.size


def test_published_receptive_fields() -> None:
    """Araujo, Norris & Sim 2019, table 1: AlexNet 195 (torchvision's padding does not matter), VGG-16 212."""

    def at_last(name: str, kind: str) -> tuple[int, int]:
        return [row.field for row in preset(name).rows if row.layer and row.layer.kind == kind][-1]

    assert at_last("AlexNet", "max_pool") == (195, 195)
    assert at_last("VGG-16", "max_pool") == (212, 212)
    assert at_last("VGG-16", "flatten") == (212, 212)
    assert at_last("VGG-16", "dense") == (404, 404)  # seven units, 32 pixels apart, of 212 pixels each
    assert at_last("LeNet-5", "avg_pool") == (16, 16)
    assert at_last("Inception block", "concatenation") == (5, 5)


# Published numbers


def test_presets_have_the_published_numbers() -> None:
    """LeNet-5 61,706; torchvision's documentation for AlexNet and VGG-16; NiN and Inception 3a summed by hand.

    Inception 3a: Szegedy et al. 2015, table 1, print 159 K parameters and 128 M operations, without biases.
    """
    lenet, alexnet, vgg = (preset(name) for name in ("LeNet-5", "AlexNet", "VGG-16"))
    assert (lenet.total("parameters"), lenet.total("multiply_adds")) == (61_706, 416_520)
    assert alexnet.total("parameters") == 61_100_840
    assert alexnet.part("parameters", "dense") == (9216 + 1) * 4096 + (4096 + 1) * (4096 + 1000)
    assert lenet.share("parameters", "dense") == (401 * 120 + 121 * 84 + 85 * 10) / 61_706
    assert vgg.total("parameters") == 138_357_544
    assert round(alexnet.total("multiply_adds") / 1e9, 2) == 0.71
    assert round(vgg.total("multiply_adds") / 1e9, 2) == 15.47
    assert preset("NiN").total("parameters") == 966_986
    inception = preset("Inception block")
    assert inception.shape == (256, 28, 28)
    assert (inception.total("parameters") - 368) // 1024 == 159
    assert inception.total("multiply_adds") == 128_049_152


def test_five_by_five_with_and_without_a_bottleneck() -> None:
    """28×28×192 to 32 maps 5×5: 120.4 M multiplications; with a bottleneck of 16: 2.4 M + 10.0 M."""
    direct = summarize(parse_network("192x28-c32k5p2"))
    narrow = summarize(parse_network("192x28-c16k1-c32k5p2"))
    assert direct.total("multiply_adds") == 120_422_400
    assert [row.multiply_adds for row in narrow.rows] == [2_408_448, 10_035_200]


@pytest.mark.parametrize("name", ["AlexNet", "VGG-16", "ResNet stage"])
def test_presets_are_torchvisions_networks(name: str) -> None:
    """Every leaf module of torchvision's network that has parameters or changes the shape, in its order."""
    from torchvision.models import alexnet, resnet18, vgg16

    network = parse_network(PRESETS[name].text)
    with torch.device("meta"):
        module = {"AlexNet": alexnet, "VGG-16": vgg16, "ResNet stage": lambda: resnet18().layer2}[name]().eval()
        found: list[tuple[tuple[int, ...], int]] = []
        for leaf in module.modules():
            if not list(leaf.children()) and list(leaf.parameters()):
                leaf.register_forward_hook(
                    lambda leaf, _, out: found.append((tuple(out.shape[1:]), sum(p.numel() for p in leaf.parameters())))
                )
        output = module(torch.zeros(1, *network.shape))
    ours = [(row.shape, row.parameters) for row in summarize(network).rows if row.parameters]
    assert sorted(ours) == sorted(found)
    assert summarize(network).shape == tuple(output.shape[1:])
    assert preset(name).total("parameters") == sum(parameter.numel() for parameter in module.parameters())


NAMES = {*stack_modules.CLASSES.values(), "BatchNorm2d"}  # an empty branch is a leaf as well


@pytest.mark.parametrize("name", PRESETS)
def test_presets_agree_with_torchinfo(name: str) -> None:
    from torchinfo import summary as torchinfo

    network = parse_network(PRESETS[name].text)
    report = torchinfo(stack_modules.build(network, device="meta"), (1, *network.shape), device="meta", verbose=0)
    leaves = [info for info in report.summary_list if info.is_leaf_layer and info.class_name in NAMES]
    ours = [row for row in summarize(network).rows if row.layer and not row.layer.branches]
    assert [tuple(info.output_size[1:]) for info in leaves] == [row.shape for row in ours]
    assert [info.num_params for info in leaves] == [row.parameters for row in ours]
    assert report.total_params == preset(name).total("parameters")


# What does not fit


REASONS = {
    "1x28-c8k5-max2-c16k5-max2-c16k5-flat": ("5", "The kernel covers 5 pixels but the input has only 4"),
    "1x28-d10": ("1", "A dense layer takes a row of numbers but gets 1 × 28 × 28: use flat before it."),
    "1x28-flat-max2": ("2", "A max pooling takes channels × height × width but gets 784 numbers in a row"),
    "64x56-res[c128k3s2p1-c128k3p1]": ("1", "Branch a gives 128 × 28 × 28 and branch b 64 × 56 × 56"),
    "3x32-cat[c8k3|c8k1]-relu": ("1", "bring both to 30 × 30"),
    "6x8-relu-res[c4k3p1]": ("2", "use 4 out_channels in branch b, or a 1 × 1 convolution"),
    "6x8-c4k3g4": ("1", "6 in_channels cannot be shared out among 4 groups"),
    "6x8-relu-cat[bn|res[relu|c6k9]]": ("2b1b1", "The kernel covers 9 pixels but the input has only 8"),
}


@pytest.mark.parametrize("text", REASONS)
def test_the_first_impossible_layer_is_explained(text: str) -> None:
    at, reason = REASONS[text]
    summary = summarize(parse_network(text))
    assert label(summary.failed or ()) == at
    assert reason in str(summary.error)
    assert isinstance(summary.error, GeometryError)
    assert " use " in str(summary.error)
    states = [row.state for row in summary.rows if row.layer and not row.layer.branches]
    assert states == sorted(states, key=[FITS, IMPOSSIBLE, UNKNOWN].index)


@settings(deadline=None, max_examples=50)
@given(network=stacks())
def test_every_repair_gets_torch_past_the_layer(network: Network) -> None:
    summary = summarize(network)
    for repair in repairs(network, summary):
        run = Run(repair.network, torch.zeros(2, *repair.network.shape))
        assert summary.failed
        assert run.failed is None or (*run.failed, 1e9) > (*summary.failed, 1e9)
        assert repair.network != network


REPAIRED = {
    "1x6-c8k3-max2-c8k3": ["c8k3p1", "c8k2", "input 1x8", "without layer 3"],
    "1x28-d10": ["flat-d10", "gap-flat-d10", "without layer 1"],
    "64x56-res[c128k3s2p1-c128k3p1]": ["c128k1s2b0 in branch b", "without layer 1"],
    "3x32-cat[c8k3|c8k1]": ["paddings that keep the size", "without layer 1"],
    "6x8-flat-c8k3": ["without flat, layer 1", "without layer 2"],
    "8x8-res[c16k3p1]": ["c16k1b0 in branch b", "8 out_channels", "without layer 1"],
}


@pytest.mark.parametrize("text", REPAIRED)
def test_the_repairs_one_expects_are_offered(text: str) -> None:
    network = parse_network(text)
    offered = repairs(network, summarize(network))
    assert [repair.text for repair in offered] == REPAIRED[text]
    assert all(summarize(repair.network).error is None for repair in offered)


def test_a_network_that_fits_needs_no_repair() -> None:
    network = parse_network(PRESETS["LeNet-5"].text)
    assert repairs(network, summarize(network)) == []


# Formulas


@pytest.mark.parametrize("name", PRESETS)
def test_formulas_end_in_the_numbers_of_the_table(name: str) -> None:
    """What stands on the left of the last = is worked out again."""
    for row in preset(name).rows:
        for line in explain(row):
            if line.startswith((r"\text{parameters}", r"\text{multiply-adds}")):
                *_, product, result = line.replace("{,}", "").split("=")
                product = product.replace(r"\cdot", "*").replace(r"\frac", "").replace("}{", "}//{")
                product = product.replace("{", "(").replace("}", ")")
                assert eval(product) == int(result)
                assert int(result) == getattr(row, "parameters" if "parameters" in line else "multiply_adds")
            if line.startswith(r"\text{memory}"):
                assert int(line.split("=")[-1].replace("{,}", "").split()[0]) == row.memory
            if line.startswith("n_") and row.layer and row.layer.kind != "concatenation":
                assert line[-len(str(row.shape[1])) :] == str(row.shape[1]) or r"\frac{n" in line or "(n - 1)" in line


def test_the_edit_path_does_not_import_torch() -> None:
    """Everything between a click and the new table; the script is text, too."""
    check = (
        "import sys\n"
        "from cnnviz.networks.stack import edits as stack_edits\n"
        "from cnnviz.lessons.layer_stack import listing\n"
        "from cnnviz.networks.stack import repairs as stack_repairs\n"
        "from cnnviz.networks.stack import summary as stack_summary\n"
        "from cnnviz.lessons.layer_stack import formulas as stack_formulas\n"
        "from cnnviz.networks.stack.text import parse_network\n"
        "network = parse_network('1x28-c6k5p2-bn-res[relu]-max2-flat-d10')\n"
        "summary = stack_summary.summarize(network)\n"
        "stack_repairs.repairs(network, summary), stack_formulas.explain(summary.rows[0])\n"
        "listing.network_script(network)\n"
        "sys.exit('torch' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", check], cwd=Path(__file__).parents[3]).returncode == 0
