"""Experiments of chapter 5: each measured at its own settings and at others, against torch or by hand."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from cnnviz.data import load
from cnnviz.lessons import experiment
from cnnviz.networks import small
from cnnviz.training import Recipe, first_step
from cnnviz.training.comparison.comparison import Plan
from cnnviz.training.comparison.presets import PRESETS
from cnnviz.training.comparison.results import verdict
from cnnviz.training.recipe import total_steps


def find(stem: str, name: str) -> experiment.Experiment:
    return next(one for one in experiment.of(stem) if one.id == name)


def answer(stem: str, name: str, values: dict[str, Any]) -> Any:
    found, said = experiment.measure(find(stem, name), values)
    assert said
    return found


def recipe(name: str, **others: Any) -> Recipe:
    """The training lesson's recipe with the experiment's own settings, then with others."""
    own = {key.removeprefix("train-").replace("-", "_"): value for key, value in find("train", name).settings.items()}
    numbers = {key: int(value) if value.isdecimal() else value for key, value in own.items()}
    return Recipe(**(numbers | others))


def first(of: Recipe) -> first_step.FirstStep:
    return first_step.first_step(of, load(of.dataset))


@pytest.mark.parametrize(("dataset", "classes"), [("digits", 10), ("shapes", 6), ("textures", None)])
def test_the_loss_before_anything_is_learnt(dataset: str, classes: int | None) -> None:
    classes = classes or len(load(dataset).classes)
    found = answer("train", "chance", {"step": first(recipe("chance", dataset=dataset))})
    assert found == pytest.approx(
        float(nn.functional.cross_entropy(torch.zeros(1, classes), torch.tensor([0]))), rel=0.1
    )


@pytest.mark.parametrize(("optimizer", "wanted"), [("adam", "fails"), ("sgd", "holds"), ("momentum", "holds")])
def test_how_far_the_first_step_goes(optimizer: str, wanted: str) -> None:
    of = recipe("proportional", optimizer=optimizer)
    assert recipe("proportional").optimizer == "adam"
    step = first(of)
    weight = torch.tensor([step.before], requires_grad=True)
    weight.grad = torch.tensor([step.gradient])
    adam, sgd = torch.optim.Adam([weight], lr=of.learning_rate), torch.optim.SGD([weight], lr=of.learning_rate)
    (adam if optimizer == "adam" else sgd).step()
    moved = abs(float(weight.detach()) - step.before)
    assert (abs(moved / (of.learning_rate * abs(step.gradient)) - 1) < 0.02) == (wanted == "holds")
    assert answer("train", "proportional", {"step": step, "optimizer": optimizer}) == wanted


@pytest.mark.parametrize("others", [{}, {"batch_size": 1000, "epochs": 1}, {"batch_size": 7, "epochs": 2}])
def test_steps_of_a_run(others: dict[str, int]) -> None:
    of, pictures = recipe("steps", **others), len(load("digits").train)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.zeros(pictures)), of.batch_size)
    values = {
        "steps": total_steps(pictures, of.batch_size, of.epochs), "examples": pictures, "batch_size": of.batch_size,
        "epochs": of.epochs,
    }  # fmt: skip
    assert answer("train", "steps", values) == of.epochs * len(loader)


@pytest.mark.parametrize(("initialization", "wanted"), [("zeros", "fails"), ("he", "holds"), ("normal", "holds")])
def test_the_gradient_of_zero_weights(initialization: str, wanted: str) -> None:
    of = recipe("zeros", initialization=initialization)
    assert recipe("zeros").initialization == "zeros"
    network = small.build(of, 1, (28, 28), 10)
    pictures = torch.randn(8, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    nn.functional.cross_entropy(network(pictures), torch.arange(8)).backward()  # type: ignore[no-untyped-call]
    weight = next(layer.weight for layer in network.modules() if isinstance(layer, nn.Conv2d))
    assert weight.grad is not None and bool(weight.grad.abs().max() > 0) == (wanted == "holds")
    assert answer("train", "zeros", {"step": first(of)}) == wanted


@pytest.mark.parametrize("counts", [[20, 20, 20], [90, 10], [3]])
def test_what_an_accuracy_is_worth(counts: list[int]) -> None:
    values = {"counts": counts}
    labels = np.repeat(np.arange(len(counts)), counts)
    assert answer("own_pictures", "largest", values) == pytest.approx(100 * np.bincount(labels).max() / len(labels))
    assert answer("own_pictures", "one-more", values) == pytest.approx(100 / len(labels))
    assert answer("own_pictures", "balanced", values) == ("holds" if len(set(counts)) == 1 else "fails")
    assert answer("own_pictures", "twice", values) == "fails"


def test_a_set_without_validation_pictures_is_worth_nothing() -> None:
    assert answer("own_pictures", "largest", {"counts": [0, 0]}) is None
    assert answer("own_pictures", "one-more", {"counts": [0, 0]}) is None
    assert answer("own_pictures", "twice", {"counts": [0, 0]}) == "fails"


def test_a_loss_that_is_no_number_is_no_answer() -> None:
    step = first_step.FirstStep("conv1", (0,), 0.0, 0.0, 0.0, 0.1, float("nan"), 10)
    assert answer("train", "chance", {"step": step}) is None
    assert answer("train", "proportional", {"step": step, "optimizer": "adam"}) is None


@pytest.mark.parametrize("name", ["textures", "faces"])
def test_the_sets_that_the_experiments_open(name: str) -> None:
    dataset = load(name)
    counts = torch.bincount(dataset.labels[dataset.validation]).tolist()
    assert answer("own_pictures", "balanced", {"counts": counts}) == ("holds" if len(set(counts)) == 1 else "fails")


def tables(**of: list[list[float]]) -> dict[str, Any]:
    """Measures of 2 numbers of examples over epochs, the same from two seeds."""
    return {name: np.repeat(np.array(values)[:, None], 2, axis=1) for name, values in of.items()}


@pytest.mark.parametrize(
    ("seen", "new", "loss", "heart", "few", "gap", "falls"),
    [
        ([[0.5, 1.0], [0.9, 0.98]], [[0.4, 0.6], [0.9, 0.97]], [[1.0, 1.2], [0.5, 0.1]], "holds", 60, "holds", "fails"),
        ([[0.5, 0.8], [0.9, 0.9]], [[0.4, 0.6], [0.9, 0.7]], [[1.2, 1.0], [0.5, 0.7]], "fails", 60, "fails", "holds"),
        ([[0.5, 0.99], [0.9, 1.0]], [[0.4, 0.5], [0.9, 0.5]], [[1.0, 1.0], [0.5, 0.7]], "fails", 50, "fails", "fails"),
    ],
)
def test_few_examples(
    seen: list[list[float]],
    new: list[list[float]],
    loss: list[list[float]],
    heart: str,
    few: float,
    gap: str,
    falls: str,
) -> None:
    values = {"tables": lambda: tables(accuracy=seen, val_accuracy=new, val_loss=loss), "labels": ("few", "all")}
    found = {name: answer("overfitting", name, values) for name in ("by-heart", "few", "gap", "falls")}
    assert found == {"by-heart": heart, "few": pytest.approx(few), "gap": gap, "falls": falls}
    for name in found:
        assert answer("overfitting", name, {"tables": lambda: None, "labels": ("few", "all")}) is None


@pytest.mark.parametrize("name", ["Dropout", "ReLU", "Depth", "Pooling"])
def test_two_recipes_are_judged_by_their_interval(name: str) -> None:
    plan = PRESETS[name].plan

    def judged(a: list[float], b: list[float], of: Plan = plan) -> Any:
        return answer("two_recipes", name.lower(), {"plan": of, "verdict": lambda: verdict(a, b, of.labels)})

    assert judged([0.90, 0.91, 0.92], [0.95, 0.97, 0.96]) == "b"
    assert judged([0.95, 0.97, 0.96], [0.90, 0.91, 0.92]) == "a"
    assert judged([0.90, 0.95, 0.92], [0.91, 0.93, 0.93]) == "none"
    assert judged([0.9], [0.95]) is None
    assert judged([0.90, 0.91, 0.92], [0.95, 0.97, 0.96], PRESETS["Batch norm"].plan) is None
    assert answer("two_recipes", name.lower(), {"plan": plan, "verdict": lambda: None}) is None


def test_an_experiment_sets_the_stage_of_its_comparison() -> None:
    assert find("two_recipes", "dropout").settings == {
        "two-claim": "dropout", "two-dataset": "digits", "two-network": "mlp", "two-setting": "dropout",
        "two-epochs": "30", "two-seeds": "5", "two-examples": "200", "two-optimizer": "adam",
        "two-learning-rate": "0.002", "two-batch-size": "32", "two-seed": "0", "two-a-dropout": "0.0",
        "two-b-dropout": "0.5",
    }  # fmt: skip
