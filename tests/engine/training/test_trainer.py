"""cnnviz.training.loop: the same numbers every time, PyTorch's own numbers, and the same again from any state."""

import copy
import math
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import example, given
from hypothesis import strategies as st
from safetensors.torch import load as read
from safetensors.torch import save as write
from torch import Tensor, nn
from torch.optim import lr_scheduler

from cnnviz.data import load
from cnnviz.networks.weight_files import load_weights
from cnnviz.training import loop
from cnnviz.training.loop import NotANumber, Trainer, augment, epoch_order, schedule_factor
from cnnviz.training.preparation import Preparation
from cnnviz.training.recipe import Recipe, allowed
from tests.engine.training.tiny_data import tiny_data

DATA = tiny_data()
PLAIN = Recipe(network="mlp", depth=1, batch_size=16, epochs=3)
EVERYTHING = replace(
    PLAIN, dropout=0.3, batch_norm=True, augmentation="shift and mirror", schedule="one_cycle", weight_decay=0.01
)
pytestmark = pytest.mark.usefixtures("one_thread")


def new(recipe: Recipe = PLAIN, data: Any = DATA) -> Trainer:
    return Trainer(recipe, data, device="cpu")


def train(trainer: Trainer, steps: int | None = None) -> list[dict[str, Any]]:
    """The rows of so many steps, or of all that are left."""
    rows: list[dict[str, Any]] = []
    while not trainer.finished and (steps is None or len(rows) < steps):
        trainer.train_step()
        rows += trainer.flush()
        if trainer.step % trainer.steps_per_epoch == 0:
            rows[-1].update(trainer.evaluate())
    return rows


def same(a: dict[str, Tensor], b: dict[str, Tensor]) -> bool:
    return a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a)


# ----------------------------------------------------------------------------------------------- the same again


@pytest.mark.parametrize("recipe", [PLAIN, EVERYTHING, replace(EVERYTHING, network="small_resnet", depth=1)])
def test_the_same_recipe_gives_the_same_numbers_whoever_else_draws_random_ones(recipe: Recipe) -> None:
    first, second, other = new(recipe), new(recipe), new(replace(recipe, seed=1))
    rows: list[dict[str, Any]] = []
    while not second.finished:
        torch.rand(7)
        other.train_step()
        second.train_step()
        torch.manual_seed(3)
        rows += second.flush()
        if second.step % second.steps_per_epoch == 0:
            other.evaluate("train")
            rows[-1].update(second.evaluate())
    assert rows == train(first)
    assert same(first.state(), second.state())
    assert rows[0]["loss"] != other.flush()[0]["loss"]


@pytest.mark.parametrize("optimizer", allowed("optimizer"))
@pytest.mark.parametrize("schedule", allowed("schedule"))
def test_from_any_state_it_goes_on_to_the_last_bit(optimizer: str, schedule: str) -> None:
    recipe = replace(EVERYTHING, optimizer=optimizer, schedule=schedule, epochs=2)
    whole = new(recipe)
    states, rows = [whole.state()], []
    while not whole.finished:
        rows += train(whole, 1)
        states.append(whole.state())
    for at, state in enumerate(states):
        again = new(replace(recipe))
        train(again, 1)  # what it has learnt by itself must not matter
        again.load_state(read(write(state)))
        assert (again.step, again.finished) == (at, at == len(rows))
        assert train(again) == rows[at:]
        assert same(again.state(), states[-1])


def test_a_changed_learning_rate_belongs_to_the_state() -> None:
    whole = new(replace(PLAIN, schedule="cosine"))
    train(whole, 2)
    whole.set_learning_rate(0.05)
    whole.set_learning_rate(0.03)  # the last word counts
    assert whole.learning_rate == pytest.approx(0.03)
    state = whole.state()
    [row] = train(whole, 1)
    assert row["learning_rate"] == pytest.approx(0.03)
    again = new(replace(PLAIN, schedule="cosine"))
    again.load_state(state)
    assert train(again)[1:] == train(whole)
    assert again.changes == whole.changes
    assert [step for step, _ in again.changes] == [0, 2]


def test_states_are_copies() -> None:
    trainer = new()
    train(trainer, 2)
    state = trainer.state()
    before = copy.deepcopy(state)
    train(trainer, 3)
    assert same(state, before)
    assert not same(state, trainer.state())


@pytest.mark.parametrize(
    "other", [replace(PLAIN, depth=2), replace(PLAIN, network="lenet5"), replace(PLAIN, batch_norm=True)]
)
def test_a_state_of_another_network_is_refused_by_name(other: Recipe) -> None:
    with pytest.raises(ValueError, match="of another network"):
        new(other).load_state(new().state())
    with pytest.raises(ValueError, match="no state"):
        new().load_state({})


