"""Designs compared: the course's numbers, torchinfo's counts, torch's blocks, measured fields and times."""

import contextlib
import io
import re
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torchinfo import summary

from cnnviz.lessons.listings.designs import comparison_script
from cnnviz.networks.designs import blocks, comparison, fields, timing
from cnnviz.networks.designs.comparison import Designs
from cnnviz.networks.stack.modules import build

COMPARED: dict[str, Designs] = {
    "vgg": blocks.stacked_or_large(14, 8, 16, 3, 3),
    "inception": blocks.bottleneck(28, 192, 32, 5, 16),
    "block": blocks.inception_block(7, 24, (8, 6, 12, 2, 4, 4)),
    "mobilenet": blocks.depthwise_separable(14, 12, 20, 5),
    "grouped": blocks.grouped(7, 24, 3),
    "resnext": blocks.resnext_block(7, 256, 64, 32, 4),
    "dense block": blocks.dense_block(7, 16, 4, 5),
    "heads": blocks.classifier_heads(5, 12, 10, 20),
}


def costs(compared: Designs) -> list[tuple[int, int]]:
    return [(one.total("parameters"), one.total("multiply_adds")) for one in comparison.count(compared).values()]


def test_the_numbers_of_the_course() -> None:
    """Two 3 × 3 against one 5 × 5 without biases: 18 C² against 25 C²."""
    direct, narrow = comparison.count(COMPARED["inception"]).values()
    assert direct.total("multiply_adds") == 120_422_400
    assert [row.multiply_adds for row in narrow.rows if row.multiply_adds] == [2_408_448, 10_035_200]
    stack, large = costs(blocks.stacked_or_large(56, 64, 64, 3, 2))
    assert (stack[0] - 2 * 64, large[0] - 64) == (18 * 64**2, 25 * 64**2)


def test_blocks_are_those_of_torchvision() -> None:
    from torchvision.models import resnet
    from torchvision.models.googlenet import Inception

    ours = costs(blocks.inception_block(28, 192, (64, 96, 128, 16, 32, 32)))[1][0]
    block = Inception(192, 64, 96, 128, 16, 32, 32)
    convolutions = [layer for layer in block.modules() if isinstance(layer, torch.nn.Conv2d)]
    biases = sum(layer.out_channels for layer in convolutions)
    # torchvision's "5 × 5" branch has a 3 × 3 kernel and batch norm instead of biases
    assert ours == sum(layer.weight.numel() for layer in convolutions) + biases + (25 - 9) * 16 * 32
    plain, grouped = costs(COMPARED["resnext"])
    assert plain[0] == weights(resnet.Bottleneck(256, 64)) == 69_632
    assert grouped[0] == weights(resnet.Bottleneck(256, 64, groups=32, base_width=4)) == 70_144


def weights(block: torch.nn.Module) -> int:
    return sum(layer.weight.numel() for layer in block.modules() if isinstance(layer, torch.nn.Conv2d))


@pytest.mark.parametrize("name", COMPARED)
def test_counts_are_those_of_torchinfo_and_of_torch(name: str) -> None:
    compared = COMPARED[name]
    counted = comparison.count(compared)
    assert comparison.agree(counted, comparison.count_by_torch(compared))
    for design, network in compared.items():
        found = summary(build(network), input_size=(1, *network.shape), verbose=0)
        assert counted[design].total("parameters") == found.total_params


@pytest.mark.parametrize("name", COMPARED)
@pytest.mark.parametrize("quantity", ["multiply_adds", "parameters"])
def test_the_formulas_have_the_numbers_in_them(name: str, quantity: str) -> None:
    counted = comparison.count(COMPARED[name])
    (block,) = comparison.explain(counted, quantity, most=99)
    text = block.replace("{,}", "").replace(r"\cdot", "*")
    lines = [line.split("&")[-1] for line in text.split(r"\\") if "=" in line][1:]
    values = [[eval(side) for side in line.replace(r"\end{aligned}", "").split("=")] for line in lines]
    assert all(left == right for left, right in values)
    assert sum(right for _, right in values) == sum(one.total(quantity) for one in counted.values())
    assert re.search(r"k \\cdot k", block)


