"""cnnviz.training.inspection: what a snapshot shows is what the network computes, and looking changes nothing."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from sklearn.metrics import confusion_matrix
from torch import Tensor, nn

from cnnviz.training.inspection import (
    BINS,
    Outputs,
    confusion,
    histogram,
    inspect,
    map_layers,
    most_wrong,
    pictures_in_cell,
    predict,
)
from cnnviz.training.loop import Trainer
from cnnviz.training.recipe import Recipe
from tests.engine.training.tiny_data import tiny_data

DATA = tiny_data()
LENET = Recipe(batch_size=16, epochs=2, learning_rate=0.005)
BUILT = "stack:1x8-c4k3p1-bn-relu-res[c4k3p1]-drop30-cat[c2k1|c3k3p1]-gap-flat-d3"
pytestmark = pytest.mark.usefixtures("one_thread")


def trained(recipe: Recipe = LENET, steps: int = 3) -> Trainer:
    trainer = Trainer(recipe, DATA, device="cpu")
    for _ in range(steps):
        trainer.train_step()
    trainer.flush()
    return trainer


def validation_scores(trainer: Trainer) -> Tensor:
    """Computed apart from the trainer."""
    pictures = trainer.preparation.normalize(trainer.preparation.scale(DATA.images[DATA.validation]))
    network = trainer.network.eval()
    with torch.no_grad():
        scores: Tensor = network(pictures)
    network.train()
    return scores


def test_maps_are_what_each_layer_gives_for_the_watched_picture() -> None:
    trainer = trained()
    picture = DATA.images[5]
    shown = inspect(trainer, picture)
    x = trainer.preparation.prepare(picture)
    expected = {}
    with torch.no_grad():
        for name, layer in trainer.network.eval().named_children():
            x = layer(x)
            expected[name] = x[0]
    names = [name.removeprefix("maps.") for name in shown if name.startswith("maps.")]
    assert names == [
        "conv1",
        "relu1",
        "pool1",
        "conv2",
        "relu2",
        "pool2",
        "dense1",
        "relu3",
        "dense2",
        "relu4",
        "output",
    ]
    for name in names:
        torch.testing.assert_close(shown[f"maps.{name}"], expected[name])
    torch.testing.assert_close(shown["watched.probabilities"], x[0].softmax(0))
    assert shown["maps.conv1"].shape == (6, 28, 28)
    assert not any(name.startswith(("maps.", "watched.")) for name in inspect(trainer))


def test_layers_inside_of_blocks_are_shown_too() -> None:
    trainer = trained(replace(LENET, network=BUILT))
    names = map_layers(trainer.network)
    assert {"conv1", "block1", "block1.branches.0.conv1", "block2.branches.1.conv1", "output"} <= set(names)
    assert not [name for name in names if "bn" in name or "drop" in name or "flatten" in name]
    maps = predict(trainer.network, trainer.preparation, DATA.images[0]).maps
    inside, before, after = (maps[name] for name in ("block1.branches.0.conv1", "relu1", "block1"))
    torch.testing.assert_close(inside + before, after)


@pytest.mark.parametrize("recipe", [LENET, replace(LENET, network=BUILT, augmentation="shift")])
def test_looking_changes_nothing(recipe: Recipe) -> None:
    watched, alone = trained(recipe, 0), trained(recipe, 0)
    rows: dict[str, list[Any]] = {"watched": [], "alone": []}
    while not watched.finished:
        inspect(watched, DATA.images[1])
        for name, trainer in (("watched", watched), ("alone", alone)):
            trainer.train_step()
            rows[name] += trainer.flush()
    assert rows["watched"] == rows["alone"]
    assert all(torch.equal(value, watched.state()[name]) for name, value in alone.state().items())
    assert not any(module._forward_hooks for module in watched.network.modules())


def test_hooks_come_off_when_something_breaks() -> None:
    network = nn.Sequential(nn.Linear(3, 2))
    with pytest.raises(RuntimeError), Outputs(network, ["0"]):
        network(torch.zeros(1, 4))
    assert not network[0]._forward_hooks


def test_histograms_hold_every_weight_and_every_gradient() -> None:
    trainer = trained()
    shown = inspect(trainer)
    for name, layer in trainer.network.named_children():
        if not isinstance(layer, nn.Conv2d | nn.Linear):
            assert f"weights.counts.{name}" not in shown
            continue
        assert layer.weight.grad is not None
        for kind, values in (("weights", layer.weight.detach()), ("gradients", layer.weight.grad)):
            counts, edges = np.histogram(values.numpy().astype(np.float64), BINS)
            np.testing.assert_array_equal(shown[f"{kind}.counts.{name}"], counts)
            np.testing.assert_allclose(shown[f"{kind}.edges.{name}"], edges, rtol=1e-6)
        norm = float(np.linalg.norm(layer.weight.grad.numpy()))
        assert shown[f"gradients.norm.{name}"].item() == pytest.approx(norm, rel=1e-5)
    assert not any(name.startswith("gradients.") for name in inspect(trained(steps=0)))


def test_a_histogram_of_strange_values() -> None:
    counts, edges = histogram(torch.tensor([1.0, float("nan"), 2.0, float("inf"), 2.0]))
    assert (counts.sum().item(), edges[0].item(), edges[-1].item()) == (3, 1.0, 2.0)
    assert histogram(torch.zeros(7))[0].sum() == 7
    assert histogram(torch.full((2,), float("nan")))[0].sum() == 0


def test_confusion_and_mistakes_are_those_of_the_validation_pictures() -> None:
    trainer = trained(steps=2)
    shown = inspect(trainer)
    labels, scores = DATA.labels[DATA.validation], validation_scores(trainer)
    predicted = scores.argmax(1)
    assert torch.equal(shown["validation.predicted"], predicted)
    np.testing.assert_array_equal(shown["confusion"], confusion_matrix(labels, predicted, labels=range(3)))
    probabilities = scores.softmax(1)
    torch.testing.assert_close(shown["validation.probability"], probabilities.amax(1))
    torch.testing.assert_close(shown["validation.true_probability"], probabilities[range(len(labels)), labels])
    losses = torch.stack([F.cross_entropy(row[None], label[None]) for row, label in zip(scores, labels, strict=True)])
    torch.testing.assert_close(shown["validation.loss"], losses)
    for true in range(3):
        for answer in range(3):
            cell = pictures_in_cell(predicted, labels, true, answer)
            expected = [at for at in range(len(labels)) if labels[at] == true and predicted[at] == answer]
            assert cell.tolist() == expected
            assert len(cell) == shown["confusion"][true, answer]
    wrong = most_wrong(predicted, labels, shown["validation.loss"], 5)
    mistakes = sorted(
        (at for at in range(len(labels)) if labels[at] != predicted[at]), key=lambda at: -float(losses[at])
    )
    assert wrong.tolist() == mistakes[:5]
    assert len(wrong)


def test_a_class_that_is_never_right_has_a_row_of_its_own() -> None:
    table = confusion(torch.tensor([0, 0, 2]), torch.tensor([2, 2, 2]), 4)
    assert table.tolist() == [[0, 0, 2, 0], [0, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]]


def test_a_picture_of_ones_own_gets_an_answer_and_the_reason() -> None:
    trainer = trained(replace(LENET, epochs=20), 60)
    picture = torch.zeros(3, 40, 40)
    picture[:, 15:20] = 1.0  # rows 3 of 8: class 1
    prediction = predict(trainer.network, trainer.preparation, picture)
    assert prediction.probabilities.argmax() == 1
    assert prediction.probabilities.sum().item() == pytest.approx(1)
    assert prediction.input.shape == (1, 28, 28)
    torch.testing.assert_close(prediction.maps["output"].softmax(0), prediction.probabilities)


def test_a_snapshot_can_be_saved() -> None:
    from safetensors.torch import load, save

    trainer = trained()
    tensors = inspect(trainer, DATA.images[0]) | trainer.state()
    again = load(save(tensors))
    assert all(torch.equal(again[name], value) for name, value in tensors.items())