def test_large_pictures_stay_as_they_are_and_give_the_same_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = train(new(EVERYTHING))
    monkeypatch.setattr(loop, "_LARGE", 0)
    assert train(new(EVERYTHING)) == expected


# ------------------------------------------------------------------------------------------------ PyTorch's own


def by_hand(recipe: Recipe, data: Any, optimizer: torch.optim.Optimizer, network: nn.Module) -> list[float]:
    """The losses of a plain loop in which PyTorch's own optimiser and schedule do all the work."""
    images = data.images[data.train].double() / 255
    mean = images.mean((0, 2, 3), keepdim=True)
    std = images.std((0, 2, 3), keepdim=True, correction=0)
    pictures, labels = ((images - mean) / std).float(), data.labels[data.train]
    per_epoch = math.ceil(len(labels) / recipe.batch_size)
    schedule = schedules(recipe.schedule, optimizer, recipe.epochs * per_epoch)
    losses: list[float] = []
    for epoch in range(recipe.epochs):
        for index in epoch_order(recipe.seed, epoch, len(labels)).split(recipe.batch_size):  # type: ignore[no-untyped-call]
            loss = F.cross_entropy(network(pictures[index]), labels[index])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            if len(losses) < recipe.epochs * per_epoch - 1:
                schedule.step()
            losses.append(loss.item())
    return losses


def schedules(name: str, optimizer: torch.optim.Optimizer, total: int) -> lr_scheduler.LRScheduler:
    rate = optimizer.param_groups[0]["lr"]
    match name:
        case "cosine":
            return lr_scheduler.CosineAnnealingLR(optimizer, total)
        case "step":
            return lr_scheduler.MultiStepLR(optimizer, [math.ceil(total / 2), math.ceil(3 * total / 4)], 0.1)
        case "one_cycle":
            return lr_scheduler.OneCycleLR(optimizer, rate, total, cycle_momentum=False)
    return lr_scheduler.ConstantLR(optimizer, 1.0)


OPTIMIZERS: dict[str, Any] = {
    "sgd": lambda weights, rate, decay: torch.optim.SGD(weights, rate, weight_decay=decay),
    "momentum": lambda weights, rate, decay: torch.optim.SGD(weights, rate, momentum=0.9, weight_decay=decay),
    "adam": lambda weights, rate, decay: torch.optim.Adam(weights, rate, weight_decay=decay),
    "adamw": lambda weights, rate, decay: torch.optim.AdamW(weights, rate, weight_decay=decay),
}


@pytest.mark.parametrize("name", allowed("optimizer"))
@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_the_optimisers_are_those_of_pytorch(name: str, decay: float) -> None:
    recipe = replace(PLAIN, optimizer=name, weight_decay=decay, learning_rate=0.01)
    trainer = new(recipe)
    network = copy.deepcopy(trainer.network)
    expected = by_hand(recipe, DATA, OPTIMIZERS[name](network.parameters(), 0.01, decay), network)
    rows = train(trainer)
    assert [row["loss"] for row in rows] == pytest.approx(expected, rel=1e-4)
    assert expected[-1] < expected[0]
    for ours, theirs in zip(trainer.network.parameters(), network.parameters(), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-3, atol=1e-5)


@given(st.sampled_from(allowed("schedule")), st.integers(4, 400))
@example("one_cycle", 4)
@example("step", 7)
@example("cosine", 1000)
def test_the_schedules_are_those_of_pytorch(name: str, total: int) -> None:
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    schedule = schedules(name, optimizer, total)
    for step in range(total):
        assert schedule_factor(name, step, total) == pytest.approx(optimizer.param_groups[0]["lr"], rel=1e-9, abs=1e-9)
        optimizer.step()
        if step < total - 1:
            schedule.step()


@pytest.mark.parametrize("name", allowed("schedule"))
@pytest.mark.parametrize("total", [1, 2, 3])
def test_the_shortest_runs_have_a_learning_rate_too(name: str, total: int) -> None:
    for step in range(total):
        assert 0 < schedule_factor(name, step, total) <= 1


def test_a_row_says_what_was_done() -> None:
    trainer = new(replace(PLAIN, schedule="step"))
    rows = train(trainer)
    assert [row["step"] for row in rows] == list(range(1, 10))
    assert [row["epoch"] for row in rows] == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert [row["learning_rate"] for row in rows] == pytest.approx([0.002] * 5 + [0.0002] * 2 + [0.00002] * 2)
    assert [("val_loss" in row, "val_accuracy" in row) for row in rows] == [(row["step"] % 3 == 0,) * 2 for row in rows]
    assert (trainer.finished, trainer.epoch, trainer.total_steps) == (True, 3, 9)
    with pytest.raises(ValueError, match="All 3 epochs are done"):
        trainer.train_step()