@pytest.mark.parametrize("name", COMPARED)
def test_the_script_counts_the_same(name: str) -> None:
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(comparison_script(COMPARED[name]), names)
    assert list(names["result"].values()) == costs(COMPARED[name])
    assert printed.getvalue().count(" ms") == len(COMPARED[name])


@pytest.mark.parametrize(("kernels", "pixels"), [((3, 3), 5), ((5,), 5), ((3, 3, 3), 7), ((1, 1), 1), ((9, 3), 11)])
def test_what_a_stack_sees_is_measured(kernels: tuple[int, ...], pixels: int) -> None:
    assert fields.seen_by_stack(kernels) == pixels


def test_what_the_lessons_say_of_designs_is_what_is_counted() -> None:
    ordinary, separable = costs(COMPARED["mobilenet"])
    assert comparison.ratio(comparison.count(COMPARED["mobilenet"])) == pytest.approx(separable[1] / ordinary[1])
    assert blocks.separable_share(20, 5) == pytest.approx(separable[1] / ordinary[1])
    dense = comparison.count(COMPARED["dense block"])["dense block"]
    assert blocks.dense_widths(16, 4, 5) == [16, *(row.shape[0] for row in dense.rows if len(row.path) == 1)]
    assert blocks.as_large(3, 4) == fields.seen_by_stack([3, 3, 3, 3])
    assert [comparison.milliseconds(time) for time in (1070.4, 12.34, 0.04512)] == ["1,070 ms", "12.3 ms", "0.0451 ms"]


def test_a_time_is_the_median_without_the_first_run(monkeypatch: pytest.MonkeyPatch) -> None:
    now, milliseconds = [0.0], iter([(90, 1, 2, 30), (80, 5, 4, 6)])

    def build(_: object) -> SimpleNamespace:
        takes = iter(next(milliseconds))

        def forward(_: object) -> None:
            now[0] += next(takes) / 1000

        return SimpleNamespace(eval=lambda: forward)

    monkeypatch.setattr(timing, "build", build)
    monkeypatch.setattr(timing, "time", SimpleNamespace(perf_counter=lambda: now[0]))
    small = blocks.depthwise_separable(4, 4, 4, 3)["convolution"]
    times = timing.time_designs({"a": small, "b": small}, runs=3)
    assert times == pytest.approx({"a": 2, "b": 5})
    assert timing.faster(times, "a", than="b") == pytest.approx(2.5)


IMPOSSIBLE: list[tuple[Any, str]] = [
    (lambda: blocks.stacked_or_large(56, 0, 64, 3, 2), "in_channels is 0"),
    (lambda: blocks.stacked_or_large(56, 64, 64, 4, 2), "kernel of 4.*use 3 or 5"),
    (lambda: blocks.stacked_or_large(56, 64, 64, 3, 0), "use 1 to 7"),
    (lambda: blocks.bottleneck(28, 192, 32, 5, -1), "bottleneck is -1"),
    (lambda: blocks.depthwise_separable(0, 8, 8, 3), "height and width is 0"),
    (lambda: blocks.grouped(9999, 8, 3), "at most 1,024"),
    (lambda: comparison.count(blocks.resnext_block(7, 256, 64, 0, 4)), "groups is 0"),
    (lambda: blocks.dense_block(7, 16, 4, 0), "use 1 to 32"),
    (lambda: blocks.classifier_heads(7, 8, 0, 5), "classes is 0"),
    (lambda: blocks.classifier_heads(7, 8, 3, -1), "units"),
    (lambda: timing.time_designs(blocks.classifier_heads(7, 512, 1000, 4096)), "too many to be timed here"),
]


@pytest.mark.parametrize(("make", "sentence"), IMPOSSIBLE)
def test_impossible_designs_get_a_sentence(make: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        make()
