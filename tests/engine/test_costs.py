"""What would take all memory, or all day, is refused before it begins, with a sentence that names what to lower."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from cnnviz import convolution, limits
from cnnviz.geometry import worked_fields
from cnnviz.geometry.backwards import paddings_for
from cnnviz.networks.designs import timing
from cnnviz.networks.fields.effective import Stack, effective_receptive_field
from cnnviz.networks.fields.receptive_fields import receptive_fields
from cnnviz.networks.stack.text import parse_network
from cnnviz.operations import border, connections, filter_bank, kernel_learning, padding, pointwise, shifts
from cnnviz.writing import matrices

HUGE = 10**9
PICTURE, KERNEL = np.eye(8, dtype=np.float32), np.ones((3, 3), np.float32)

COSTLY: dict[str, Callable[[], object]] = {
    "paddings": lambda: paddings_for(HUGE, 1, HUGE, stride=HUGE),
    "padded image": lambda: convolution.pad(PICTURE, HUGE, 3),
    "padded correlation": lambda: convolution.cross_correlate(PICTURE, KERNEL, padding=HUGE),
    "full correlation": lambda: convolution.convolve(PICTURE, KERNEL, padding="full", dilation=HUGE),
    "one window": lambda: convolution.window(PICTURE, KERNEL, (0, 0), padding=HUGE),
    "border by rule": lambda: padding.pad_by_rule(PICTURE, ((HUGE, 0), (0, HUGE)), "zeros"),
    "reach of a padding": lambda: padding.reach(HUGE, 3, 1),
    "uses of an axis": lambda: border.usage_along(HUGE, 3),
    "uses of an image": lambda: border.usage_map((10**5, 10**5), (3, 3)),
    "dense connections": lambda: connections.dense_connections(HUGE, HUGE),
    "convolutional connections": lambda: connections.convolution_connections(HUGE, 3),
    "layers of connections": lambda: connections.layer_sizes(HUGE, HUGE, 1),
    "gradient by gradient": lambda: connections.gradient_counts(HUGE, 3),
    "filters": lambda: filter_bank.random_bank(HUGE, 3, 15, 0),
    "filters of a layer": lambda: shifts.filter_bank(HUGE, 3, 0),
    "mix of channels": lambda: pointwise.random_mix(HUGE, HUGE, 0),
    "deep volume": lambda: pointwise.deep_volume(PICTURE[None], HUGE, 28),
    "hessian": lambda: kernel_learning.pose(np.ones((99, 99)), KERNEL, 80),
    "layers of a stack": lambda: Stack(layers=HUGE, kernel=1).geometry(),
    "networks": lambda: effective_receptive_field(Stack(30, 7, 16), torch.ones(201, 201), networks=HUGE),
    "work of networks": lambda: effective_receptive_field(Stack(30, 7, 16), torch.ones(201, 201), networks=20),
    "kernel of a stack": lambda: worked_fields.check_sizes(worked_fields.read_stack("9999 1 5000"), (224, 224)),
    "strides of a stack": lambda: worked_fields.read_stack("; ".join(["9 9999 4"] * 40)),
    "text of a stack": lambda: worked_fields.read_stack("3 " * 10**6),
    "text of a network": lambda: parse_network("relu-" * 10**6),
    "text of a matrix": lambda: matrices.parse_matrix("1" * 10**7),
    "fields of a network": lambda: receptive_fields(torch.nn.Conv2d(1, 1, 3), (1, HUGE, HUGE)),
    "maps of a design": lambda: timing.time_designs({"one": parse_network("1x1000-c512k1")}),
}


@pytest.mark.parametrize("name", COSTLY)
def test_what_is_too_much_is_refused_before_it_begins(name: str) -> None:
    with pytest.raises(limits.TooMuch, match=r"can be computed here: lower "):
        COSTLY[name]()


def test_the_networks_of_an_effective_field_are_worked_out_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    from cnnviz.networks.fields import effective as engine

    stack, picture = Stack(6, 3, 4), torch.rand(32, 32, generator=torch.Generator().manual_seed(0))
    together = effective_receptive_field(stack, picture, networks=5)
    slices: list[None] = []
    monkeypatch.setattr(limits, "_unwanted", [lambda: slices.append(None)])
    monkeypatch.setattr(engine, "SLICE", 1)
    apart = effective_receptive_field(stack, picture, networks=5)
    assert len(slices) == 5
    assert torch.allclose(together.mean, apart.mean, rtol=1e-5)
    assert together.levels[2].width == pytest.approx(apart.levels[2].width, rel=1e-5)


def test_the_windows_of_a_picture_are_summed_up_a_few_rows_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = np.random.default_rng(0).random((40, 30))
    once = kernel_learning.pose(picture, KERNEL, 3, noise=0.1)
    monkeypatch.setattr(kernel_learning, "SLICE", 1)
    by_rows = kernel_learning.pose(picture, KERNEL, 3, noise=0.1)
    assert np.allclose(once.hessian, by_rows.hessian)
    assert np.allclose(once.best, by_rows.best)
    assert by_rows.floor == pytest.approx(once.floor)