def test_every_epoch_shows_every_picture_once_in_another_order() -> None:
    orders = [epoch_order(0, epoch, 50).tolist() for epoch in range(4)] + [epoch_order(1, 0, 50).tolist()]
    assert all(sorted(order) == list(range(50)) for order in orders)
    assert len(set(map(tuple, orders))) == 5


@pytest.mark.parametrize(("batch", "steps"), [(48, 1), (47, 1), (46, 2), (16, 3), (1, 48), (100, 1)])
def test_a_last_batch_of_one_picture_is_left_out(batch: int, steps: int) -> None:
    assert len(DATA.train) == 48
    assert new(replace(PLAIN, batch_size=batch)).steps_per_epoch == steps


def test_loss_and_accuracy_are_means_over_validation_without_dropout() -> None:
    trainer = new(EVERYTHING)
    train(trainer, 4)
    before = trainer.state()
    measured = trainer.evaluate() | trainer.evaluate("train")
    assert same(trainer.state(), before)  # batch norm's running means too
    assert trainer.network.training
    network = copy.deepcopy(trainer.network).eval()
    for which, prefix in (("validation", "val"), ("train", "train")):
        index = getattr(DATA, which)
        x = (DATA.images[index].double() / 255 - DATA.mean.double()[:, None, None]) / DATA.std.double()[:, None, None]
        scores = network(x.float()).detach().double().numpy()
        labels = DATA.labels[index].numpy()
        losses = np.log(np.exp(scores).sum(1)) - scores[np.arange(len(labels)), labels]
        assert measured[f"{prefix}_loss"] == pytest.approx(losses.mean(), rel=1e-5)
        assert measured[f"{prefix}_accuracy"] == pytest.approx((scores.argmax(1) == labels).mean())
    with pytest.raises(ValueError, match="no part"):
        trainer.evaluate("test")


def test_it_learns_and_only_from_the_examples_it_may() -> None:
    assert train(new(replace(PLAIN, epochs=20)))[-1]["val_accuracy"] == 1.0
    few = new(replace(PLAIN, examples=6))
    assert len(few.dataset.train) == 6
    assert few.dataset.counts("train").tolist() == [2, 2, 2]
    assert torch.equal(few.dataset.validation, DATA.validation)


