"""Residual networks, sliding windows and picture sizes: against torch's own layers, autograd and counting."""

import contextlib
import io
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from cnnviz.lessons.alexnet.listing import normalisation_script
from cnnviz.lessons.efficientnet.listing import scaling_script
from cnnviz.lessons.residual import experiment as residual
from cnnviz.lessons.residual.listing import residual_script
from cnnviz.lessons.sliding_window.listing import sliding_script
from cnnviz.networks.designs import blocks, sizes, windows
from cnnviz.networks.stack.summary import summarize
from cnnviz.networks.stack.text import format_network


def run(script: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(script, names)
    return names


# Residual


class Plain(nn.Module):
    """By hand: convolutions and batch norms from the same state dict, with or without the additions."""

    def __init__(self, network: nn.Module, shortcuts: bool) -> None:
        super().__init__()
        self.convolutions = nn.ModuleList(m for m in network.modules() if isinstance(m, nn.Conv2d))
        self.dense = next(m for m in network.modules() if isinstance(m, nn.Linear))
        self.shortcuts = shortcuts

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        first, *rest = self.convolutions
        x = F.relu(first(x))
        for one, two in zip(rest[::2], rest[1::2], strict=True):
            z = two(F.relu(one(x)))
            x = F.relu(z + x) if self.shortcuts else F.relu(z)
        return self.dense(x.mean((2, 3)))


@pytest.mark.parametrize("shortcuts", [False, True])
def test_the_networks_are_those_of_the_paper_and_gradients_are_autograd_s(shortcuts: bool) -> None:
    network = residual.network(3, 6, residual=shortcuts)
    module = residual.module(network, seed=4)
    by_hand = Plain(module, shortcuts)
    pictures, labels = residual.digits()
    torch.testing.assert_close(by_hand(pictures), module(pictures), atol=1e-5, rtol=1e-5)
    F.cross_entropy(by_hand(pictures), labels).backward()  # type: ignore[no-untyped-call]
    sizes_by_hand = [float(m.weight.grad.norm()) for m in by_hand.convolutions]  # type: ignore[union-attr, operator]
    assert residual.gradient_sizes(network, seed=4) == pytest.approx(sizes_by_hand, rel=1e-4)
    assert len(sizes_by_hand) == 7


def test_plain_and_residual_have_equal_parameters() -> None:
    plain, shortcut = residual.pair(5, 8, batch_norm=True).values()
    assert summarize(plain).total("parameters") == summarize(shortcut).total("parameters")
    assert "res[" in format_network(shortcut) and "res[" not in format_network(plain)


def test_one_value_is_the_sum_of_its_parts() -> None:
    network = residual.network(2, 4, residual=True, batch_norm=True)
    for block in (0, 1):
        value, by_torch = residual.one_value(network, 0, block, 3)
        assert value.output == pytest.approx(by_torch, abs=1e-5)
        assert value.output == max(0.0, value.z + value.a)


def test_digits_are_prepared_as_for_training() -> None:
    pictures, labels = residual.digits(500)
    assert tuple(pictures.shape) == (500, 1, 8, 8)
    assert abs(float(pictures.mean())) < 0.1
    assert abs(float(pictures.std()) - 1) < 0.1
    assert set(labels.tolist()) == set(range(10))


def test_the_recipe_trains_this_network() -> None:
    from cnnviz.training.recipe import Recipe

    recipe = residual.recipe(residual.network(1, 8, residual=True), epochs=3, seed=7)
    assert (recipe.dataset, recipe.epochs, recipe.seed) == ("digits", 3, 7)
    assert Recipe.from_json(recipe.to_json()) == recipe


@pytest.mark.parametrize(("blocks", "batch_norm", "epochs"), [(2, True, 2), (1, False, 1)])
def test_the_script_trains_by_the_recipe_of_the_page(
    blocks: int, batch_norm: bool, epochs: int, one_thread: None
) -> None:
    """To the last digit: first weights, gradients before the training, losses and accuracy after it."""
    from cnnviz.data import load
    from cnnviz.training.loop import Trainer

    names = run(residual_script(blocks, 4, batch_norm=batch_norm, epochs=epochs, seed=1))
    for name in ("plain", "residual"):
        network = residual.network(blocks, 4, residual=name == "residual", batch_norm=batch_norm)
        trainer = Trainer(residual.recipe(network, epochs=epochs, seed=1), load("digits"), device="cpu")
        while not trainer.finished:
            trainer.train_step()
        trainer.flush()
        assert names["accuracies"][name] == trainer.evaluate()["val_accuracy"]
    assert names["sizes"] == pytest.approx(residual.gradient_sizes(network, 1), rel=1e-5)


def test_the_script_has_the_page_s_networks() -> None:
    names = run(residual_script(2, 4, batch_norm=True, epochs=8, seed=1))
    assert len(names["sizes"]) == 5
    assert 0 < names["result"]["residual"] < 2.3  # the loss of a guess
    parameters = sum(weight.numel() for weight in names["network"].parameters())
    assert parameters == summarize(residual.network(2, 4, residual=True, batch_norm=True)).total("parameters")


# Sliding windows


@pytest.mark.parametrize(
    ("window", "kernel", "pool", "along"), [(14, 5, 2, 8), (12, 3, 2, 3), (17, 5, 1, 4), (8, 5, 4, 1)]
)
def test_one_pass_gives_every_window_s_scores(window: int, kernel: int, pool: int, along: int) -> None:
    detector = windows.Detector(window, kernel, pool, 30, 3)
    network, size = windows.classifier(detector, 2), detector.picture(along)
    picture = torch.rand(3, size, size, generator=torch.Generator().manual_seed(0))
    whole = windows.in_one_pass(windows.as_convolutions(network, detector), picture)
    assert tuple(whole.shape) == (3, along, along)
    for row in range(along):
        for column in range(along):
            top, left = row * pool, column * pool
            alone = network(picture[None, :, top : top + window, left : left + window])[0]
            torch.testing.assert_close(whole[:, row, column], alone, atol=1e-5, rtol=1e-4)
    cropped = windows.by_cropping(network, picture, detector)
    assert windows.difference(cropped, whole) < windows.SAME == 1e-5
    place, by_cropping, in_one_pass = windows.in_the_middle(cropped, whole)
    assert place == along // 2
    assert (by_cropping, in_one_pass) == (float(cropped[0][place][place]), float(whole[0][place][place]))


def test_the_course_s_shapes_and_costs_by_flop_counter() -> None:
    """14 × 14 gives one place, 16 × 16 gives 2 × 2, 28 × 28 gives 8 × 8."""
    detector = windows.Detector(14, 5, 2, 400, 4)
    assert [summarize(detector.convolutional(n)).shape for n in (14, 16, 28)] == [(4, 1, 1), (4, 2, 2), (4, 8, 8)]
    network, picture = windows.classifier(detector, 0), torch.rand(3, 28, 28)
    counted = []
    convolutional = windows.as_convolutions(network, detector)
    for way in (
        lambda: windows.by_cropping(network, picture, detector),
        lambda: windows.in_one_pass(convolutional, picture),
    ):
        with FlopCounterMode(display=False) as counter:
            way()  # type: ignore[no-untyped-call]
        counted.append(counter.get_total_flops() // 2)
    assert detector.costs(8) == tuple(counted)


def test_times_are_measured_and_the_script_agrees() -> None:
    detector = windows.Detector()
    picture = torch.rand(3, *[detector.picture(14)] * 2)
    taken = windows.times(windows.classifier(detector, 0), picture, detector)
    assert taken.one_by_one > taken.one_pass > 0
    assert taken.one_batch > 0
    assert run(sliding_script(detector, 6, 3))["result"] < 1e-4


def test_grey_and_wide_pictures_are_cut_to_a_square() -> None:
    picture = torch.rand(1, 40, 90)
    small = windows.scaled(picture, 40)
    assert torch.allclose(small, picture[:, :, 25:65].expand(3, -1, -1), atol=1e-6)


# A network at other sizes


def test_dense_layers_refuse_other_sizes_and_averages_do_not() -> None:
    dense, pointwise = blocks.classifier_heads(7, 16, 10, 32).values()
    assert sizes.run_at(dense, 7) == sizes.run_at(pointwise, 7) == sizes.run_at(pointwise, 9) == (10,)
    refusal = sizes.run_at(dense, 9)
    assert isinstance(refusal, str)
    assert str(16 * 81) in refusal


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: residual.network(0, 8, residual=True), "blocks is 0"),
        (lambda: residual.network(99, 8, residual=True), "use at most 20"),
        (lambda: residual.network(2, 65, residual=True), "use at most 64"),
        (lambda: windows.Detector(4, 5, 2), "window of at least 6"),
        (lambda: windows.Detector(15, 5, 2), "use a window of 14 or 16"),
        (lambda: windows.Detector(pool=0), "pool is 0"),
        (lambda: windows.Detector().picture(41), "use at most 40"),
        (lambda: sizes.run_at(residual.network(1, 1, residual=True), 0), "height and width is 0"),
    ],
)
def test_impossible_settings_get_a_sentence(make: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        make()


# LeNet-5, AlexNet, EfficientNet


def test_lenet_is_that_of_the_course() -> None:
    from torchinfo import summary

    from cnnviz.lessons.lenet import experiment as lenet

    found = summary(lenet.untrained(lenet.network(), 0), input_size=(1, 1, 28, 28), verbose=0)
    assert found.total_params == summarize(lenet.network()).total("parameters") == 61_706
    picture, label = lenet.digit(5)
    module = lenet.untrained(lenet.network(4, 8, (20, 10), activation="relu", pooling="max"), 1)
    outputs = lenet.through(module, picture)
    assert tuple(picture.shape) == (1, 1, 28, 28)
    assert label in range(10)
    assert {name: len(outputs[name]) for name in lenet.SHOWN} == {"conv1": 4, "pool1": 4, "conv2": 8, "pool2": 8}
    torch.testing.assert_close(outputs["softmax"], torch.softmax(module(picture)[0], 0).detach())
    torch.testing.assert_close(outputs["pool1"], F.max_pool2d(F.relu(outputs["conv1"]), 2))


@pytest.mark.parametrize(("n", "k", "alpha", "beta"), [(5, 2.0, 1e-4, 0.75), (3, 1.0, 0.5, 1.0), (1, 0.5, 2.0, 0.5)])
def test_normalisation_is_torch_s(n: int, k: float, alpha: float, beta: float) -> None:
    from cnnviz.operations import normalisation

    maps = torch.rand(8, 5, 6, generator=torch.Generator().manual_seed(1)) * 5
    ours = normalisation.local_response(maps, n, k, alpha, beta)
    torch.testing.assert_close(ours, nn.LocalResponseNorm(n, alpha * n, beta, k)(maps[None])[0])
    torch.testing.assert_close(ours, normalisation.local_response_by_torch(maps, n, k, alpha, beta))
    largest = normalisation.strongest(maps, n, k, alpha, beta)
    assert largest.before == float(maps[4].max()) == float(maps[4, largest.row, largest.column])
    assert largest.after == float(ours[4, largest.row, largest.column])
    assert largest.after == pytest.approx(largest.before / (k + alpha * largest.squares) ** beta, rel=1e-5)


def test_dropout_keeps_the_mean_as_torch_s_does() -> None:
    from cnnviz.operations import normalisation

    maps = torch.ones(8, 100, 100)
    dropped = normalisation.dropout(maps, 75, seed=3)
    assert set(dropped.unique().tolist()) == set(nn.Dropout(0.75).train()(maps).unique().tolist()) == {0.0, 4.0}  # type: ignore[no-untyped-call]
    assert float(dropped.mean()) == pytest.approx(1, abs=0.05)
    assert torch.equal(dropped, normalisation.dropout(maps, 75, seed=3))
    assert torch.equal(normalisation.dropout(maps, 0, seed=3), maps)
    behind = run(normalisation_script(5, 2.0, 0.1, 0.75, 50))["result"]
    assert 0.4 < float((behind == 0).float().mean()) < 0.6


def test_maps_of_the_first_layer_are_scipy_s() -> None:
    from scipy import signal

    from cnnviz import kernels
    from cnnviz.operations import normalisation

    picture = torch.rand(1, 12, 15, generator=torch.Generator().manual_seed(0))
    maps = normalisation.first_maps(picture)
    for values, name in zip(maps, normalisation.KERNELS, strict=True):
        expected = signal.correlate2d(picture[0].numpy(), kernels.PRESETS[name].kernel, mode="same")
        torch.testing.assert_close(values, torch.tensor(expected).clamp(min=0).float(), atol=1e-5, rtol=1e-4)


def test_efficientnets_are_torchvision_s_and_near_the_published_ones() -> None:
    from torchvision import models

    from cnnviz.networks.designs import scaling

    for name, known in scaling.PUBLISHED.items():
        counted = scaling.count(known.scale)
        assert counted.parameters / 1e6 == pytest.approx(known.parameters, rel=0.03), name
        assert counted.multiply_adds / 1e6 == pytest.approx(known.multiply_adds, rel=0.08), name
    with torch.device("meta"):
        named = models.efficientnet_b3().eval()
    scale = scaling.PUBLISHED["B3"].scale
    assert scaling.count(scale).parameters == sum(p.numel() for p in named.parameters())
    for scale in (scaling.compound(1.2, 1.1, 1.15, 0), scaling.compound(1.3, 1.25, 1.1, 2)):
        assert scaling.count(scale) == scaling.count_by_torch(scale)
    assert run(scaling_script(scale))["result"] == scaling.count(scale)


def test_compound_scaling_doubles_the_cost() -> None:
    from cnnviz.networks.designs import scaling

    assert scaling.growth(1.2, 1.1, 1.15) == pytest.approx(1.2 * 1.21 * 1.3225)
    assert scaling.growth(2, 1, 1, 3) == 8
    base = scaling.count(scaling.compound(1.2, 1.1, 1.15, 0)).multiply_adds
    grown = scaling.count(scaling.compound(1.2, 1.1, 1.15, 4)).multiply_adds
    assert grown / base == pytest.approx(2**4, rel=0.2)
    ways = scaling.one_way(scaling.compound(1.2, 1.1, 1.15, 4), 16.0)
    assert {name: scaling.count(way).multiply_adds / base for name, way in ways.items()} == pytest.approx(
        dict.fromkeys(ways, 16), rel=0.25
    )


@pytest.mark.parametrize(
    ("alpha", "phi", "sentence"),
    [(0.5, 1, "use 1 to 3"), (1.2, 9, "use 0 to 8"), (3.0, 4, "smaller φ"), (0, 0, "α is 0")],
)
def test_impossible_scales_get_a_sentence(alpha: float, phi: float, sentence: str) -> None:
    from cnnviz.networks.designs import scaling

    with pytest.raises(ValueError, match=sentence):
        scaling.compound(alpha, 1.1, 1.15, phi)


def test_other_impossible_settings_get_a_sentence() -> None:
    from cnnviz.lessons.lenet import experiment as lenet
    from cnnviz.operations import normalisation

    maps = torch.ones(3, 2, 2)
    for make, sentence in (
        (lambda: lenet.network(0), "first layer is 0"),
        (lambda: lenet.digit(10_000), "use 0 to"),
        (lambda: normalisation.local_response(maps, 4, 1, 1, 1), "use 3 or 5"),
        (lambda: normalisation.local_response(maps, 0, 1, 1, 1), "n is 0"),
        (lambda: normalisation.dropout(maps, 100, 0), "use 0 to 99"),
    ):
        with pytest.raises(ValueError, match=sentence):
            make()