# --------------------------------------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize("value", [math.nan, math.inf, 0.0, -1.0])
def test_a_learning_rate_that_is_none(value: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        new().set_learning_rate(value)


def test_a_loss_that_is_not_a_number_says_where_and_what_to_do() -> None:
    trainer = new(replace(PLAIN, optimizer="sgd", learning_rate=1e6, epochs=50))
    with pytest.raises(NotANumber) as told:
        while True:
            trainer.train_step()
            if trainer.step % 7 == 0:
                trainer.flush()
    assert f"step {told.value.step}" in str(told.value)
    assert "lower the learning rate, which was 1e+06" in str(told.value)
    assert all(math.isfinite(row["loss"]) for row in told.value.rows)
    if told.value.rows:
        assert told.value.rows[-1]["step"] == told.value.step - 1


def test_data_that_cannot_be_learnt_from() -> None:
    nothing = torch.zeros(0, dtype=torch.int64)
    with pytest.raises(ValueError, match="no pictures to train on"):
        new(data=replace(DATA, train=nothing))
    with pytest.raises(ValueError, match="no pictures to check"):
        new(data=replace(DATA, validation=nothing))
    with pytest.raises(ValueError, match="at least 2"):
        new(Recipe(network="stack:1x8-c2k3-bn-relu-flat-d3", batch_size=1))


# ------------------------------------------------------------------------------------------------ augmentation


@pytest.mark.parametrize(("how", "size"), [("shift", (8, 8)), ("mirror", (6, 9)), ("shift and mirror", (28, 30))])
def test_augmented_pictures_are_shifted_or_mirrored_ones(how: str, size: tuple[int, int]) -> None:
    pictures = torch.randn(5, 2, *size)
    index = torch.tensor([4, 0, 0, 2, 1, 3] * 10)
    torch.manual_seed(0)
    result = augment(pictures, index, how)
    assert result.shape == (60, 2, *size)
    reach = [max(1, round(side / 14)) for side in size] if "shift" in how else [0, 0]
    seen = set()
    for picture, number in zip(result.numpy(), index.tolist(), strict=True):
        original = pictures[number].numpy()
        padded = np.pad(original, ((0, 0), (reach[0],) * 2, (reach[1],) * 2), mode="edge")
        candidates = {
            (down, right, mirrored): padded[:, down : down + size[0], right : right + size[1]][:, :, ::mirrored]
            for down in range(2 * reach[0] + 1)
            for right in range(2 * reach[1] + 1)
            for mirrored in ([1, -1] if "mirror" in how else [1])
        }
        # mirrored first or shifted first is the same up to the sign of the shift
        found = [key for key, candidate in candidates.items() if np.array_equal(candidate, picture)]
        assert len(found) == 1
        seen.add(found[0])
    assert len(seen) > min(len(candidates), 60) / 2


# ------------------------------------------------------------------------------------------ what goes in first


def test_the_training_pictures_have_mean_0_and_deviation_1() -> None:
    data = tiny_data(channels=3)
    preparation = Preparation.of(PLAIN, data)
    pictures = preparation.normalize(preparation.scale(data.images[data.train])).double()
    np.testing.assert_allclose(pictures.mean((0, 2, 3)), 0, atol=1e-5)
    np.testing.assert_allclose(pictures.std((0, 2, 3), correction=0), 1, atol=1e-5)


@pytest.mark.parametrize("network", ["mlp", "lenet5", "tiny_vgg"])
def test_a_picture_given_by_hand_becomes_what_training_saw(network: str) -> None:
    trainer = new(replace(PLAIN, network=network))
    preparation = trainer.preparation
    expected = preparation.normalize(preparation.scale(DATA.images[DATA.validation]))
    for place, index in enumerate(DATA.validation.tolist()[:5]):
        picture = DATA.images[index]
        for given_picture in (picture, picture.float() / 255, picture[0], picture.expand(3, -1, -1)):
            torch.testing.assert_close(preparation.prepare(given_picture)[0], expected[place], rtol=1e-4, atol=1e-4)
    assert preparation.prepare(torch.rand(3, 200, 77)).shape == (1, 1, *preparation.size)
    colour = Preparation.of(PLAIN, tiny_data(channels=3))
    assert colour.prepare(torch.rand(5, 5)).shape == (1, 3, 8, 8)


@pytest.mark.parametrize("shape", [(2, 8, 8), (8,), (1, 1, 8, 8), (1, 0, 8), (0, 8)])
def test_a_picture_of_another_shape_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        Preparation.of(PLAIN, DATA).prepare(torch.zeros(shape))


# ----------------------------------------------------------------------------------------------------- weights


def test_weights_go_out_and_come_back() -> None:
    trained, fresh = new(), new(replace(PLAIN, seed=9))
    train(trained, 5)
    for given_weights in (write(trained.network.state_dict()), write(trained.state()), trained.network.state_dict()):
        fresh = new(replace(PLAIN, seed=9))
        load_weights(fresh.network, given_weights)
        assert same(fresh.network.state_dict(), trained.network.state_dict())


class Hostile:
    """Touches a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return Path.touch, (self.path,)


def test_a_pickle_is_never_opened(tmp_path: Path) -> None:
    proof, saved = tmp_path / "proof", tmp_path / "weights.pt"
    pickle.loads(pickle.dumps(Hostile(proof)))
    assert proof.exists()  # it would
    proof.unlink()
    files = [pickle.dumps(Hostile(proof), protocol) for protocol in range(6)]
    for zipped in (True, False):
        torch.save({"output.weight": Hostile(proof)}, saved, _use_new_zipfile_serialization=zipped)
        files.append(saved.read_bytes())
    network = new().network
    before = copy.deepcopy(network.state_dict())
    for data in files:
        with pytest.raises(ValueError, match="safetensors"):
            load_weights(network, data)
    assert not proof.exists()
    assert same(network.state_dict(), before)


@pytest.mark.parametrize("data", [b"", b"{}", b"\x00" * 100, b"\xff" * 8 + b"{}", b"GIF89a", b"\x02\0\0\0\0\0\0\0{}"])
def test_any_other_file_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        load_weights(new().network, data)


def test_weights_that_do_not_fit_are_named_and_change_nothing() -> None:
    network = new().network
    before = copy.deepcopy(network.state_dict())
    good = {name: value + 1 for name, value in before.items()}
    for wrong, words in (
        ({name: value for name, value in good.items() if name != "output.bias"}, "output.bias is missing"),
        (good | {"output.weight": torch.zeros(3, 5)}, r"output.weight has the shape \(3, 5\)"),
        (good | {"output.weight": torch.full((3, 128), math.nan)}, "not finite"),
        (good | {"dense7.weight": torch.zeros(1)}, "has no dense7.weight"),
    ):
        with pytest.raises(ValueError, match=words):
            load_weights(network, write(wrong))
        assert same(network.state_dict(), before)


def test_lenet5_learns_the_digits() -> None:
    trainer = Trainer(Recipe(examples=400, epochs=4), load("digits"), device="cpu")
    assert train(trainer)[-1]["val_accuracy"] > 0.85
